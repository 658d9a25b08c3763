"""Words, columns and sheets beside the figures that say: these are no actual values of their day, unit or region."""

from random import Random

from intake.good_files import PREFECTURE, RATE, UNITS, Cell, Page
from intake.page_changes import Decoration, Words, forget, insert_column, put_words, some_values


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
    put_words(random, page, form.format(written), short=f"単位{written}")
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
    put_words(random, page, words)
    forget(page, list(page.truth))
    return [core]


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
    put_words(random, page, form.format(words), short=words)
    forget(page, list(page.truth))
    return [core]


def _target_column(random: Random, page: Page) -> Words:
    """A column of targets or of last year beside the values."""
    words, core = random.choice(TARGETS)
    place = random.randint(1, len(page.head[-1]))
    if random.random() < 0.4:
        place = len(page.head[-1])
    heading = random.choice((words, f"{words}", f"うち{words}" if random.random() < 0.1 else words))
    insert_column(page, place, heading, [f"{random.randint(5000, 9999)}" for _ in page.body])
    return [core]


def _target_rows(random: Random, page: Page) -> Words:
    """A column says row by row whether a figure is an actual one."""
    words = random.choice(("計画", "目標", "見込", "計画値", "目標値", "見込み", "前年", "予測値"))
    lines = [cells for cells in page.body if any(cell.key for cell in cells)]
    chosen = [cells for cells in lines if random.random() < 0.5] or lines[:1]
    heading = random.choice(("種別", "区別", "データ種別", "実績・計画の別"))
    texts = [words if any(cells is each for each in chosen) else random.choice(("実績",)) for cells in page.body]
    insert_column(page, random.choice((0, len(page.head[-1]))), heading, texts)
    forget(page, [cell.key for cells in chosen for cell in cells if cell.key])
    return [words]


def _other_date(random: Random, page: Page) -> Words:
    """Words around the table date it otherwise than its cells."""
    words = random.choice(
        ("平成29年3月31日", "平成30年9月末", "2017年10月1日", "平成28年度", "H29.3.31", "2018年度", "平成31年1月")
    )
    form = random.choice(("{}現在", "（{}時点）", "{}", "調査時点：{}", "架空県の状況（{}）", "{}の状況"))
    put_words(random, page, form.format(words), short=words.replace("/", "-"))
    forget(page, list(page.truth))
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
    forget(page, [cell.key for cell in cells if cell.key])
    return []


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
            forget(page, [cell.key for cell in cells if cell.key])
            page.body.pop(-1)
            texts.pop(-1)
    insert_column(page, place, heading, texts)
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
    insert_column(page, 0, random.choice(("都道府県名", "都道府県", "県名")), texts)
    return [other]


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
    put_words(random, page, random.choice(("{}", "（{}）", "数値は{}")).format(words), short=words)
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
    for cell in some_values(random, page, 1):
        cell.comment = words
        if cell.key and words in provisional:
            page.truth[cell.key] = (page.truth[cell.key][0], "provisional")
        elif cell.key:
            forget(page, [cell.key])
    return []


MISLEADING_WORDS: dict[str, Decoration] = {
    "K01 scale": _scale,
    "K01 rate": _rate,
    "K02 target in words": _target_title,
    "K02 target column": _target_column,
    "K02 target rows": _target_rows,
    "K03 other date in words": _other_date,
    "K03 other date in a remark": _other_date_in_note,
    "K04 parts": _parts,
    "K04 other prefecture": _other_prefectures,
    "K08 example sheet": _example_sheet,
    "K08 other sheet": _other_sheet,
    "K09 standing": _standing,
    "K09 comment": _comment,
}
