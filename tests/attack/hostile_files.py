"""Hostile files under the limits of size: each is read, or refused in a sentence, within bounds of memory and time.

Every file is made here from a seed and never kept. It is looked at as the page and the command line do, in a process
of its own, whose largest memory and time are measured there.
"""

import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from attack.attacking import Attack, Bounds, Toll
from dashboard.board import open_board
from dashboard.event_log import spoken_to_a_person
from dashboard.intake import Context, Upload, look_at
from dashboard.intake.seeding import make_store
from dashboard.settings import Settings
from dashboard.sheets.annotated import annotated_csv
from dashboard.ui.sheet_grid import SheetView
from intake.making import DATA, TODAY

MOST_MEGABYTES = 600
MOST_SECONDS = 60
"""What a file may add to a process, and how long it may take."""

MAX_BYTES = 10 * 1024 * 1024
MANY = 120 * 1024 * 1024
"""Bytes of a part that is still far under the limit of all parts together."""

MOST_SENT = 5_000_000
"""Bytes of the grid that a browser gets."""

COLUMNS = ("指標", "地域コード", "地域名", "時点", "値", "区分", "出典", "備考")
ROW = ("meeting_places", "99201", "東が丘市", "令和4年3月31日", "41", "確定", "架空の調査", "")
HEAD = ",".join(COLUMNS) + "\n"
GOOD = ",".join(ROW) + "\n"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET, STYLES, STRINGS, BOOK = "xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
Make = Callable[[], bytes]


# Workbooks


def _parts() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    for row in (COLUMNS, ROW):
        book.active.append(row)
    sink = io.BytesIO()
    book.save(sink)
    with zipfile.ZipFile(sink) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: Mapping[str, bytes | str]) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return sink.getvalue()


def _with(name: str, content: bytes | str) -> bytes:
    return _packed({**_parts(), name: content})


def _inline(cells: Iterable[str], number: int) -> str:
    return f'<row r="{number}">' + "".join(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in cells) + "</row>"


def _sheet(rows: str, after: str = "", before: str = "") -> str:
    head = _inline(COLUMNS, 1)
    return f'<?xml version="1.0"?><worksheet {MAIN}>{before}<sheetData>{head}{rows}</sheetData>{after}</worksheet>'


