"""A clerk's quarter: a file dropped, its faults read, its effect seen, committed, found in the history, taken back."""

import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import LAPTOP
from browser.serving import served
from browser.test_every_screen import grave_faults
from browser.visiting import CLINICS, heading, open_everything, rested, visit
from dashboard.settings import ROOT
from dashboard.ui.pages import HISTORY, INDICATOR, REGIONS, UPDATE

pytestmark = pytest.mark.browser

SAMPLES = ROOT / "data/samples"
GOOD = SAMPLES / "架空_良い例_縦長_令和8年度第2四半期.csv"
GOOD_WORKBOOK = SAMPLES / "架空_良い例_縦長_令和8年度第2四半期.xlsx"
WIDE = SAMPLES / "架空_良い例_横長_市町村_令和8年9月末.csv"
ASKING = SAMPLES / "架空_良い例_横長_時点を尋ねる.csv"
REVISION = SAMPLES / "架空_改訂の例_令和6年11月と12月.csv"
BAD = SAMPLES / "架空_悪い例_いろいろな誤り.csv"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server whose store may be written to, and the folder with that store and a copy of its first state."""
    folder = tmp_path_factory.mktemp("office")
    with served(folder, DASHBOARD_EDITOR="local") as address:
        shutil.copytree(folder / "store", folder / "first")
        yield address, folder


@pytest.fixture
def workplace(office: tuple[str, Path]) -> str:
    """The address of that server, its store in its first state."""
    address, folder = office
    shutil.rmtree(folder / "store")
    shutil.copytree(folder / "first", folder / "store")
    return address


@pytest.fixture
def desk(page: Page, workplace: str) -> Page:
    """The upload page of that server."""
    return visit(page, workplace, f"/{UPDATE.name}", "")


def drop(page: Page, *files: Path) -> None:
    page.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files([str(file) for file in files])
    expect(page.get_by_role("heading", name="ファイルの確認")).to_be_visible()
    rested(page)


def number(page: Page, name: str) -> str:
    """The figure of one of the counts."""
    return page.locator("dl.counts div").filter(has=page.get_by_text(name, exact=True)).locator("dd").inner_text()


def fill(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(re.compile(label))
    field.fill(text)
    field.press("Tab")
    rested(page)


def tick_warnings(page: Page) -> None:
    page.get_by_text(re.compile("警告 .*確かめました")).click()
    rested(page)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    rested(page)


def commit(page: Page, file: Path, reason: str = "四半期の更新") -> None:
    drop(page, file)
    fill(page, "だれが", "医療整備課")
    fill(page, "なぜ", reason)
    tick_warnings(page)
    press(page, "この内容で登録する")
    expect(page.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()


def rows(page: Page) -> Locator:
    return page.locator("table.batches tbody tr")


def test_a_bad_file_is_explained_cell_by_cell_and_cannot_be_committed(desk: Page) -> None:
    drop(desk, BAD)
    assert number(desk, "エラー") == "12"
    table = desk.get_by_role("region", name=re.compile("見つかったこと"))
    first = table.get_by_role("row").filter(has_text="E05")
    expect(first).to_contain_text("訪問診療を実施する医療期間数")
    expect(first).to_contain_text("「訪問診療を実施する医療機関数」ではありませんか")
    expect(desk.get_by_role("button", name="この内容で登録する")).to_have_count(0)
    with desk.expect_download() as found:
        desk.get_by_role("button", name="確認結果を書き込んだExcel").click()
    assert found.value.suggested_filename == "架空_悪い例_いろいろな誤り_確認結果.xlsx"


def test_the_sentence_and_the_grid_say_how_the_file_was_understood(desk: Page, tmp_path: Path) -> None:
    drop(
        desk,
        written(
            tmp_path, "地域名,時点,訪問看護職員,備考\n川越市,令和8年9月,三百,<b>太字</b>\n川口市,令和8年9月,240,\n"
        ),
    )
    understood = desk.get_by_role("region", name="ここまでに読み取れたもの")
    expect(understood).to_contain_text("令和8年9月の訪問看護ステーションに従事する訪問看護職員数")
    grid = desk.get_by_role("grid")
    reason = desk.locator(".reason")
    # By the mouse, by the legend, by the keyboard, and a cell's text is no markup anywhere.
    grid.get_by_role("gridcell", name="240、値").hover()
    expect(reason).to_contain_text("川口市、令和8年9月の訪問看護職員、240人（確定）と読みました")
    desk.get_by_role("button", name="エラー 1").click()
    expect(reason).to_contain_text("C2")
    expect(reason).to_contain_text("数として読めません")
    desk.keyboard.press("ArrowRight")
    expect(reason).to_contain_text("<b>太字</b>")
    desk.keyboard.press("ArrowUp")
    expect(reason).to_contain_text("見出し")
    assert grid.locator("b").count() == 0
    assert grave_faults(desk) == []


def test_on_a_phone_the_grid_scrolls_in_its_own_box(desk: Page, tmp_path: Path) -> None:
    desk.set_viewport_size({"width": 390, "height": 844})
    drop(
        desk,
        written(tmp_path, "地域名,時点,訪問看護職員,地域連携薬局,出典,備考\n架空市,令和8年9月,三百,24,県調べ,架空\n"),
    )
    widths = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    page_width, window = desk.evaluate(widths)
    assert page_width <= window
    box = desk.locator(".box")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    desk.get_by_role("gridcell", name="令和8年9月、時点").click()
    expect(desk.locator(".reason")).to_contain_text("B2")


def test_a_clean_file_of_the_template_needs_one_look_and_one_click(desk: Page, tmp_path: Path) -> None:
    heading = "指標,地域コード,地域名,時点,値,区分,出典,備考"
    row = "訪問看護ステーションに従事する訪問看護職員数,11000,埼玉県,令和8年度第2四半期,3520,確定,県調べ,"
    drop(desk, written(tmp_path, f"{heading}\n{row}\n"))
    expect(desk.get_by_role("region", name="読み取ったもの")).to_contain_text("令和8年度第2四半期")
    expect(desk.get_by_text("気づいた点はありません。")).to_be_visible()
    expect(desk.get_by_role("grid")).not_to_be_visible()
    fill(desk, "だれが", "医療整備課")
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()


def written(folder: Path, text: str) -> Path:
    """A made-up file with this text."""
    file = folder / "架空.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_quarter_goes_in_is_seen_everywhere_and_comes_out_again(desk: Page, second: Page, workplace: str) -> None:
    council = visit(second, workplace, f"/{INDICATOR.name}", f"indicator={CLINICS}")
    expect(council.get_by_role("region", name="最新値")).to_contain_text("935")
    drop(desk, GOOD)
    assert [number(desk, name) for name in ("新規", "改訂", "変わらず")] == ["5", "0", "0"]
    expect(desk.get_by_text(re.compile("判定が変わる指標"))).to_be_visible()
    press(desk, "この内容で登録する")
    expect(desk.get_by_text("「警告を確かめました」に印を付けてください")).to_be_visible()
    tick_warnings(desk)
    press(desk, "この内容で登録する")
    expect(desk.get_by_text("名前を書いてください")).to_be_visible()
    fill(desk, "だれが", "医療整備課")
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()
    expect(desk.get_by_text(re.compile("最新値 971か所"))).to_be_visible()
    council.get_by_role("button", name="会議モード").click()
    expect(council.get_by_role("region", name="最新値")).to_contain_text("971")
    desk.get_by_text("この取り込みを取り消す").click()
    rested(desk)
    press(desk, "取り消す")
    expect(desk.get_by_text("名前と理由の両方を入力してください")).to_be_visible()
    fill(desk, "取り消す理由", "練習だったため")
    press(desk, "取り消す")
    expect(desk.get_by_text(re.compile("を取り消しました。この取消の番号は"))).to_be_visible()
    visit(desk, workplace, f"/{INDICATOR.name}", f"indicator={CLINICS}")
    expect(desk.get_by_role("region", name="最新値")).to_contain_text("935")


def test_a_past_value_is_only_revised_with_a_reason(desk: Page) -> None:
    drop(desk, REVISION)
    expect(desk.get_by_text(re.compile("過去の値の改訂 2件"))).to_be_visible()
    expect(desk.get_by_role("application", name=re.compile("訪問診療を実施する医療機関数"))).to_be_visible()
    table = desk.get_by_role("region", name=re.compile("変わる値"))
    expect(table.get_by_role("row").filter(has_text="訪問診療")).to_contain_text("+6")
    fill(desk, "だれが", "医療整備課")
    tick_warnings(desk)
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("理由が要ります"))).to_be_visible()
    fill(desk, "なぜ", "届出の集計誤り")
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()


def test_what_the_file_does_not_say_is_asked_once(desk: Page, tmp_path: Path) -> None:
    table = "\n".join(ASKING.read_text(encoding="cp932").splitlines()[1:])
    drop(desk, written(tmp_path, table))
    expect(desk.get_by_text("上の問いに答えると、続きを確かめられます")).to_be_visible()
    fill(desk, "ファイル全体の時点", "8年9月")
    expect(desk.get_by_role("region", name=re.compile("見つかったこと"))).to_contain_text("8年9月")
    fill(desk, "ファイル全体の時点", "令和8年9月末")
    assert number(desk, "新規") == "63"


def test_a_batch_is_told_in_history_with_its_file_and_in_small_pictures_and_can_be_withdrawn(
    desk: Page, workplace: str
) -> None:
    commit(desk, WIDE)
    visit(desk, workplace, f"/{HISTORY.name}", "")
    expect(rows(desk)).to_have_count(3)
    newest = rows(desk).first
    for word in ("医療整備課", WIDE.name, "63", "四半期の更新", "有効"):
        expect(newest).to_contain_text(word)
    expect(desk.get_by_role("region", name=re.compile("変わった値（63件）"))).to_contain_text("さいたま市")
    with desk.expect_download() as found:
        desk.get_by_role("button", name="元のファイルをダウンロード").click()
    assert Path(found.value.path()).read_bytes() == WIDE.read_bytes()
    assert found.value.suggested_filename == WIDE.name
    desk.set_viewport_size({"width": 390, "height": 844})
    record = desk.locator("table.pairs")
    expect(record).to_contain_text(hashlib.sha256(WIDE.read_bytes()).hexdigest())
    right = "table => table.getBoundingClientRect().right <= document.documentElement.clientWidth"
    assert record.evaluate(right), "the digest is broken, not cut off"
    desk.set_viewport_size(LAPTOP)
    visit(desk, workplace, f"/{REGIONS.name}", f"indicator={CLINICS}")
    desk.locator('.panels path[data-region="11207"]').first.hover()
    expect(desk.locator(".said").last).to_contain_text("秩父市：0.70 → 0.88（令和7年9月1日 → 令和8年9月30日、速報）")
    _withdrawn_twice(visit(desk, workplace, f"/{HISTORY.name}", ""))


def _withdrawn_twice(desk: Page) -> None:
    """A withdrawal is struck through, and can itself be withdrawn."""
    withdraw(desk, "この取り込みを取り消す", "別の月のファイルだった")
    expect(rows(desk)).to_have_count(4)
    expect(rows(desk).nth(1).locator(".struck").first).to_be_visible()
    expect(rows(desk).nth(1)).to_contain_text("取消済み")
    rows(desk).first.get_by_role("link").click()
    expect(desk).to_have_url(re.compile("batch="))
    rested(desk)
    withdraw(desk, "この取消を取り消す", "やはり正しかった")
    expect(rows(desk)).to_have_count(5)
    expect(rows(desk).nth(1)).to_contain_text("取消済み")
    expect(rows(desk).nth(2)).to_contain_text("有効")


def withdraw(page: Page, what: str, reason: str) -> None:
    page.get_by_text(what).click()
    rested(page)
    fill(page, "だれが", "医療整備課")
    fill(page, "取り消す理由", reason)
    press(page, "取り消す")
    expect(page.get_by_text(re.compile("を取り消しました"))).to_be_visible()


def test_two_people_with_the_same_file_make_one_batch(desk: Page, second: Page, workplace: str) -> None:
    visit(second, workplace, f"/{UPDATE.name}", "")
    for page in (desk, second):
        drop(page, GOOD)
        fill(page, "だれが", "係")
        tick_warnings(page)
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()
    press(second, "この内容で登録する")
    expect(second.get_by_text(re.compile("同じファイルがすでに取り込み"))).to_be_visible()
    visit(desk, workplace, f"/{HISTORY.name}", "")
    expect(rows(desk)).to_have_count(3)


def test_what_has_changed_since_the_preview_is_not_overwritten_unseen(desk: Page, second: Page, workplace: str) -> None:
    visit(second, workplace, f"/{UPDATE.name}", "")
    drop(desk, GOOD)
    fill(desk, "だれが", "係")
    tick_warnings(desk)
    commit(second, WIDE)
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("保存していません"))).to_be_visible()
    visit(desk, workplace, f"/{HISTORY.name}", "")
    expect(rows(desk)).to_have_count(3)


def test_an_effect_that_moved_while_the_clerk_wrote_her_name_is_told_before_the_commit(
    desk: Page, second: Page, workplace: str, tmp_path: Path
) -> None:
    visit(second, workplace, f"/{UPDATE.name}", "")
    drop(desk, REVISION)
    theirs = tmp_path / "架空_別の改訂.csv"
    theirs.write_text(REVISION.read_text(encoding="utf-8-sig").replace(",941,", ",938,"), encoding="utf-8")
    commit(second, theirs)
    fill(desk, "だれが", "医療整備課")
    moved = desk.get_by_role("alert").filter(has_text="初めに見たときと違います")
    expect(moved).to_contain_text("医療整備課が登録か取り消しをしました")
    expect(moved).to_contain_text("初めは「935（確定） → 941（確定）」、今は「938（確定） → 941（確定）」です")
    fill(desk, "なぜ", "届出の集計誤り")
    tick_warnings(desk)
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("「違いを確かめました」に印を付けて"))).to_be_visible()
    desk.get_by_text("違いを確かめました", exact=True).click()
    rested(desk)
    press(desk, "この内容で登録する")
    expect(desk.get_by_text(re.compile("登録しました。取り込み番号は"))).to_be_visible()
    expect(desk.get_by_role("link", name="総括で見る")).to_be_visible()


def test_a_file_and_what_was_written_survive_a_visit_to_another_screen(desk: Page, tmp_path: Path) -> None:
    table = "\n".join(ASKING.read_text(encoding="cp932").splitlines()[1:])
    drop(desk, written(tmp_path, table))
    fill(desk, "ファイル全体の時点", "令和8年9月末")
    fill(desk, "だれが", "医療整備課")
    fill(desk, "なぜ", "四半期の更新")
    # The run that hears of it begins a moment later; nobody is quicker at the link.
    desk.wait_for_timeout(300)
    desk.get_by_role("link", name=HISTORY.title).click()
    expect(heading(desk)).to_have_text(HISTORY.title)
    desk.go_back()
    expect(desk.get_by_text(re.compile("前に選んだファイル「架空.csv」の続きです"))).to_be_visible()
    rested(desk)
    assert number(desk, "新規") == "63"
    expect(desk.get_by_label(re.compile("だれが"))).to_have_value("医療整備課")
    expect(desk.get_by_label(re.compile("なぜ"))).to_have_value("四半期の更新")
    press(desk, "このファイルをやめる")
    expect(desk.get_by_role("heading", name="ファイルの確認")).to_have_count(0)


def test_a_workbook_says_the_same_as_the_csv_and_nothing_of_it_is_left_after_a_file_that_is_too_large(
    desk: Page, tmp_path: Path
) -> None:
    drop(desk, GOOD_WORKBOOK)
    assert number(desk, "新規") == "5"
    big = tmp_path / "大きい.csv"
    big.write_bytes(b"," * (10 * 1024 * 1024 + 1))
    desk.locator('[data-testid="stFileUploaderDropzoneInput"]').set_input_files(str(big))
    expect(desk.locator('[data-testid="stFileChip"][aria-invalid="true"]')).to_be_visible()
    shown = "getComputedStyle(document.querySelector('[data-testid=\"stFileUploader\"]'), '::after').content"
    assert "10MBを超えている" in desk.evaluate(shown)
    expect(desk.get_by_role("heading", name="ファイルの確認")).to_have_count(0)
    expect(desk.get_by_role("button", name="この内容で登録する")).to_have_count(0)


def test_a_blank_file_is_made_for_the_chosen_quarter(desk: Page) -> None:
    open_everything(desk)
    rested(desk)
    with desk.expect_download() as found:
        desk.get_by_role("button", name="CSV UTF-8").click()
    assert found.value.suggested_filename.startswith("取込ひな形_訪問診療の医療機関_")
    text = Path(found.value.path()).read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "指標,地域コード,地域名,時点,値,区分,出典,備考"
    assert "11000,埼玉県" in text
