"""What real files have besides their figures: words, marks, rows and damage that change what a figure means.

Each decoration writes as an officer would, changes the truth of the page where it has to, and returns the words of
which a problem must quote one where the truth is not what was read; None where it does not suit the page.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from dashboard.intake import Answers
from intake.good_files import (
    AREAS,
    PREFECTURE,
    RATE,
    TOWNS,
    UNITS,
    Cell,
    Key,
    Page,
    good_page,
    line,
)
from intake.page_bytes import as_bytes

Words = list[str] | None
PART_DAMAGED = 0.3
"""The share of files with a row or an end that is damaged."""


@dataclass
class Decorated:
    """A file, what is true of it, and what was done to it."""

    page: Page
    data: bytes
    answers: Answers
    kinds: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def decorated(seed: int, number: int, fewest: int = 1, most: int = 4) -> Decorated:
    """File ``number`` of a seed, with one to four decorations."""
    page, random = good_page(seed, number)
    wanted = random.randint(fewest, most) if most else 0
    kinds: list[str] = []
    words: list[str] = []
    order = random.sample(sorted(DECORATIONS.keys() - DAMAGE), len(DECORATIONS) - len(DAMAGE))
    if random.random() < PART_DAMAGED:
        # After the others, and one only: two may heal each other, as a cell lost and a number too many in one row.
        order[max(0, wanted - 1) :] = random.sample(sorted(DAMAGE), len(DAMAGE))
    for kind in order:
        if len(kinds) == wanted or not page.truth or DAMAGE & set(kinds):
            break
        done = DECORATIONS[kind](random, page)
        if done is not None:
            kinds.append(kind)
            words += done
    data = as_bytes(page)
    return Decorated(page, data, page.answers, kinds, words)


# Where words stand


def _put(random: Random, page: Page, words: str, *, short: str = "") -> bool:
    """Words around the table, somewhere; ``short`` are the words for a sheet's name or a heading."""
    places = ["above", "above", "beside", "below"]
    places += ["sheet", "box", "header"] if page.kind == "xlsx" else []
    places += ["file"]
    place = random.choice(places)
    short = short or words
    if place == "above":
        page.above.insert(random.randint(0, len(page.above)), line(*[""] * random.choice((0, 0, 2)), words))
    elif place == "beside":
        title = random.choice(("架空県の状況", "保健医療の現況", "表１　市町村別の状況"))
        page.above.append(line(title, *[""] * random.randint(1, 3), words))
    elif place == "below":
        page.below.append(line(random.choice(("※", "注）", "（注）", "＊")) + words))
    elif place == "sheet":
        page.sheet = "".join(letter for letter in short if letter not in "[]:*?/\\")[:31]
    elif place == "box":
        page.boxes.append(words)
    elif place == "header":
        page.header_text = words
    else:
        rest = random.choice(("", "_市町村別", "（健康課）"))
        page.name = f"{short.replace('/', '')}{rest}.{page.name.rpartition('.')[2]}"
    return True


def _forget(page: Page, keys: list[Key]) -> None:
    for key in keys:
        page.truth.pop(key, None)


def _all_of_kind(page: Page, indicator: str) -> list[Key]:
    return [key for key in page.truth if key.indicator == indicator]


# K01 scale and measure


def _scale(random: Random, page: Page) -> Words:
    """The unit by the hundred or thousand, told outside the cells."""
    if RATE in page.indicators or len(page.indicators) > 1:
        return None
    unit = UNITS[page.indicators[0]][0]
    scale, factor = random.choice((("百", 100), ("千", 1000), ("十", 10), ("万", 10_000)))
    written = random.choice((f"{scale}{unit}", f"{scale}{unit}", scale + unit))
    form = random.choice(
        (
            "（単位：{}）",
            "単位：{}",
            "（単位　{}）",
            "[単位：{}]",
            "単位＝{}",
            "（{}）",
            "数値の単位は{}です",
            "{}単位で記載",
            "単位は{}としています",
        )
    )
    for key in page.truth:
        number, status = page.truth[key]
        page.truth[key] = (None if number is None else number * factor, status)
    _put(random, page, form.format(written), short=f"単位{written}")
    return [written]