def _full(unit: str, *, least: int = MANY) -> str:
    return unit * (least // len(unit.encode()))


def _styled(section: str, unit: str, least: int = MANY) -> bytes:
    styles = _parts()[STYLES].decode()
    at = styles.index(f"<{section}")
    end = styles.index(f"</{section}>")
    return _with(STYLES, f"{styles[:at]}<{section}>{_full(unit, least=least)}{styles[end:]}")


def _shared(items: str, cells: str = "") -> bytes:
    """A workbook with these shared texts, and cells that may use them."""
    parts: dict[str, bytes | str] = {**_parts(), STRINGS: f'<?xml version="1.0"?><sst {MAIN}>{items}</sst>'}
    if cells:
        parts[SHEET] = _sheet(cells)
    return _packed(parts)


def _before_end(name: str, tag: str, content: str) -> bytes:
    text = _parts()[name].decode()
    at = text.index(f"</{tag}>")
    return _with(name, text[:at] + content + text[at:])


def _related(kind: str, target: str, part: str, times: int = 1) -> bytes:
    link = f'<Relationship Id="x%d" Type="{OFFICE}/{kind}" Target="../{target}"/>'
    links = "".join(link % number for number in range(times))
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return _packed({
        **_parts(),
        "xl/worksheets/_rels/sheet1.xml.rels": f'<Relationships xmlns="{space}">{links}</Relationships>',
        f"xl/{target}": part,
    })  # fmt: skip


def _many_sheets(count: int, part: str) -> bytes:
    book = _parts()[BOOK].decode()
    sheets = "".join(f'<sheet name="表{n}" sheetId="{n + 9}" r:id="rId1" xmlns:r="{OFFICE}"/>' for n in range(count))
    return _packed({**_parts(), BOOK: book.replace("</sheets>", f"{sheets}</sheets>"), SHEET: part})


def _values(number: int, cell: str, extra: str = "") -> str:
    """Rows of values of different days, with one more cell each."""
    row = '<row><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>99201</t></is></c><c/>{}{}{}</row>'
    return "".join(row.format("meeting_places", f"<c><v>{20_000 + n}</v></c>", cell, extra) for n in range(number))


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE l [<!ENTITY a0 "lollollollol">{levels}]>'
    return _with(SHEET, _sheet(_inline(["&a9;"], 2)).replace("?>", f"?>{head}", 1))


def _outside(name: str) -> bytes:
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    text = _parts()[name].decode()
    text = text if text.startswith("<?xml") else f'<?xml version="1.0"?>{text}'
    return _with(name, text.replace("?>", f"?>{head}", 1).replace('name="Sheet"', 'name="S&e;"'))


def _members(count: int) -> bytes:
    return _packed({**_parts(), **{f"x/{number}": b"" for number in range(count)}})


def _size_lie() -> bytes:
    data = _with(SHEET, _sheet("") + " " * MANY)
    return data.replace(len((_sheet("") + " " * MANY).encode()).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def _formatted(columns: int) -> bytes:
    letters = "ABCDEFGHIJKLMNOP"[:columns]
    rows = "".join(
        f'<row r="{r}">{"".join(f"""<c r="{c}{r}" s="0"/>""" for c in letters)}</row>' for r in range(3, 1_048_577)
    )
    return _with(SHEET, _sheet(_inline(ROW, 2) + rows))


LONG_TEXT = "川" * 32_000
RICH = "<r><rPr><strike/></rPr><t/></r>" * 30_000 + "<r><t>架空</t></r>"

WORKBOOKS: dict[str, Make] = {
    "styles of cells": lambda: _styled("cellXfs", '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'),
    "borders": lambda: _styled("borders", "<border/>"),
    "fonts": lambda: _styled("fonts", "<font/>"),
    "shared texts": lambda: _shared(_full("<si><t>a</t></si>")),
    "runs of one shared text": lambda: _shared(f"<si>{_full('<r><t>a</t></r>')}</si>"),
    "one shared text": lambda: _shared(f"<si><t>{'a' * MANY}</t></si>"),
    "one rich text in many cells": lambda: _shared(f"<si>{RICH}</si>", '<row><c t="s"><v>0</v></c></row>' * 190_000),
    "one long text in many cells": lambda: _shared(
        f"<si><t>{LONG_TEXT}</t></si>", '<row><c t="s"><v>0</v></c></row>' * 190_000
    ),
    "empty rows": lambda: _with(SHEET, _sheet(_full("<row/>"))),
    "cells": lambda: _with(SHEET, _sheet(_full("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>"))),
    "cells of one row": lambda: _with(SHEET, _sheet(f"<row>{_full('<c><v>1</v></c>')}</row>")),
    "distinct cells": lambda: _with(
        SHEET,
        _sheet(
            "".join(
                "<row>" + "".join(f"<c><v>{r * 14 + c}</v></c>" for c in range(14)) + "</row>" for r in range(199_000)
            )
        ),
    ),
    "struck cells": lambda: _shared(
        "<si><r><rPr><strike/></rPr><t>5</t></r><r><rPr/><t>1</t></r></si>",
        '<row><c t="s"><v>0</v></c></row>' * 190_000,
    ),
    "formatted down to the last row": lambda: _formatted(4),
    "a row far below": lambda: _with(SHEET, _sheet('<row r="1000000000"><c><v>1</v></c></row>')),
    "columns far to the right": lambda: _with(
        SHEET, _sheet("".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, 5_000)))
    ),
    "merged spans": lambda: _with(
        SHEET, _sheet(_inline(ROW, 2), "<mergeCells>" + _full('<mergeCell ref="A1:XFD1048576"/>') + "</mergeCells>")
    ),
    "tall merged spans": lambda: _with(
        SHEET,
        _sheet(
            _inline(["a"] * 9, 2) * 1 + "<row><c><v>1</v></c></row>" * 190_000,
            "<mergeCells>" + '<mergeCell ref="A2:A200000"/>' * 99_000 + "</mergeCells>",
        ),
    ),
    "definitions of columns": lambda: _with(
        SHEET, _sheet(_inline(ROW, 2), before="<cols>" + _full('<col min="1" max="16384" hidden="1"/>') + "</cols>")
    ),
    "rules of colours": lambda: _with(SHEET, _sheet(_inline(ROW, 2), _full("<conditionalFormatting/>"))),
    "checks of input": lambda: _with(
        SHEET, _sheet(_inline(ROW, 2), f"<dataValidations>{_full('<dataValidation/>')}</dataValidations>")
    ),
    "names": lambda: _before_end(
        BOOK, "workbook", f"<definedNames>{_full('<definedName>A</definedName>')}</definedNames>"
    ),
    "one sheet under a thousand names": lambda: _many_sheets(
        1_000, _sheet("".join(_inline(ROW, n) for n in range(2, 20_000)))
    ),
    "a million sheets": lambda: _before_end(BOOK, "sheets", _full('<sheet name="q" sheetId="9"/>')),
    "properties": lambda: _before_end("docProps/core.xml", "cp:coreProperties", _full("<a/>")),
    "types of parts": lambda: _before_end(
        "[Content_Types].xml", "Types", _full('<Override PartName="/a" ContentType="b"/>')
    ),
    "comments": lambda: _related(
        "comments",
        "comments1.xml",
        f"<comments {MAIN}><commentList>"
        + _full('<comment ref="A1"><text><t>a</t></text></comment>')
        + "</commentList></comments>",
    ),
    "one part of comments named often": lambda: _related(
        "comments",
        "comments1.xml",
        f"<comments {MAIN}><commentList>"
        + '<comment ref="A1"><text><t>a</t></text></comment>' * 100_000
        + "</commentList></comments>",
        4_000,
    ),
    "deep elements": lambda: _with(SHEET, _sheet("<is>" * 30_000_000 + "</is>" * 30_000_000)),
    "one long attribute": lambda: _with(SHEET, _sheet(f'<row a="{"a" * MANY}"/>')),
    "one long comment of XML": lambda: _with(SHEET, _sheet(f"<!--{'a' * MANY}-->")),
    "attributes": lambda: _with(SHEET, _sheet("<row " + "".join(f'a{n}=""' + " " for n in range(10_000_000)) + "/>")),
    "entities in entities": _entities,
    "an entity from outside": lambda: _outside(BOOK),
    "members": lambda: _members(60_000),
    "a size that lies": _size_lie,
    "a long format in many cells": lambda: _packed(
        {
            **_parts(),
            STYLES: _parts()[STYLES]
            .decode()
            .replace("<fonts", f'<numFmts><numFmt numFmtId="0" formatCode="{"0;" * 100_000}"/></numFmts><fonts', 1),
            SHEET: _sheet("<row><c><v>1</v></c></row>" * 190_000),
        }
    ),
    "shared formulas": lambda: _with(
        SHEET,
        _sheet(
            f'<row r="2"><c r="A2"><f t="shared" si="0" ref="A2:A99">{"A1+" * 2_000}1</f></c></row>'
            + "".join(f'<row r="{n}"><c r="A{n}"><f t="shared" si="0"/></c></row>' for n in range(3, 190_000))
        ),
    ),
}


