"""Good files, each made from what it means: cells that know which value they hold, in every shape that staff have.

File ``number`` of a ``seed`` is the same on every machine. Nothing in it is wrong or doubtful; ``decorating`` makes it
so. All figures are made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from dashboard.intake import Answers
from dashboard.observation import Status

PLACES, ELDERLY, RATE = "meeting_places", "single_elderly", "screening_rate"
INDICATORS = {
    PLACES: ("住民主体の通いの場の数", "通いの場", "meeting_places"),
    ELDERLY: ("ひとり暮らしの高齢者数", "独居高齢者", "single_elderly"),
    RATE: ("がん検診受診率", "検診受診率", "screening_rate"),
}
UNITS = {PLACES: ("か所", "箇所", "ヶ所"), ELDERLY: ("人",), RATE: ("%", "％")}
PREFECTURE = "99000"
TOWNS = {"99201": "東ヶ丘市", "99202": "中之島市", "99301": "南谷町", "99203": "西の浜市", "99321": "北里村"}
CHECKED = {
    "99201": "992011",
    "99202": "992020",
    "99301": "993018",
    "99203": "992038",
    "99321": "993212",
    "99000": "990001",
}
AREAS = {"99201": "東", "99202": "東", "99301": "東", "99203": "西", "99321": "西"}


class Day(NamedTuple):
    """A date as truth has it, and the ways to write it."""

    date: str
    precision: str
    spellings: tuple[str, ...]


YEARS = [
    Day("2020-09-30", "fiscal_year", ("令和2年度", "R2年度", "2020年度")),
    Day("2021-09-30", "fiscal_year", ("令和3年度", "R3年度", "2021年度")),
    Day("2022-09-30", "fiscal_year", ("令和4年度", "R4年度", "2022年度")),
    Day("2023-09-30", "fiscal_year", ("令和5年度", "令和５年度", "2023年度")),
]
DAYS = [
    Day("2022-09-30", "month", ("令和4年9月", "R4年9月", "2022年9月")),
    Day("2023-03-31", "month", ("令和5年3月", "2023年3月")),
    Day("2023-06-30", "quarter", ("令和5年度第1四半期",)),
    Day("2023-10-01", "day", ("令和5年10月1日", "R5.10.1", "2023/10/1", "2023-10-01")),
    Day("2024-03-31", "day", ("令和6年3月31日", "R6.3.31", "2024/3/31")),
    Day("2024-09-30", "month", ("令和6年9月", "2024年9月")),
]


class Key(NamedTuple):
    """Whose value, of what, of when."""

    indicator: str
    region: str
    date: str
    precision: str


Value = tuple[float | None, str]
"""A number, None where there is none, and the status."""


@dataclass(eq=False)
class Cell:
    """A cell of a file to be; ``key`` is the value it holds, ``text`` what it shows.

    ``runs`` are parts of the text with what is done to them (super, strike); ``stored`` and ``format`` are for a number
    whose format shows more than itself.
    """

    text: str = ""
    key: Key | None = None
    runs: tuple[tuple[str, str], ...] = ()
    stored: float | str | None = None
    format: str = ""
    struck: bool = False
    comment: str = ""


Line = list[Cell]


@dataclass(eq=False)
class Page:
    """A file to be: lines of cells above, of its header, of data, and below; and all that is no cell."""

    shape: str
    head: list[Line]
    body: list[Line]
    truth: dict[Key, Value]
    answers: Answers = field(default_factory=Answers)
    above: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    columns: dict[str, int] = field(default_factory=dict)
    name: str = "report.csv"
    kind: str = "csv"
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    sheet: str = "Sheet1"
    hidden_lines: list[Line] = field(default_factory=list)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    header_text: str = ""
    sheets_before: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    sheets_after: list[tuple[str, list[list[str]], bool]] = field(default_factory=list)
    cut: int = 0
    is_cut: bool = False

    @property
    def lines(self) -> list[Line]:
        """All lines from the top down."""
        return [*self.above, *self.head, *self.body, *self.below]

    @property
    def value_cells(self) -> list[Cell]:
        """The cells that hold a value."""
        return [cell for line in self.body for cell in line if cell.key]

    @property
    def indicators(self) -> list[str]:
        """The indicators that have values."""
        return sorted({key.indicator for key in self.truth})

    @property
    def days(self) -> set[tuple[str, str]]:
        """The dates that have values."""
        return {(key.date, key.precision) for key in self.truth}

    def line_of(self, cell: Cell) -> Line:
        """The line of data that a cell stands in."""
        return next(line for line in self.body if any(each is cell for each in line))


class Maker:
    """Makes one good file."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.truth: dict[Key, Value] = {}
        self._given: set[float] = set()

    def page(self) -> Page:
        """A file in one of the shapes."""
        shape = self.random.choice(sorted(SHAPES))
        page = SHAPES[shape](self)
        page.shape = shape
        page.truth = self.truth
        self._encode(page)
        return page

    def _encode(self, page: Page) -> None:
        kind = self.random.random()
        if kind < 0.45:
            page.kind, page.name = "xlsx", "report.xlsx"
        elif kind < 0.55:
            page.encoding, page.delimiter, page.name = "utf-16", "\t", "report.txt"
        elif kind < 0.75:
            page.encoding = "cp932"

    def value(self, indicator: str, region: str, day: Day, status: Status = Status.OFFICIAL) -> Cell:
        """A cell with a number that no other cell of the file has."""
        while True:
            figure = self.random.choice((self.random.randint(11, 99), self.random.randint(100, 4999)))
            number = self.random.randint(105, 949) / 10 if indicator == RATE else float(figure)
            if number not in self._given:
                break
        self._given.add(number)
        key = Key(indicator, region, day.date, day.precision)
        self.truth[key] = (number, status.value)
        return Cell(f"{number:.1f}" if indicator == RATE else f"{number:.0f}", key)

    def some(self, pool: list[str], fewest: int = 2) -> list[str]:
        """Some of a list in its order."""
        chosen = self.random.sample(pool, self.random.randint(fewest, len(pool)))
        return [each for each in pool if each in chosen]

    def days(self, pool: list[Day], most: int = 3) -> list[Day]:
        """Some of the dates in their order."""
        return sorted(self.random.sample(pool, self.random.randint(1, min(most, len(pool)))))

    def spelt(self, day: Day) -> str:
        """A date in one of its spellings."""
        return self.random.choice(day.spellings)

    def code(self, region: str) -> str:
        """A region's code of five or six digits."""
        return self.random.choice((region, region, CHECKED[region]))

    def name(self, region: str) -> str:
        """A region's name."""
        return TOWNS.get(region, "架空県")

    def indicator(self, indicator: str) -> str:
        """An indicator's name, mostly the long one."""
        names = INDICATORS[indicator]
        return self.random.choice((names[0], names[0], *names))

    def heading(self, indicator: str) -> str:
        """An indicator's name over a column, at times with its unit."""
        unit = self.random.choice(("", "", f"（{UNITS[indicator][0]}）", f"（単位：{UNITS[indicator][0]}）"))
        return self.indicator(indicator) + unit


