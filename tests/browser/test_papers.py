"""資料出力 as the officer uses it the night before the council, and the same papers over HTTP."""

import io
import json
from urllib.request import urlopen

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from browser.test_pictures import taken_home
from browser.visiting import CLINICS, DAY, rested, visit
from dashboard.ui.pages import PAPERS

PATH = f"/{PAPERS.name}"
ONE = f"{DAY}&indicators={CLINICS}&formats=pdf,csv"


def test_the_officer_takes_home_what_was_shown(page: Page, address: str) -> None:
    visit(page, address, PATH, ONE)
    expect(page.get_by_role("img", name="PDFの3ページ目")).to_be_visible()
    page.get_by_role("button", name="ファイルを作る").click()
    rested(page)
    name, data = taken_home(page, "PDF（")
    assert name == "在宅医療指標_令和6年12月_部会資料.pdf"
    assert "935" in PdfReader(io.BytesIO(data)).pages[1].extract_text()
    name, data = taken_home(page, "すべて ZIP")
    assert name == "在宅医療指標_令和6年12月_部会資料_一式.zip"
    assert data.startswith(b"PK")


def test_the_same_paper_comes_over_http_byte_by_byte(page: Page, address: str) -> None:
    visit(page, address, PATH, ONE)
    page.get_by_role("button", name="ファイルを作る").click()
    rested(page)
    _, shown = taken_home(page, "PDF（")
    with urlopen(f"{address}/api/v1/papers/pdf?as_of=2024-12-31&indicator={CLINICS}") as answer:
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.read() == shown


def test_the_api_answers_beside_the_screens_with_the_same_protection(address: str) -> None:
    with urlopen(f"{address}/api/v1/assessments.json?as_of=2024-12-31") as answer:
        grades = {one["id"]: one["targets"][0]["grade"] for one in json.load(answer)["indicators"]}
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert grades[CLINICS] == "B*"