def _rate(random: Random, page: Page) -> Words:
    """A title says that the figures are so many per head."""
    if RATE in page.indicators:
        return None
    words, core = random.choice(
        (
            ("人口10万人当たり", "10万人"),
            ("（人口１０万対）", "10万対"),
            ("人口千人あたりの値", "千人"),
            ("高齢者千対", "千対"),
            ("65歳以上人口１万人当たり", "1万人"),
            ("10万人比", "10万人"),
            ("対人口10万人の数", "10万"),
        )
    )
    _put(random, page, words)
    _forget(page, list(page.truth))
    return [core]


# K02 not an actual value


TARGETS = (
    ("目標値", "目標"),
    ("令和８年度目標", "目標"),
    ("めざす数", "めざす"),
    ("計画値（第８期）", "計画"),
    ("計画上の数", "計画"),
    ("見込量", "見込"),
    ("見込み", "見込"),
    ("必要見込数", "見込"),
    ("将来推計", "推計"),
    ("需要予測", "予測"),
    ("予定数", "予定"),
    ("前年同期の数", "前年"),
    ("前年度", "前年"),
    ("前回調査", "前回"),
    ("昨年の数値", "昨年"),
    ("対前年増減", "前年"),
    ("増減数", "増減"),
    ("目標達成率（%）", "達成"),
    ("前月比", "前月"),
    ("シミュレーション結果", "シミュレーション"),
)


def _target_title(random: Random, page: Page) -> Words:
    """A title, a sheet or a file says that the figures are no actual ones."""
    words, core = random.choice(TARGETS)
    form = random.choice(("{}", "（{}）", "{}一覧", "{}について", "市町村別の{}"))
    _put(random, page, form.format(words), short=words)
    _forget(page, list(page.truth))
    return [core]


def _target_column(random: Random, page: Page) -> Words:
    """A column of targets or of last year beside the values."""
    words, core = random.choice(TARGETS)
    place = random.randint(1, len(page.head[-1]))
    if random.random() < 0.4:
        place = len(page.head[-1])
    heading = random.choice((words, f"{words}", f"うち{words}" if random.random() < 0.1 else words))
    _insert_column(page, place, heading, [f"{random.randint(5000, 9999)}" for _ in page.body])
    return [core]


def _target_rows(random: Random, page: Page) -> Words:
    """A column says row by row whether a figure is an actual one."""
    words = random.choice(("計画", "目標", "見込", "計画値", "目標値", "見込み", "前年", "予測値"))
    lines = [cells for cells in page.body if any(cell.key for cell in cells)]
    chosen = [cells for cells in lines if random.random() < 0.5] or lines[:1]
    heading = random.choice(("種別", "区別", "データ種別", "実績・計画の別"))
    texts = [words if any(cells is each for each in chosen) else random.choice(("実績",)) for cells in page.body]
    _insert_column(page, random.choice((0, len(page.head[-1]))), heading, texts)
    _forget(page, [cell.key for cells in chosen for cell in cells if cell.key])
    return [words]


def _insert_column(page: Page, place: int, heading: str, texts: list[str]) -> None:
    for at, cells in enumerate(page.head):
        cells += [Cell() for _ in range(place - len(cells))]
        cells.insert(place, Cell(heading if at == len(page.head) - 1 else ""))
    for cells, text in zip(page.body, texts, strict=True):
        if not any(cell.text for cell in cells):
            continue
        cells += [Cell() for _ in range(place - len(cells))]
        cells.insert(place, Cell(text))
    page.columns = {name: at + (at >= place) for name, at in page.columns.items()}
    page.hidden_columns = {at + (at >= place) for at in page.hidden_columns}


# K03 two dates


def _other_date(random: Random, page: Page) -> Words:
    """Words around the table date it otherwise than its cells."""
    words = random.choice(
        ("平成29年3月31日", "平成30年9月末", "2017年10月1日", "平成28年度", "H29.3.31", "2018年度", "平成31年1月")
    )
    form = random.choice(("{}現在", "（{}時点）", "{}", "調査時点：{}", "架空県の状況（{}）", "{}の状況"))
    _put(random, page, form.format(words), short=words.replace("/", "-"))
    _forget(page, list(page.truth))
    return [words]