# Texts


def _csv(*rows: str, head: str = HEAD) -> bytes:
    return (head + "".join(rows)).encode()[:MAX_BYTES]


def _days() -> Iterable[str]:
    for n in range(199_000):
        yield f"{1950 + n % 72}-{n // 72 % 12 + 1:02d}-{n // 864 % 28 + 1:02d}"


TEXTS: dict[str, Make] = {
    "one line of ten megabytes": lambda: b"a" * (MAX_BYTES - 1),
    "one long cell": lambda: _csv(f"meeting_places,99201,{'川' * 3_000_000},2022-03-31,41,確定,,\n"),
    "long cells": lambda: _csv(
        *(f"meeting_places,99201,,2022-03-31,4{n},確定,{'架空の調査' * 6_000},\n" for n in range(110))
    ),
    "ten million commas": lambda: b"," * (MAX_BYTES - 1),
    "commas in rows": lambda: _csv(("," * 16_000 + "\n") * 600),
    "commas and tabs": (HEAD + HEAD.replace(",", "\t") + "1,2\t3,4\n" * 199_000).encode,
    "a million blank rows": lambda: _csv(",\n" * 4_000_000),
    "an open quotation": lambda: _csv('meeting_places,99201,"東が丘市,2022-03-31,41,確定,,\n', GOOD * 50_000),
    "unknown indicators": lambda: _csv(
        *(f"通いの場{n}x,99201,2022-03-31,5\n" for n in range(199_000)), head="指標,地域コード,時点,値\n"
    ),
    "unknown regions": lambda: _csv(
        *(f"通いの場,東が丘{n}町,2022-03-31,5\n" for n in range(199_000)), head="指標,地域名,時点,値\n"
    ),
    "unknown dates": lambda: _csv(
        *(f"通いの場,99201,令和{n}の日,5\n" for n in range(199_000)), head="指標,地域コード,時点,値\n"
    ),
    "nothing known": lambda: _csv(
        *(f"指標{n},地域{n},日{n},値{n}\n" for n in range(199_000)), head="指標,地域名,時点,値\n"
    ),
    "no numbers": lambda: _csv(*(GOOD.replace(",41,", f",約{n}位,") for n in range(120_000))),
    "long names": lambda: _csv(
        *(f"通いの場,{'東が丘市西山町' * 1_400}{n},2022-03-31,5\n" for n in range(340)), head="指標,地域名,時点,値\n"
    ),
    "long dates": lambda: _csv(
        *(f"通いの場,99201,{'令和' * 5_000}{n},5\n" for n in range(340)), head="指標,地域コード,時点,値\n"
    ),
    "long figures": lambda: _csv(*(f"meeting_places,99201,,2022-03-31,{'9' * 30_000}{n},,,\n" for n in range(330))),
    "torn figures": lambda: _csv(*(f"meeting_places,99201,,2022-03-31,1{',234' * 3_000}x,,,\n" for n in range(800))),
    "the same row again": lambda: _csv(GOOD * 110_000),
    "a date a row": lambda: _csv(
        *(f"meeting_places,99201,{day},{n % 999}\n" for n, day in enumerate(_days())), head="指標,地域コード,時点,値\n"
    ),
    "notes with a date a row": lambda: _csv(
        *(f"meeting_places,99201,{day},{n % 999},{n}人、速報、令和{n % 9}年、目標\n" for n, day in enumerate(_days())),
        head="指標,地域コード,時点,値,備考\n",
    ),
    "headings": lambda: _csv(
        "99201,2022-03-31," + "9," * 16_000 + "\n",
        head="地域コード,時点," + ",".join(f"通いの場{n}" for n in range(16_000)) + "\n",
    ),
    "headings over many rows": lambda: _csv(
        ("99201,2022-03-31," + "9," * 3_000 + "\n") * 60,
        head="地域コード,時点," + ",".join(f"通いの場の数{n}年" for n in range(3_000)) + "\n",
    ),
    "totals": lambda: _csv(*(f"通いの場,{n}合計,2022-03-31,5\n" for n in range(190_000)), head="指標,地域名,時点,値\n"),
    "letters that nobody sees": lambda: _csv(
        "meeting_places,99201,\u200b,20\u200b22-03-31,4\u200b1,\u200b,\u200b,\u200b\n" * 150_000
    ),
    "emoji": lambda: _csv(*(f"meeting_places,99201,,2022-03-31,{n},,😀{n},\n" for n in range(190_000))),
    "remarks above": lambda: _csv(GOOD, head="※架空の注記、速報、目標、100人当たり\n" * 15 + HEAD),
    "remarks below": lambda: _csv(GOOD, *(f"※注{n}：架空、速報、令和{n % 9}年、100人当たり\n" for n in range(150_000))),
    "titles": lambda: _csv(*(f"架空の表{n}、令和{n % 9}年\n" for n in range(190_000)), head=""),
    "quotations": lambda: _csv('"""' * 3_000_000),
    "dittos": lambda: _csv(GOOD, "〃,〃,〃,〃,41,〃,〃,〃\n" * 190_000),
    "noise": lambda: "".join(
        random.Random(13).choices("0123456789,.\n年月日市県人％－▲()（）\t\"'=", k=3_000_000)
    ).encode(),
}

