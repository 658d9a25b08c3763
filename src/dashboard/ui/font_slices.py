"""Our typeface for browsers that have no Japanese one, phones above all: in slices, fetched as a text needs them.

Screens need two slices of each weight: kana, figures and signs, and the kanji that the program, the plan and the names
of places write. A third has the other kanji of JIS level 1, the rest neighbouring code points each. A browser looks
into the slice that is declared last, and for what it lacks into the one before: so the range of a slice may say more
than it has, and no page lists seven hundred kanji.
"""

from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from importlib.metadata import version

import brotli

from dashboard.charts.fonts import FEATURES, part_of_face
from dashboard.now import Kept
from dashboard.settings import load_settings
from dashboard.shelf import shelved
from dashboard.typeface import faces_digest
from dashboard.workshop import make

MOST_BYTES = 4_000_000
MOST_BYTES_ON_DISK = 30_000_000
_QUALITY = 10
"""Of a screen's kanji this takes a third of a second, once, and saves 7 %; the highest takes thrice that for 1 %."""
_WEIGHTS = {"regular": 400, "bold": 700}
_SIGNS = (
    "U+20-7E,U+A0-FF,U+2010-2026,U+2030-203B,U+20AC,U+2103,U+2160-216B,U+2190-2193,U+2212,U+221A,U+2260-2267,"
    "U+2460-2473,U+25A0-25EF,U+2605-2606,U+3000-303F,U+3041-30FF,U+FF01-FF9F,U+FFE3-FFE5"
)
_KANJI = (
    "一万三上下不世丘両並中丸主久乱了予事二互五井交京人今介仕他付代令以仮件任企伊伏会伝伸位住佐体何余作使例供依価"
    "係促保信修個倍値健側偶備催傾働像億元充先光児入全八公六共兵具典内円再写准凡出分切列初判別利到制刷刻前剤副割力"
    "加助労効動務勢勤包化北区医匿十千半協南単印厚原去参又及反収取受口古台右号各合吉同名向否含呂告周味和品員問啓善"
    "喜四回団困囲図国圏土圧在地坂均型埋城域基埼報場塾境増壊士変外多大夫央失奇奈始姿媛子字存学宅定宛実宮家容寄密富"
    "審対専将尋導小少尾局居届展属層履山岐岡岩島崎崩嵐川巣工左差市布希師帯帳常幅平年幸広庄床府度座庫康延式引強当形"
    "影往待後従得御徳必志忘応思急性患悪情想意愛態慣成戸戻所手打扱抑投折抜択押担拠拡括持指振捗捨掛接控推掲提換援携"
    "摘操支改政故教数整文料斜新方施日早昇明映春昭時晩普暦暫曜更書替最月有望朝期木未末本杉材村束条来東松枚果枠架査"
    "栃校根桁桶梨械棒森検業概構様標模権横機欄欠次歌止正歯歳歴残段毎比毛民気水永求決沖沢治況法注活派海消深混添済減"
    "渡測游満源準滋滑潟潮濃瀞瀬火灰点無然照熊父版物状独狭率玉現理生用田由申町画界番異病療発登白百的皆盛目直相省看"
    "県着矢知短石研破確礎示社神福秋科秒秘秩称移程種稿積究空窓立章端符第等答策箇算管範築簿精約純紙級紛索紫細紹終組"
    "経結絡給統継続総緑緒線緩緯練縄縦縮績繰罫置美群義羽習考者聞職肢育能自致興良色芳英茨草落葉葛蓮蕨薄薬行表補複西"
    "要見規視覚覧角解触言訂計討記訪設許訳診証評試話該詳認語誤説読課調談請論講警議護谷象負貼賀資赤起超越足践踏身軒"
    "軸軽載込迅近返退送逆途通速連進遅過道達違遣選郡部郷都配酬釈里重野量金録鍵長門閉開間関閲阜阪降限院除階際障隣集"
    "離難電需霞青静非面響頁頃項順須頭頼題類飛食飯飾養香馬験高鳥鳩鴻鶴鹿黄黒齢"
)
"""What a screen writes beside these costs its reader the slice of all others of level 1."""
_VARIANTS = (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))
"""They follow a kanji and ask for another shape of it, as names of people do."""
_ALL_KANJI = "U+4E00-9FFF"
_BLOCKS = (
    *((0x0000, 0x2DFF), (0x2E00, 0x33FF)),
    *((start, start + 0x3FF) for start in range(0x3400, 0xA000, 0x400)),
    *((0xA000, 0xBFFF), (0xC000, 0xD7FF), (0xF900, 0xFDFF), (0xFE10, 0xFFFF), (0x1F100, 0x1F2FF)),
    *((0x20000, 0x23FFF), (0x24000, 0x27FFF), (0x28000, 0x323AF)),
)
"""All that the faces draw; code points without a letter take no room."""
_RANGES = {f"{start:x}": f"U+{start:X}-{end:X}" for start, end in _BLOCKS} | {
    "level1": _ALL_KANJI,
    "kanji": _ALL_KANJI,
    "signs": _SIGNS,
}
"""The slices by name and what CSS says of each, in the order in which they are declared."""
_WITH_SIGNS = {"signs", "0", "2e00"}
_OF_KANJI = FEATURES - {"locl"}
"""It would bring along their Chinese and Korean shapes, three quarters more, which Japanese text never has."""
_SLICES = Kept(len(_WEIGHTS) * len(_RANGES), len, MOST_BYTES)