def line(*texts: str | Cell) -> Line:
    """A line of cells."""
    return [text if isinstance(text, Cell) else Cell(text) for text in texts]


# The shapes


def _long(maker: Maker) -> Page:
    random = maker.random
    indicators = maker.some([PLACES, ELDERLY, RATE], 1)
    days = maker.days(random.choice((YEARS, DAYS)), 2)
    fields = ["indicator", "code", "name", "day", "value"]
    if random.random() < 0.3:
        fields.remove(random.choice(["code", "name"]))
    fields += ["status"] if random.random() < 0.5 else []
    fields += ["source", "note"] if random.random() < 0.5 else ["note"] if random.random() < 0.4 else []
    if random.random() < 0.3:
        random.shuffle(fields)
    answers = Answers()
    if len(indicators) == 1 and random.random() < 0.3:
        fields.remove("indicator")
        answers = Answers(indicator=maker.indicator(indicators[0]))
    headings = {
        "indicator": ("指標", "指標名"),
        "code": ("地域コード", "団体コード", "市区町村コード"),
        "name": ("地域名", "市町村名", "市町村"),
        "day": ("時点", "時点", "基準日"),
        "value": ("値", "実績値", "数値"),
        "status": ("区分",),
        "source": ("出典",),
        "note": ("備考",),
    }
    head = line(*(random.choice(headings[each]) for each in fields))
    body = []
    for indicator in indicators:
        for day in days:
            for region in [*maker.some(sorted(TOWNS)), *([PREFECTURE] if random.random() < 0.3 else [])]:
                status = (
                    random.choice((Status.OFFICIAL, Status.OFFICIAL, Status.PROVISIONAL))
                    if "status" in fields
                    else Status.OFFICIAL
                )
                cells = {
                    "indicator": Cell(maker.indicator(indicator)),
                    "code": Cell(maker.code(region)),
                    "name": Cell(maker.name(region)),
                    "day": Cell(maker.spelt(day)),
                    "value": maker.value(indicator, region, day, status),
                    "status": Cell(status.label),
                    "source": Cell("架空の調査"),
                    "note": Cell(),
                }
                body.append([cells[each] for each in fields])
    return Page("", [head], body, {}, answers, columns={each: at for at, each in enumerate(fields)})


