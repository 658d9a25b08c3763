"""What is measured: our application, the static floor, and the same kind of page in typical Streamlit and in Dash.

The peers' pages hold five line charts with targets and a table, and a region page with a select box, a line chart and a
ranking, over made-up data. Ours are the real pages over the real plan.
"""

from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / "bench" / "peers"
OUT = ROOT / "bench" / "out"

STREAMLIT_OPTION = '[role=option]:has-text("{value}")'
DASH_OPTION = '.dash-dropdown-option:has-text("{value}"), .VirtualizedSelectOption:has-text("{value}")'
VEGA = '[data-testid="stVegaLiteChart"]'
VEGA_MARKS = ".mark-line path, .mark-symbol path, .mark-rect path"
PLOTLY_MARKS = ".scatterlayer path.js-line, .barlayer .point path"
STILL = "#still"
"""The first screen of our pages, drawn before Streamlit's scripts."""

REGIONS = ("11207", "11203", "11369", "11381", "11209", "11240", "11346")
AREAS = tuple(f"Area {number:02d}" for number in range(1, 11))


@dataclass(frozen=True)
class Page:
    """A page and how to see its charts: CSS selectors of a chart and of the marks inside it, and how many it has.

    ``cover`` is the first screen that lies before the live one until that is whole.
    """

    path: str
    chart: str
    mark: str
    count: int
    cover: str = ""

    def watch(self) -> dict[str, str | int]:
        """What the probe in the page needs to know."""
        return {"chart": self.chart, "mark": self.mark, "count": self.count, "cover": self.cover}


@dataclass(frozen=True)
class Change:
    """A control to change. ``opens`` is clicked first, untimed; then ``clicks`` is.

    Where the page has ``native``, a select box of the browser's own, that gets a new choice instead.
    """

    page: Page
    values: tuple[str, ...]
    opens: str = ""
    clicks: str = ""
    native: str = ""


@dataclass(frozen=True)
class Target:
    """One server to start and what to do with it. ``load`` names the browser-less driver: ``http`` or ``streamlit``."""

    name: str
    command: tuple[str, ...]
    home: Page
    switch: Change
    load: str
    folder: Path = PEERS
    environment: dict[str, str] = field(default_factory=dict)
    in_page: Change | None = None
    marking: Change | None = None
    region: Change | None = None
    points: tuple[str, ...] = ()
    store: Path | None = None
    queries: tuple[str, ...] = ()
    region_queries: tuple[str, ...] = ()
    papers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What the browser chooses of the real plan: indicators (id to name) and the codes of the municipalities."""

    indicators: dict[str, str]
    regions: list[str]
    fonts: list[str]


def targets(python: str, app_python: str, scratch: Path, plan: Plan) -> dict[str, Target]:
    """All targets by name; ``before`` is an earlier state of ours, unpacked in ``scratch``."""
    data = {"BENCH_DATA": str(scratch / "data")}
    chosen = (
        _floor(python, scratch / "static"),
        _ours("ours", app_python, ROOT, scratch / "store", plan),
        _ours("before", app_python, scratch / "before", scratch / "store_before", plan),
        _typical_streamlit(python, data),
        _dash(python, data),
    )
    return {target.name: target for target in chosen}


def _floor(python: str, folder: Path) -> Target:
    return Target(
        name="floor",
        command=(python, "-m", "http.server", "{port}", "--bind", "127.0.0.1", "--directory", str(folder)),
        home=Page("/", "svg.chart", ".mark", 5),
        switch=Change(Page("/region.html", "svg.chart", ".mark", 2), AREAS, native="#area"),
        load="http",
    )


def _ours(name: str, python: str, folder: Path, store: Path, plan: Plan) -> Target:
    marks = ".mark-symbol path, .mark-rect path"
    # The headings too: they say how the table is sorted, and two columns may put the rows in the same order.
    table = Page("/", ".council table", "thead th, tbody tr", 1, STILL)
    # A click on a tile of the map: its outline in every picture at once, and that region's own picture from the server.
    tile = 'figure.map svg.wide path[data-region="{value}"]'
    outlined = Page("/regions?region=11100", ".linked", ".ring .core", 1, STILL)
    told = Page("/regions?region=11100", ".drawing svg", ".mark-symbol path, text", 1, STILL)
    serve = ("-m", "streamlit", "run", "app.py", "--server.address", "127.0.0.1", "--server.port", "{port}")
    return Target(
        name=name,
        command=(python, *serve),
        folder=folder,
        environment={"DASHBOARD_STORE": str(store), "PYTHONPATH": str(folder / "src")},
        home=Page("/", ".st-key-progress, .board, .council table", ".progress .way *, tbody tr", 2, STILL),
        switch=Change(
            Page("/indicator", ".drawing svg", marks, 1, STILL),
            tuple(plan.indicators.values()),
            opens='[data-testid="stSelectbox"] input',
            clicks=STREAMLIT_OPTION,
            native=".stApp select",
        ),
        in_page=Change(
            table, ("2", "3", "4"), opens=".stExpander summary", clicks=".council thead th:nth-child({value}) button"
        ),
        marking=Change(outlined, REGIONS, clicks=tile),
        region=Change(told, REGIONS, clicks=tile),
        points=tuple(tile.format(value=region) for region in REGIONS),
        load="streamlit",
        store=store,
        queries=tuple(f"indicator={indicator}" for indicator in plan.indicators),
        region_queries=tuple(
            f"region={region}&indicator={indicator}" for indicator in plan.indicators for region in plan.regions
        ),
        papers=tuple(f"/api/v1/papers/{name}" for name in ("pdf", "pptx", "xlsx", "docx", "csv", "png", "svg", "zip")),
    )


def _typical_streamlit(python: str, environment: dict[str, str]) -> Target:
    quiet = ("--server.headless", "true", "--browser.gatherUsageStats", "false")
    return Target(
        name="streamlit",
        command=(python, "-m", "streamlit", "run", "streamlit_typical.py", "--server.port", "{port}", *quiet),
        environment=environment,
        home=Page("/", VEGA, VEGA_MARKS, 5),
        switch=Change(
            Page("/region", VEGA, VEGA_MARKS, 2),
            AREAS,
            opens='[data-testid="stSelectbox"] input',
            clicks=STREAMLIT_OPTION,
        ),
        load="streamlit",
    )


def _dash(python: str, environment: dict[str, str]) -> Target:
    return Target(
        name="dash",
        command=(python, "-m", "gunicorn", "-w", "1", "--threads", "4", "-b", "127.0.0.1:{port}", "dash_app:server"),
        environment=environment,
        home=Page("/", ".js-plotly-plot", PLOTLY_MARKS, 5),
        switch=Change(Page("/region", ".js-plotly-plot", PLOTLY_MARKS, 2), AREAS, opens="#area", clicks=DASH_OPTION),
        load="http",
    )