def font_faces(base: str) -> str:
    """What CSS says of all slices; the server lives under the path ``base``."""
    return "".join(
        f"@font-face{{font-family:'Dashboard Gothic';font-weight:{_WEIGHTS[weight]};font-display:swap;"
        f"src:url('{base}/fonts/{file}') format('opentype');unicode-range:{_RANGES[name]}}}"
        for file, (weight, name) in slice_files().items()
    )


@cache
def slice_files() -> Mapping[str, tuple[str, str]]:
    """Weight and slice by the name of the file; what would change a slice changes all names."""
    edition = sha256(f"{faces_digest()} {_RANGES} {_KANJI} {sorted(FEATURES)}".encode()).hexdigest()[:16]
    return {f"{weight}-{name}.{edition}.otf": (weight, name) for weight in _WEIGHTS for name in _RANGES}


def font_slice(file: str) -> bytes | None:
    """A slice, compressed with Brotli; None for a file that there is not, PaperError where it cannot be made."""
    if file not in slice_files():
        return None
    return _SLICES.get(file, partial(_kept, file))


def _kept(file: str) -> bytes:
    """Made once for all starts."""
    cache = load_settings().cache
    folder = cache / "fonts" if cache else None
    return shelved(folder, MOST_BYTES_ON_DISK, f"{file} {version('uharfbuzz')}", partial(_made, *slice_files()[file]))


def _made(weight: str, name: str) -> bytes:
    letters = (*_code_points(name), *_VARIANTS)
    features = FEATURES if name in _WITH_SIGNS else _OF_KANJI
    return bytes(brotli.compress(make(part_of_face, weight, letters, features, for_packing=True), quality=_QUALITY))


def _code_points(name: str) -> set[int]:
    signs: set[int] = set()
    for span in _SIGNS.split(","):
        low, _, high = span.removeprefix("U+").partition("-")
        signs.update(range(int(low, 16), int(high or low, 16) + 1))
    kanji = {ord(letter) for letter in _KANJI}
    level_1 = (bytes((row, cell)) for row in range(0xB0, 0xD0) for cell in range(0xA1, 0xFF))
    others = {ord(letter) for code in level_1 for letter in code.decode("euc_jp", "ignore")} - kanji
    blocks = {f"{start:x}": {*range(start, end + 1)} - signs - kanji - others for start, end in _BLOCKS}
    return {**blocks, "level1": others, "kanji": kanji, "signs": signs}[name]