def _wide(maker: Maker) -> Page:
    random = maker.random
    indicators = maker.some([PLACES, ELDERLY, RATE], 1)
    days = maker.days(random.choice((YEARS, DAYS)), 2)
    fields = random.choice((["code", "name"], ["name"], ["code"]))
    answers = Answers()
    above: list[Line] = []
    if len(days) == 1 and random.random() < 0.5:
        answers = Answers(period=maker.spelt(days[0]))
    elif len(days) == 1 and random.random() < 0.5:
        above = [line(f"架空県の状況（{maker.spelt(days[0])}）")]
    else:
        fields = [*fields, "day"]
    words = {"code": "団体コード", "name": random.choice(("市町村名", "地域名")), "day": "時点"}
    head = line(*(words[each] for each in fields), *(maker.heading(each) for each in indicators))
    body = []
    for day in days:
        for region in maker.some(sorted(TOWNS)):
            cells = {"code": maker.code(region), "name": maker.name(region), "day": maker.spelt(day)}
            body.append(
                line(*(cells[each] for each in fields), *(maker.value(each, region, day) for each in indicators))
            )
    return Page("", [head], body, {}, answers, above, columns={each: at for at, each in enumerate(fields)})


def _by_year(maker: Maker) -> Page:
    random = maker.random
    indicator = random.choice([PLACES, ELDERLY, RATE])
    days = maker.days(YEARS, 4)
    with_code = random.random() < 0.4
    answers, above = _named(maker, indicator)
    head = line(*(["団体コード"] if with_code else []), "市町村名", *(maker.spelt(day) for day in days))
    body = [
        line(
            *([maker.code(region)] if with_code else []),
            maker.name(region),
            *(maker.value(indicator, region, day) for day in days),
        )
        for region in maker.some(sorted(TOWNS))
    ]
    return Page("", [head], body, {}, answers, above, columns={"code": 0, "name": 1} if with_code else {"name": 0})


def _named(maker: Maker, indicator: str) -> tuple[Answers, list[Line]]:
    """The indicator in an answer for the whole file, or in a title."""
    if maker.random.random() < 0.5:
        return Answers(indicator=maker.indicator(indicator)), []
    return Answers(), [line(f"{INDICATORS[indicator][0]}の推移")]


def _indicator_by_year(maker: Maker) -> Page:
    indicators = maker.some([PLACES, ELDERLY, RATE])
    days = maker.days(YEARS, 4)
    with_unit = maker.random.random() < 0.4
    head = line("指標", *(["単位"] if with_unit else []), *(maker.spelt(day) for day in days))
    body = [
        line(
            maker.indicator(each),
            *([UNITS[each][0]] if with_unit else []),
            *(maker.value(each, PREFECTURE, day) for day in days),
        )
        for each in indicators
    ]
    return Page("", [head], body, {}, columns={"indicator": 0})


def _indicator_by_region(maker: Maker) -> Page:
    indicators = maker.some([PLACES, ELDERLY, RATE])
    regions = maker.some(sorted(TOWNS))
    day = maker.random.choice([*YEARS, *DAYS])
    head = line("指標名", *(maker.name(region) for region in regions))
    body = [line(maker.indicator(each), *(maker.value(each, region, day) for region in regions)) for each in indicators]
    return Page("", [head], body, {}, Answers(period=maker.spelt(day)), columns={"indicator": 0})


def _two_rows(maker: Maker) -> Page:
    """Two rows of headings: years over indicators or indicators over years, the upper one written once."""
    days = maker.days(YEARS, 3)
    indicators = maker.some([PLACES, ELDERLY, RATE])
    over = maker.random.random() < 0.5
    spelt = {day: maker.spelt(day) for day in days}
    names = {each: maker.indicator(each) for each in indicators}
    pairs = (
        [(each, day) for day in days for each in indicators]
        if over
        else [(each, day) for each in indicators for day in days]
    )
    upper = [spelt[day] if over else names[each] for each, day in pairs]
    lower = [names[each] if over else spelt[day] for each, day in pairs]
    once = [text if at == 0 or upper[at - 1] != text else "" for at, text in enumerate(upper)]
    head = [line("", *once), line("市町村名", *lower)]
    body = [
        line(maker.name(region), *(maker.value(each, region, day) for each, day in pairs))
        for region in maker.some(sorted(TOWNS))
    ]
    page = Page("", head, body, {}, columns={"name": 0})
    for at, text in enumerate(once):
        if text and maker.random.random() < 0.7:
            end = next((later for later in range(at + 1, len(once)) if once[later]), len(once)) - 1
            if end > at:
                page.merged.append((head[0][at + 1], head[0][end + 1]))
    return page