def _other_date_in_note(random: Random, page: Page) -> Words:
    """The remark of a row dates its value otherwise."""
    if "note" not in page.columns:
        return None
    words = random.choice(
        ("平成30年3月末現在", "平成29年度の値", "2018年10月1日時点の数", "H30.4.1時点", "前回（平成28年）の数")
    )
    cells = random.choice(page.body)
    if len(cells) <= page.columns["note"]:
        return None
    cells[page.columns["note"]].text = words
    _forget(page, [cell.key for cell in cells if cell.key])
    return []


# K04 a column that splits the rows


def _parts(random: Random, page: Page) -> Words:
    """Rows are split by a column that nobody reads, at times with a row of their sum."""
    if page.shape not in {"long", "wide", "code and name", "municipality × year"} or RATE in page.indicators:
        return None
    heading, parts, whole = random.choice(
        (
            ("性別", ("男", "女"), "計"),
            ("職種", ("保健師", "看護師", "准看護師"), "合計"),
            ("年齢階級", ("65～74歳", "75歳以上"), "総数"),
            ("設置主体", ("公立", "民間"), "計"),
            ("常勤・非常勤", ("常勤", "非常勤"), "計"),
            ("内訳", ("新規", "継続"), "総数"),
        )
    )
    with_whole = random.random() < 0.5
    place = len(page.head[-1])
    body = page.body
    page.body = []
    texts: list[str] = []
    for cells in body:
        if any(cell.key for cell in cells) and not (with_whole and random.random() < 0.2):
            for part in parts:
                page.body.append([Cell(f"{random.randint(5000, 9999)}" if cell.key else cell.text) for cell in cells])
                texts.append(part)
        page.body.append(cells)
        texts.append(whole if with_whole else parts[0])
        if not with_whole:
            _forget(page, [cell.key for cell in cells if cell.key])
            page.body.pop(-1)
            texts.pop(-1)
    _insert_column(page, place, heading, texts)
    return [heading]


def _other_prefectures(random: Random, page: Page) -> Words:
    """Rows of another prefecture, one of whose towns has the name of ours."""
    if "name" not in page.columns or page.shape not in {"long", "wide", "municipality × year"}:
        return None
    if any(key.region == PREFECTURE for key in page.truth):
        return None
    texts = ["架空県" for _ in page.body]
    other = random.choice(("熊本県", "岡山県", "北海道"))
    for cells in random.sample(page.body, min(len(page.body), random.randint(1, 3))):
        copy = [Cell(f"{random.randint(5000, 9999)}" if cell.key else cell.text) for cell in cells]
        if "code" in page.columns:
            copy[page.columns["code"]].text = ""
        page.body.append(copy)
        texts.append(other)
    _insert_column(page, 0, random.choice(("都道府県名", "都道府県", "県名")), texts)
    return [other]


# K05 rich text, K06 formats


