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
REGIONS = ("11207", "11203", "11369", "11381", "11209", "11240", "11346")
AREAS = tuple(f"Area {number:02d}" for number in range(1, 11))


@dataclass(frozen=True)
class Page:
    """A page and how to see its charts: CSS selectors of a chart and of the marks inside it, and how many it has."""

    path: str
    chart: str
    mark: str
    count: int

    def watch(self) -> dict[str, str | int]:
        """What the probe in the page needs to know."""
        return {"chart": self.chart, "mark": self.mark, "count": self.count}


@dataclass(frozen=True)
class Change:
    """A control to change. ``opens`` is clicked first, untimed; then ``clicks`` is, or ``native`` gets a new choice."""

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
    store: Path | None = None


def targets(python: str, app_python: str, scratch: Path, indicators: tuple[str, ...]) -> tuple[Target, ...]:
    """The four targets, the slow starters last. ``indicators`` are the labels to choose on our indicator page."""
    data = {"BENCH_DATA": str(scratch / "data"), "PYTHONDONTWRITEBYTECODE": ""}
    return (
        _floor(python, scratch / "static"),
        _ours(app_python, scratch / "store", indicators),
        _typical_streamlit(python, data),
        _dash(python, data),
    )


def _floor(python: str, folder: Path) -> Target:
    return Target(
        name="floor",
        command=(python, "-m", "http.server", "{port}", "--bind", "127.0.0.1", "--directory", str(folder)),
        home=Page("/", "svg.chart", ".mark", 5),
        switch=Change(Page("/region.html", "svg.chart", ".mark", 2), AREAS, native="#area"),
        load="http",
    )


def _ours(python: str, store: Path, indicators: tuple[str, ...]) -> Target:
    marks = ".mark-symbol path, .mark-rect path"
    # The headings too: they say how the table is sorted, and two columns may put the rows in the same order.
    table = Page("/", ".council table", "thead th, tbody tr", 1)
    # A click on a tile of the map: its outline in every picture at once, and that region's own picture from the server.
    tile = 'figure.map svg.wide path[data-region="{value}"]'
    outlined = Page("/regions?region=11100", ".linked", ".overlay path", 1)
    told = Page("/regions?region=11100", ".drawing svg", ".mark-symbol path, text", 1)
    return Target(
        name="ours",
        command=(
            python,
            "-m",
            "streamlit",
            "run",
            "app.py",
            "--server.port",
            "{port}",
            "--server.address",
            "127.0.0.1",
        ),
        folder=ROOT,
        environment={"DASHBOARD_STORE": str(store)},
        home=Page("/", ".st-key-progress, .council table", ".progress .way *, tbody tr", 2),
        switch=Change(
            Page("/indicator", ".drawing svg", marks, 1),
            indicators,
            opens='[data-testid="stSelectbox"] input',
            clicks=STREAMLIT_OPTION,
        ),
        in_page=Change(table, ("2", "3", "4"), clicks=".council thead th:nth-child({value}) button"),
        marking=Change(outlined, REGIONS, clicks=tile),
        region=Change(told, REGIONS, clicks=tile),
        load="streamlit",
        store=store,
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