def _series(maker: Maker) -> Page:
    """The prefecture's own series, without a column of regions."""
    indicator = maker.random.choice([PLACES, ELDERLY, RATE])
    head = line(maker.random.choice(("時点", "年度")), maker.heading(indicator))
    body = [line(maker.spelt(day), maker.value(indicator, PREFECTURE, day)) for day in maker.days(YEARS, 4)]
    return Page("", [head], body, {}, columns={"day": 0})


def _year_and_part(maker: Maker) -> Page:
    """Year and quarter, or year and month, in two columns."""
    indicator = maker.random.choice([PLACES, ELDERLY])
    by_month = maker.random.random() < 0.5
    parts = {"第1四半期": "2023-06-30", "第2四半期": "2023-09-30", "第3四半期": "2023-12-31", "第4四半期": "2024-03-31"}
    months = {"4月": "2023-04-30", "9月": "2023-09-30", "12月": "2023-12-31", "3月": "2024-03-31"}
    choices = [
        (text, Day(day, "month" if by_month else "quarter", (text,)))
        for text, day in (months if by_month else parts).items()
    ]
    chosen = choices[: maker.random.randint(1, 4)]
    head = line("市町村名", "年度", "月" if by_month else "四半期", maker.heading(indicator))
    body = [
        line(maker.name(region), "令和5年度", text, maker.value(indicator, region, day))
        for region in maker.some(sorted(TOWNS))
        for text, day in chosen
    ]
    return Page("", [head], body, {}, columns={"name": 0, "day": 1})


def _national(maker: Maker) -> Page:
    """A ministry's table of prefectures, one row of which is ours."""
    indicator = maker.random.choice([PLACES, ELDERLY])
    day = maker.random.choice(YEARS)
    head = line("都道府県", maker.heading(indicator))
    others = ["北海道", "青森県", "岩手県", "東京都", "大阪府", "沖縄県"]
    at = maker.random.randint(0, len(others))
    body = [line(name, f"{maker.random.randint(5000, 9999)}") for name in others]
    body.insert(at, line("架空県", maker.value(indicator, PREFECTURE, day)))
    return Page("", [head], body, {}, Answers(period=maker.spelt(day)), columns={"name": 0})


def _estat(maker: Maker) -> Page:
    """An export of the e-Stat database."""
    indicator = maker.random.choice([PLACES, ELDERLY])
    days = maker.days(YEARS, 2)
    head = line(
        "表章項目 コード",
        "表章項目",
        "地域（市区町村） コード",
        "地域（市区町村）",
        "時間軸（年度） コード",
        "時間軸（年度）",
        "unit",
        "value",
    )
    body = [
        line(
            "110",
            INDICATORS[indicator][0],
            region,
            maker.name(region),
            f"{day.date[:4]}100000",
            f"{day.date[:4]}年度",
            UNITS[indicator][0],
            maker.value(indicator, region, day),
        )
        for region in maker.some(sorted(TOWNS))
        for day in days
    ]
    return Page("", [head], body, {}, columns={"indicator": 1, "code": 2, "name": 3, "day": 5})


def _code_and_name(maker: Maker) -> Page:
    """Code and name in one cell."""
    indicators = maker.some([PLACES, ELDERLY], 1)
    day = maker.random.choice(DAYS)
    blank = maker.random.choice((" ", "　", "_", ":"))
    head = line("市町村", *(maker.heading(each) for each in indicators))
    body = [
        line(f"{region}{blank}{maker.name(region)}", *(maker.value(each, region, day) for each in indicators))
        for region in maker.some(sorted(TOWNS))
    ]
    return Page("", [head], body, {}, Answers(period=maker.spelt(day)), columns={"name": 0})


SHAPES = {
    "long": _long,
    "wide": _wide,
    "municipality × year": _by_year,
    "indicator × year": _indicator_by_year,
    "indicator × region": _indicator_by_region,
    "two header rows": _two_rows,
    "series": _series,
    "year and part": _year_and_part,
    "national": _national,
    "e-Stat": _estat,
    "code and name": _code_and_name,
}


def good_page(seed: int, number: int) -> tuple[Page, Random]:
    """Good file ``number`` of a seed, and the random source that goes on from there."""
    random = Random(f"{seed}/{number}")
    return Maker(random).page(), random


def positions(page: Page) -> Iterator[tuple[int, int, Cell]]:
    """Every cell with its row and place, 0-based."""
    for row, cells in enumerate(page.lines):
        for place, cell in enumerate(cells):
            yield row, place, cell
