"""Papers over HTTP: the format, the name, the picture and the parts that were asked for."""

import io
from datetime import date
from email.message import Message
from urllib.parse import unquote
from zipfile import ZipFile

import httpx
import pytest

from api.asking import ask, error
from dashboard.api.addresses import PICTURES
from dashboard.charts.file import File
from dashboard.now import Now
from dashboard.papers.choice import Canvas, Choice, PageSize, SlideCharts
from dashboard.papers.formats import FORMATS, ZIP, format_of
from ui.projects import Project

CLINICS, NURSES = "visiting_care_clinics", "visiting_nurses"
MEETING = "2024-12-31"
Asked = list[tuple[Choice, str]]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """What is asked of the writers, which make files of a few bytes: two pictures, one of everything else."""
    calls: Asked = []

    def files_of(_: object, choice: Choice, format_id: str) -> tuple[File, ...]:
        calls.append((choice, format_id))
        count = 2 if format_id in PICTURES else 1
        names = (f"資料 その{at + 1}.{format_id}" for at in range(count))
        return tuple(File(name, format_of(format_id).media_type, name.encode()) for name in names)

    monkeypatch.setattr(Now, "files", files_of)
    return calls


def named(answer: httpx.Response) -> tuple[str, str]:
    """The name of a file for clients of today, and for those that know letters only."""
    value = answer.headers["content-disposition"]
    assert value.startswith("attachment; ")
    plain, _, coded = value.partition("; filename*=UTF-8''")
    message = Message()
    message["content-disposition"] = plain
    return unquote(coded, errors="strict"), message.get_filename() or ""


def test_the_csv_is_the_writers_own(real_plan: Project) -> None:
    answer = ask("papers/csv", as_of=MEETING)
    assert answer.status_code == 200
    assert answer.content.count("訪問診療を実施する医療機関数".encode()) >= 3
    assert named(answer) == ("在宅医療指標_令和6年12月_部会資料.csv", "indicators_2024-12-31.csv")


def test_a_picture_is_a_png_of_the_canvas_asked_for(real_plan: Project) -> None:
    answer = ask("papers/png", as_of=MEETING, indicator=CLINICS, canvas="square")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    size = [int.from_bytes(answer.content[at : at + 4]) for at in (16, 20)]
    assert (answer.content[:4], size) == (b"\x89PNG", [round(150 / 25.4 * 300)] * 2)
    assert named(answer)[0].endswith("_正方形.png")


@pytest.mark.parametrize("format_id", [one.id for one in FORMATS])
def test_every_format_is_sent_as_what_it_is(real_plan: Project, asked: Asked, format_id: str) -> None:
    answer = ask(f"papers/{format_id}", as_of=MEETING)
    assert answer.headers["content-type"].split(";")[0] == format_of(format_id).media_type
    assert named(answer) == (f"資料 その1.{format_id}", f"indicators_2024-12-31.{format_id}")
    assert asked == [(Choice(date(2024, 12, 31)), format_id)]


def test_everything_that_is_asked_for_reaches_the_writer(real_plan: Project, asked: Asked) -> None:
    look = {"page": "wide", "charts": "picture", "canvas": "a4half"}
    what = {"as_of": "令和6年度", "indicator": [NURSES, CLINICS, CLINICS], "region": "112020"}
    ask("papers/pdf", **what, **look, fiscal_year=["2024", "令和5年度", "R5"])
    assert asked[0][0] == Choice(
        date(2025, 3, 31),
        indicators=(CLINICS, NURSES),
        fiscal_years=(2023, 2024),
        region="11202",
        page=PageSize.WIDE,
        charts=SlideCharts.PICTURE,
        canvas=Canvas.HALF,
    )


def test_a_zip_holds_the_formats_asked_for(real_plan: Project, asked: Asked) -> None:
    answer = ask(f"papers/{ZIP}", as_of=MEETING, format=["svg", "csv"])
    assert answer.headers["content-type"] == "application/zip"
    assert named(answer) == ("在宅医療指標_令和6年12月_部会資料_一式.zip", "indicators_2024-12-31.zip")
    assert _members(answer) == ["資料 その1.csv", "資料 その1.svg", "資料 その2.svg"]


def test_a_zip_is_a_zip_also_of_one_file_and_holds_all_formats_unless_told(real_plan: Project, asked: Asked) -> None:
    assert _members(ask(f"papers/{ZIP}", format="csv")) == ["資料 その1.csv"]
    asked.clear()
    ask(f"papers/{ZIP}")
    assert [id_ for _, id_ in asked] == [one.id for one in FORMATS]


def test_pictures_are_asked_for_by_number_and_lead_to_each_other(real_plan: Project, asked: Asked) -> None:
    first, second = ask("papers/svg?page=a4"), ask("papers/svg?page=a4&chart=2")
    assert (first.text, second.text) == ("資料 その1.svg", "資料 その2.svg")
    assert first.links["next"]["url"] == first.links["last"]["url"] == "?page=a4&chart=2"
    assert (second.links["prev"]["url"], "next" in second.links) == ("?page=a4&chart=1", False)
    follow = httpx.URL("http://dashboard.test/api/v1/papers/svg?page=a4").join(first.links["next"]["url"])
    assert ask(follow.raw_path.decode()).text == second.text


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("exe", 404, "「exe」という形式はありません。使えるのは「pdf」"),
        ("zip?format=exe", 404, "「exe」という形式はありません"),
        ("zip?format=zip", 404, "「zip」という形式はありません"),
        ("pdf?format=csv", 400, "「format」はzipだけで指定できます"),
        ("pdf?chart=1", 400, "「chart」はpngとsvgだけで指定できます"),
        ("png?chart=3", 404, "この資料の図は2枚です"),
        ("png?chart=0", 400, "図の番号を1から"),
        ("png?chart=-1", 400, "図の番号を1から"),
        ("pdf?page=b4", 400, "使えるのは「a4」「wide」です"),
        ("pdf?charts=x", 400, "使えるのは「native」「picture」です"),
        ("pdf?canvas=x", 400, "使えるのは「slide」「a4half」「square」です"),
        ("pdf?fiscal_year=2024-11-30", 400, "年度ではありません"),
        ("pdf?fiscal_year=昔", 400, "「fiscal_year」に誤りがあります"),
        ("pdf?fiscal_year=2021&fiscal_year=2022&fiscal_year=2023&fiscal_year=2024", 400, "年度を3つ以下に"),
        ("pdf?title=x", 400, "「title」という指定はありません"),
    ],
)
def test_what_a_paper_cannot_be_is_refused(
    real_plan: Project, asked: Asked, address: str, status: int, said: str
) -> None:
    answered, sentence = error(ask(f"papers/{address}"))
    assert (answered, said in sentence) == (status, True), sentence


def test_where_there_is_nothing_to_draw_there_is_no_picture(real_plan: Project) -> None:
    for address in ("papers/png", "papers/zip?format=png&format=svg"):
        mark = "&" if "?" in address else "?"
        status, said = error(ask(f"{address}{mark}as_of=1990-01-01&indicator=visiting_nurse_stations"))
        assert (status, "図にできる値も目標値もありません" in said) == (404, True)


def _members(answer: httpx.Response) -> list[str]:
    return ZipFile(io.BytesIO(answer.content)).namelist()