FILES: dict[str, Make] = {
    **{f"{name}.xlsx": make for name, make in WORKBOOKS.items()},
    **{f"{name}.csv": make for name, make in TEXTS.items()},
}


# Looking at them


def look(path: Path, store: str) -> dict[str, object]:
    """What the page and the command line do with a file before anything is stored, measured in this process."""
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    board = open_board(settings_of(store))
    context = Context(board.catalogue, board.regions, TODAY, board.territory.population)
    look_at(Upload("a.csv", (HEAD + GOOD).encode()), context, board.snapshot)
    data = path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Of processor time: the machine may have other work.
    start = time.process_time()
    preview = look_at(Upload(path.name, data), context, board.snapshot)
    read = time.process_time() - start
    view = SheetView(preview.draft, preview.problems, context.catalogue, context.regions)
    sent = len(json.dumps(view.data())) if view.height else 0
    if preview.draft.sheet:
        annotated_csv(preview.draft.sheet, preview.problems, preview.draft.header_row)
    return {
        "seconds": round(time.process_time() - start, 1),
        "read": round(read, 1),
        "megabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024,
        "sent": sent,
        "values": len(preview.draft.rows),
        "problems": len(preview.problems),
        "blocked": preview.draft.blocked,
        "sentence": next((problem.message[:200] for problem in preview.draft.errors), ""),
    }