def _superscript(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in _some_values(random, page):
        cell.runs = ((cell.text, ""), (random.choice(("1", "2", "注1", "※", "1)")), "super"))
    return []


def _some_values(random: Random, page: Page, most: int = 2) -> list[Cell]:
    free = [cell for cell in page.value_cells if cell.key in page.truth and not _is_taken(cell)]
    return random.sample(free, min(len(free), random.randint(1, most)))


def _is_taken(cell: Cell) -> bool:
    is_plain = cell.text.isascii() and cell.text.replace(".", "").isdigit()
    return bool(cell.runs or cell.format or cell.struck or cell.comment) or not is_plain


def _struck_part(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in _some_values(random, page):
        cell.runs = ((f"{random.randint(5, 9999)}", "strike"), (cell.text, ""))
    return []


def _struck_value(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in _some_values(random, page):
        cell.struck = True
        _forget(page, [cell.key] if cell.key else [])
    return []


def _struck_line(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    cells = random.choice(page.body)
    if any(_is_taken(cell) for cell in cells if cell.key):
        return None
    for cell in cells:
        cell.struck = True
        _forget(page, [cell.key] if cell.key else [])
    return []


def _format(random: Random, page: Page) -> Words:
    """A number format that prints words, or nothing."""
    if page.kind != "xlsx":
        return None
    words = random.choice(
        (
            '0"百人"',
            '#,##0"千か所"',
            '0.0"（速報）"',
            '0.0"（暫定）"',
            '"集計中"',
            '"秘匿"',
            ";;;",
            '0"世帯"',
            "#,##0,",
            '0"(見込)"',
            '0.0"（概数）"',
        )
    )
    for cell in _some_values(random, page):
        key = cell.key
        if key is None:
            continue
        cell.format = words
        status = {'"集計中"': "pending", '"秘匿"': "suppressed"}.get(words, "provisional")
        if words[0] == '"':
            page.truth[key] = (None, status)
        elif words[-1] == '"' and "（" in words:
            page.truth[key] = (page.truth[key][0], status)
        else:
            _forget(page, [key])
    return []


# K07 hidden and merged


def _hidden_line(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cells in random.sample(page.body, min(len(page.body), random.randint(1, 2))):
        page.hidden_lines.append(cells)
        _forget(page, [cell.key for cell in cells if cell.key])
    return []


def _hidden_column(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    cell = random.choice(page.value_cells)
    cells = page.line_of(cell)
    place = next(at for at, each in enumerate(cells) if each is cell)
    page.hidden_columns.add(place)
    _forget(
        page, [line_cells[place].key for line_cells in page.body if place < len(line_cells) and line_cells[place].key]
    )  # type: ignore[misc]
    return ["非表示の列"]


def _merged_value(random: Random, page: Page) -> Words:
    """One number merged over two rows."""
    if page.kind != "xlsx" or len(page.body) < 2:
        return None
    at = random.randint(0, len(page.body) - 2)
    upper, lower = page.body[at], page.body[at + 1]
    places = [place for place, cell in enumerate(upper) if cell.key and place < len(lower) and lower[place].key]
    if not places:
        return None
    place = random.choice(places)
    if _is_taken(upper[place]) or _is_taken(lower[place]):
        return None
    _forget(page, [key for key in (upper[place].key, lower[place].key) if key])
    lower[place].text = ""
    lower[place].key = None
    page.merged.append((upper[place], lower[place]))
    return []


def _merged_label(random: Random, page: Page) -> Words:
    """A date merged over all rows, which belongs to all of them."""
    if page.kind != "xlsx" or "day" not in page.columns or page.shape == "series" or page.hidden_lines:
        return None
    place = page.columns["day"]
    cells = [each[place] for each in page.body if place < len(each)]
    if (
        len(cells) < 2
        or len(page.days) > 1
        or len(cells) < len(page.body)
        or any(_is_taken(cell) for cell in page.value_cells)
    ):
        return None
    for cell in cells[1:]:
        cell.text = ""
    page.merged.append((cells[0], cells[-1]))
    return []


# K08 which sheet


def _example_sheet(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    rows = [[f"{random.randint(5000, 9999)}" if cell.key else cell.text for cell in cells] for cells in page.lines]
    name = random.choice(("記入例", "（見本）", "入力例", "サンプル", "記載例（架空）", "作成例"))
    if any(name == other for other, _ in page.sheets_before):
        return None
    page.sheets_before.append((name, rows))
    return []


def _other_sheet(random: Random, page: Page) -> Words:
    if page.kind != "xlsx" or page.sheets_after:
        return None
    hidden = random.random() < 0.4
    if random.random() < 0.5:
        rows = [["記載要領"], ["１　数値は整数で記入すること"]]
    else:
        rows = [[f"{random.randint(5000, 9999)}" if cell.key else cell.text for cell in cells] for cells in page.lines]
    page.sheets_after.append((random.choice(("前回", "R3", "作業用", "リスト")), rows, hidden))
    return []


# K09 standing


STANDINGS = (
    "速報値",
    "暫定値です",
    "概数",
    "概算値",
    "数値は確定前のもの",
    "未確定",
    "推計値を含む",
    "精査中のため変更することがある",
    "今後修正の可能性あり",
    "集計途中",
    "仮集計",
    "後日訂正することがあります",
    "確定値ではありません",
)


def _standing(random: Random, page: Page) -> Words:
    words = random.choice(STANDINGS)
    _put(random, page, random.choice(("{}", "（{}）", "数値は{}")).format(words), short=words)
    if "status" not in page.columns:
        for key, (number, status) in page.truth.items():
            page.truth[key] = (number, "provisional" if status == "official" else status)
    return [
        words,
        *[
            core
            for core in (
                "速報",
                "暫定",
                "概数",
                "概算",
                "確定",
                "推計",
                "精査中",
                "修正",
                "集計途中",
                "仮集計",
                "訂正",
                "変更",
            )
            if core in words
        ],
    ]


def _comment(random: Random, page: Page) -> Words:
    """A comment on a value's cell."""
    if page.kind != "xlsx":
        return None
    provisional = ("暫定値", "速報のため後日差し替え", "確認中の仮の数", "このあと修正予定", "概算です")
    others = (
        "前年の数字です",
        "目標値",
        "千人単位",
        "平成30年3月末の数",
        "うち常勤のみ",
        "計画の数です",
        "一部の事業所のみ",
    )
    words = random.choice((*provisional, *others))
    for cell in _some_values(random, page, 1):
        cell.comment = words
        if cell.key and words in provisional:
            page.truth[cell.key] = (page.truth[cell.key][0], "provisional")
        elif cell.key:
            _forget(page, [cell.key])
    return []


def _harmless_comment(random: Random, page: Page) -> Words:
    if page.kind != "xlsx":
        return None
    for cell in _some_values(random, page, 1):
        cell.comment = random.choice(("確認済み", "○○係より回答あり", "電話で照会済"))
    return []


# K11 symbols of official statistics


def _symbol(random: Random, page: Page) -> Words:
    if page.shape == "national":
        return None
    for cell in _some_values(random, page, 2):
        key = cell.key
        if key is None:
            continue
        number, _ = page.truth[key]
        form = random.choice(
            (
                "－",
                "―",
                "…",
                "x",
                "X",
                "・",
                "{}r",
                "r{}",
                "{}p",
                "p{}",
                "※{}",
                "{}※",
                "{}*",
                "{}（速報）",
                "{}(概数)",
                "10未満",
                "{}※1",
                "*{}",
                "約{}",
                "{}以上",
                "△",
                "不明",
                "{}（確定）",
            )
        )
        text = form.format(cell.text)
        if form in {"－", "―", "…", "△", "不明", "約{}", "{}以上"}:
            _forget(page, [key])
        elif form in {"x", "X", "10未満"}:
            page.truth[key] = (None, "suppressed")
        elif form == "・":
            page.truth[key] = (None, "not_applicable")
        elif form in {"{}p", "p{}", "{}（速報）", "{}(概数)"}:
            page.truth[key] = (number, "provisional")
        cell.text = text
    return []


# K13 spellings


def _spelling(random: Random, page: Page) -> Words:
    """Letters that look the same, digits of any width, codes guarded from Excel."""
    for cells in page.body:
        for cell in cells:
            if cell.runs or cell.format or cell.stored is not None or random.random() < 0.5:
                continue
            cell.text = _respelt(random, cell, page)
    return []


def _respelt(random: Random, cell: Cell, page: Page) -> str:
    text = cell.text
    choice = random.random()
    can_all = page.encoding != "cp932"
    if cell.key and text.replace(".", "").isdigit():
        wide = text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
        unit = UNITS[cell.key.indicator][0]
        thousands = f"{int(text):,}" if text.isdigit() else text
        return random.choice((wide, f" {text}　", f"{text}{unit}", thousands, f"{text}\u200b" if can_all else text))
    if text in TOWNS.values() and choice < 0.8:
        respelt = [text.replace("ヶ", other) for other in "ケがヵか"]
        respelt += [f"架空県{text}", f"{text}　", text.replace("の", "　の")]
        respelt += [unicodedata.normalize("NFD", text), f"\u200b{text}"] if can_all else []
        return random.choice(respelt)
    if text.isdigit() and len(text) in {5, 6} and page.kind == "csv":
        return random.choice((f'="{text}"', f"{text}.0", text))
    return text


def _sums(random: Random, page: Page) -> Words:
    """A correct sum under the rows."""
    if (
        page.shape not in {"long", "wide", "municipality × year", "two header rows", "code and name"}
        or "name" not in page.columns
    ):
        return None
    if page.shape == "long" or RATE in page.indicators or (len(page.days) > 1 and page.shape == "wide"):
        return None
    if any(cell.text and _is_taken(cell) for cells in page.body for cell in cells if cell.key) or page.merged:
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


# Harmless things


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
    _insert_column(
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
    _insert_column(page, 0, random.choice(("圏域", "二次医療圏", "保健医療圏")), texts)
    return []


# Damage


def _short_line(random: Random, page: Page) -> Words:
    """A row loses a cell, and the rest moves to the left."""
    cells = random.choice(page.body)
    if page.merged or len(cells) < 3 or page.kind == "xlsx":
        return None
    del cells[random.randint(0, len(cells) - 1)]
    return []


def _joined_cells(random: Random, page: Page) -> Words:
    cells = random.choice(page.body)
    if page.merged or len(cells) < 3 or page.kind == "xlsx":
        return None
    at = random.randint(0, len(cells) - 2)
    cells[at].text += cells[at + 1].text
    cells[at].key = cells[at].key or cells[at + 1].key
    del cells[at + 1]
    return []


def _long_line(random: Random, page: Page) -> Words:
    """A stray separator: a row has a cell more."""
    cells = random.choice(page.body)
    if page.merged or page.kind == "xlsx":
        return None
    cells.insert(random.randint(0, len(cells)), Cell(random.choice(("", "", "7", "あ"))))
    return []


def _code_behind(random: Random, page: Page) -> Words:
    """The code stands to the right of the value, and one row has lost its value's cell."""
    if page.shape != "long" or page.kind == "xlsx" or "code" not in page.columns or page.merged:
        return None
    value = next((at for at, cell in enumerate(page.body[0]) if cell.key), len(page.head[-1]))
    code = page.columns["code"]
    if any(len(cells) <= max(code, value) for cells in [*page.head, *page.body]):
        return None
    for cells in [*page.head, *page.body]:
        moved = cells[code]
        cells.insert(value + 1, moved)
        del cells[code if code < value + 1 else code + 1]
    page.columns = {}
    cells = random.choice(page.body)
    del cells[next((at for at, cell in enumerate(cells) if cell.key), 0)]
    return []


def _cut(random: Random, page: Page) -> Words:
    """A file cut off inside its last row."""
    if page.kind == "xlsx" or page.below or not page.body[-1]:
        return None
    last = ",".join(cell.text for cell in page.body[-1])
    page.is_cut = True
    page.cut = random.randint(0, max(0, len(last) - 1))
    return []


def _value_beside(random: Random, page: Page) -> Words:
    """A number under no heading."""
    cells = random.choice([each for each in page.body if any(cell.key for cell in each)])
    width = len(page.head[-1])
    if len(cells) != width:
        return None
    cells.append(Cell(f"{random.randint(5000, 9999)}"))
    return []


HARMLESS = frozenset(
    ["harmless comment", "harmless note", "harmless title", "harmless column", "blank row", "area column", "K13 sum"]
)
"""What changes no figure, and so should be asked about as seldom as can be."""

DAMAGE = frozenset(
    ["short row", "joined cells", "long row", "code right of the value", "cut off", "number under no heading"]
)

DECORATIONS: dict[str, Callable[[Random, Page], Words]] = {
    "K01 scale": _scale,
    "K01 rate": _rate,
    "K02 target in words": _target_title,
    "K02 target column": _target_column,
    "K02 target rows": _target_rows,
    "K03 other date in words": _other_date,
    "K03 other date in a remark": _other_date_in_note,
    "K04 parts": _parts,
    "K04 other prefecture": _other_prefectures,
    "K05 superscript": _superscript,
    "K05 struck in part": _struck_part,
    "K05 struck value": _struck_value,
    "K05 struck row": _struck_line,
    "K06 number format": _format,
    "K07 hidden row": _hidden_line,
    "K07 hidden column": _hidden_column,
    "K07 merged value": _merged_value,
    "K07 merged label": _merged_label,
    "K08 example sheet": _example_sheet,
    "K08 other sheet": _other_sheet,
    "K09 standing": _standing,
    "K09 comment": _comment,
    "K11 symbol": _symbol,
    "K13 spelling": _spelling,
    "K13 sum": _sums,
    "harmless comment": _harmless_comment,
    "harmless note": _notes,
    "harmless title": _titles,
    "harmless column": _contacts,
    "blank row": _blank_lines,
    "area column": _areas,
    "short row": _short_line,
    "joined cells": _joined_cells,
    "long row": _long_line,
    "code right of the value": _code_behind,
    "cut off": _cut,
    "number under no heading": _value_beside,
}
