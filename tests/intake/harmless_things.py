"""What changes no figure, and so should be asked about as seldom as can be."""

from random import Random

from intake.good_files import AREAS, PREFECTURE, RATE, TOWNS, Cell, Page, line
from intake.page_changes import Decoration, Words, insert_column, is_taken, some_values


def _harmless_comment(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in some_values(random, page, 1):
        cell.comment = random.choice(("確認済み", "○○係より回答あり", "電話で照会済"))
    return []


def _sums(random: Random, page: Page) -> Words:
    """A correct sum under the rows."""
    if (
        page.shape not in {"long", "wide", "municipality × year", "two header rows", "code and name"}
        or "name" not in page.columns
    ):
        return None
    if page.shape == "long" or RATE in page.indicators or (len(page.days) > 1 and page.shape == "wide"):
        return None
    if any(cell.text and is_taken(cell) for cells in page.body for cell in cells if cell.key) or page.merged:
        return None
    if len({len(cells) for cells in page.body}) > 1:
        return None
    if any(not any(cell.key for cell in cells) for cells in page.body) or len(page.truth) != len(page.value_cells):
        return None
    towns = [cells for cells in page.body if all(not cell.key or cell.key.region in TOWNS for cell in cells)]
    copy = [Cell(cell.text if not cell.key else "") for cell in towns[0]]
    for place, cell in enumerate(towns[0]):
        if cell.key:
            copy[place].text = f"{sum(int(each[place].text) for each in towns)}"
    for name in ("code",):
        if name in page.columns:
            copy[page.columns[name]].text = ""
    copy[page.columns["name"]].text = random.choice(("合計", "計", "市町村計", "総 数", "県計", "集計", "合　　計"))
    page.body.append(copy)
    return []


def _notes(random: Random, page: Page) -> Words:
    for _ in range(random.randint(1, 2)):
        page.below.append(
            line(
                random.choice(
                    (
                        "※ 架空の調査による",
                        "（注）四捨五入のため合計は一致しない",
                        "出典：架空県健康課調べ",
                        "以下余白",
                        "以上",
                        "注１　市町村からの報告",
                    )
                )
            )
        )
    return []


def _titles(random: Random, page: Page) -> Words:
    page.above.insert(
        0,
        line(
            random.choice(
                ("架空県の健康づくり", "市町村別の状況", "様式第１号", "別紙２", "（参考資料）", "担当：健康課")
            )
        ),
    )
    return []


def _contacts(random: Random, page: Page) -> Words:
    heading = random.choice(("担当課", "連絡先", "担当者名", "電話番号", "No.", "回答者"))
    texts = [
        random.choice(("健康課", "福祉課", "000-0000")) if heading != "No." else f"{at}"
        for at, _ in enumerate(page.body, 1)
    ]
    insert_column(
        page, random.choice((0, len(page.head[-1]))) if heading == "No." else len(page.head[-1]), heading, texts
    )
    return []


def _blank_lines(random: Random, page: Page) -> Words:
    if page.merged:
        return None
    page.body.insert(random.randint(1, len(page.body)), [Cell()])
    return []


def _areas(random: Random, page: Page) -> Words:
    if page.shape not in {"long", "wide"} or any(key.region == PREFECTURE for key in page.truth):
        return None
    if any(not any(cell.key for cell in cells) for cells in page.body):
        return None
    texts = [next(AREAS.get(cell.key.region, "") for cell in cells if cell.key) for cells in page.body]
    insert_column(page, 0, random.choice(("圏域", "二次医療圏", "保健医療圏")), texts)
    return []


HARMLESS_THINGS: dict[str, Decoration] = {
    "K13 sum": _sums,
    "harmless comment": _harmless_comment,
    "harmless note": _notes,
    "harmless title": _titles,
    "harmless column": _contacts,
    "blank row": _blank_lines,
    "area column": _areas,
}