def settings_of(store: str) -> Settings:
    return Settings(DATA / "other_plan.yaml", DATA / "other_plan", store)


def serve(store: str) -> None:
    """Looks at each file named on standard input, in a process of its own that has everything imported already."""
    for line in sys.stdin:
        process = os.fork()
        if not process:
            try:
                print(json.dumps(look(Path(line.strip()), store)), flush=True)
            except BaseException as error:
                print(json.dumps({"failed": repr(error)[:300]}), flush=True)
            os._exit(0)
        if os.waitpid(process, 0)[1]:
            print(json.dumps({"failed": "killed"}), flush=True)


class Looker:
    """The process that looks at files, one after another."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        store = str(folder / "store")
        make_store(settings_of(store))
        command = [sys.executable, "-m", "attack.hostile_files", "--store", store]
        here = Path(__file__).parents[1]
        self._process = subprocess.Popen(
            command, cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def measures(self, name: str, make: Make) -> dict[str, Any]:
        """What one file costs."""
        path = self._folder / name.replace(" ", "_")
        path.write_bytes(make())
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(path, file=self._process.stdin, flush=True)
        measures: dict[str, Any] = json.loads(self._process.stdout.readline())
        path.unlink()
        return measures

    def close(self) -> None:
        self._process.communicate(timeout=10)


def fault_of(measures: dict[str, Any]) -> str:
    """What did not hold; empty where all did."""
    if "failed" in measures:
        return str(measures["failed"])
    if measures["megabytes"] > MOST_MEGABYTES or measures["seconds"] > MOST_SECONDS:
        return f"{measures['megabytes']} MB, {measures['seconds']} s"
    is_mute = measures["blocked"] and not measures["sentence"]
    return "refused without a sentence" if is_mute or measures["sent"] > MOST_SENT else ""


def hostile_files(bounds: Bounds) -> Toll:
    looker = Looker(bounds.folder)
    names = [*FIRST, *(name for name in FILES if name not in FIRST)][: bounds.rounds]
    try:
        measured = {name: looker.measures(name, FILES[name]) for name in names}
    finally:
        looker.close()
    faults = {name: fault_of(measures) for name, measures in measured.items()}
    most = max(measures.get("megabytes", 0) for measures in measured.values())
    longest = max(measures.get("seconds", 0) for measures in measured.values())
    broken = tuple(f"{name}: {fault}" for name, fault in faults.items() if fault)
    return Toll(len(names), broken=broken, remarks=f"at most {most} MB and {longest:.0f} s of processor time a file")


FIRST = (
    "ten million commas.csv",
    "an open quotation.csv",
    "one long text in many cells.xlsx",
    "a row far below.xlsx",
    "entities in entities.xlsx",
    "an entity from outside.xlsx",
)
"""Small ones of many kinds, which take a second or two each with their making."""

ATTACKS = [Attack("hostile files, uploaded", hostile_files, short=len(FIRST), long=len(FILES))]

if __name__ == "__main__":
    if sys.argv[1] == "--store":
        with spoken_to_a_person():
            serve(sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as scratch:
            looker = Looker(Path(scratch))
            for name, make in list(FILES.items())[int(sys.argv[2]) :]:
                if sys.argv[1] in name:
                    print(name, looker.measures(name, make), flush=True)
            looker.close()
