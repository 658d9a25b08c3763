"""The export command: the files of the screen, from a script, whole or not at all."""

import io
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from cli.terminal import Said
from dashboard.cli import main
from dashboard.papers.formats import FORMATS
from ui.projects import Project

CLINICS, NURSES = "visiting_care_clinics", "visiting_nurses"
DAY = ("--as-of", "2024-12-31")
Export = Callable[..., Said]


@pytest.fixture
def export(real_plan: Project, capsys: pytest.CaptureFixture[str]) -> Export:
    def said(*arguments: object) -> Said:
        try:
            status = main(["export", *map(str, arguments)])
        except SystemExit as stop:
            status = int(stop.code or 0)
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return said


def test_a_file_is_written_and_named(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "資料.docx"
    said = export("docx", "--out", out, *DAY, "--indicator", CLINICS)
    assert (said.status, said.err) == (0, "")
    assert f"「{out}」に書き出しました" in said.out
    assert out.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [out]


def test_every_format_goes_into_one_zip(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "一式.zip"
    assert export("zip", "--out", out, *DAY, "--indicator", CLINICS).status == 0
    with ZipFile(out) as archive:
        assert {Path(name).suffix[1:] for name in archive.namelist()} == {one.id for one in FORMATS}
        assert all(file.file_size > 1000 for file in archive.infolist())


def test_of_several_charts_one_file_holds_the_first_and_a_zip_all(export: Export, tmp_path: Path) -> None:
    asked = (*DAY, "--indicator", CLINICS, NURSES)
    alone, all_of_them = tmp_path / "図.svg", tmp_path / "図.zip"
    said = export("svg", "--out", alone, *asked)
    assert said.status == 0
    assert "図は3枚あり、これは1枚目です" in said.out
    assert export("svg", "--out", all_of_them, *asked).status == 0
    with ZipFile(all_of_them) as archive:
        names = archive.namelist()
        assert len(names) == 3
        assert archive.read(names[0]) == alone.read_bytes()


def test_indicators_are_named_by_id_or_name_once_or_often(export: Export, tmp_path: Path) -> None:
    one, other = tmp_path / "1.csv", tmp_path / "2.csv"
    assert export("csv", "--out", one, *DAY, "--indicator", CLINICS, NURSES).status == 0
    name = "訪問看護ステーションに従事する訪問看護職員数"
    assert export("csv", "--out", other, *DAY, "--indicator", CLINICS, "--indicator", name).status == 0
    assert one.read_bytes() == other.read_bytes()


def test_a_fiscal_year_is_named_by_itself_or_by_a_date_in_it(export: Export, tmp_path: Path) -> None:
    papers = {}
    for year in ("令和5年度", "2023-11-30", "R4"):
        out = tmp_path / f"{year}.docx"
        assert export("docx", "--out", out, *DAY, "--indicator", CLINICS, "--fiscal-year", year).status == 0
        papers[year] = out.read_bytes()
    assert papers["令和5年度"] == papers["2023-11-30"]
    assert papers["R4"] != papers["令和5年度"]


def test_the_same_question_makes_the_same_file(export: Export, tmp_path: Path) -> None:
    made = []
    for number in (1, 2):
        out = tmp_path / f"{number}.pdf"
        export("pdf", "--out", out, *DAY, "--indicator", CLINICS)
        made.append(out.read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("pdf", "--out", "資料.docx"), "「資料.docx」はpdfの名前ではありません。末尾を .pdf にしてください。"),
        (("pdf", "--out", "資料.zip"), "末尾を .pdf にしてください"),
        (("pdf", "--out", "資料.pdf", "--indicator", "nobody"), "「nobody」という指標はありません"),
        (("pdf", "--out", "資料.pdf", "--region", "99999"), "地域コード「99999」はありません"),
        (("pdf", "--out", "資料.pdf", "--fiscal-year", "R3", "R4", "R5", "R6"), "年度を3つ以下にしてください"),
        (("csv", "--out", "どこにも/ない/資料.csv"), "に書き込めません"),
    ],
)
def test_what_cannot_be_made_is_one_sentence_and_no_file(
    export: Export, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)
    said = export(*arguments)
    assert said.status == 1
    assert sentence in said.err
    assert "\n" not in said.err.strip()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("pdff", "--out", "資料.pdf"), "「pdff」は使えません。使えるのは「pdf」"),
        (("pdf",), "「--out」がありません"),
        (("pdf", "--out", "資料.pdf", "--as-of", "きのう"), "「--as-of」に誤りがあります"),
        (("pdf", "--out", "資料.pdf", "--page", "a3"), "「a3」は使えません。使えるのは「a4」「wide」です"),
    ],
)
def test_wrong_usage_says_what_would_be_right(export: Export, arguments: tuple[str, ...], sentence: str) -> None:
    said = export(*arguments)
    assert said.status == 2
    assert sentence in said.err


def test_an_older_file_is_replaced_whole_and_kept_when_the_new_one_fails(export: Export, tmp_path: Path) -> None:
    out = tmp_path / "資料.csv"
    out.write_bytes(b"before")
    assert export("csv", "--out", out, *DAY, "--indicator", "nobody").status == 1
    assert out.read_bytes() == b"before"
    assert export("csv", "--out", out, *DAY, "--indicator", CLINICS).status == 0
    assert io.BytesIO(out.read_bytes()).read(3) == b"\xef\xbb\xbf"
