"""資料出力: what is chosen, what is made of it on a click, and what is said when it cannot be made."""

from pathlib import Path

import pytest

from ui.projects import Project
from ui.screens import MEETING_DAY, opened, words

PAGE = "papers.py"
PLACES = "meeting_places"

pytestmark = pytest.mark.usefixtures("other_plan")


def made(**parameters: str) -> list[str]:
    """The labels of the files after a click on the button."""
    app = opened(PAGE, as_of=MEETING_DAY, **parameters)
    app.button[0].click().run()
    assert not app.exception
    return [button.label for button in app.get("download_button")]


def test_it_says_how_many_indicators_of_which_day_and_known_when() -> None:
    said = words(opened(PAGE, as_of=MEETING_DAY))
    assert "3指標、 令和6年12月31日までの値、 " in said
    assert "までに登録された値" in said


def test_the_pages_are_shown_as_they_are() -> None:
    app = opened(PAGE, as_of=MEETING_DAY)
    pages = len(app.get("image"))
    assert pages > 3
    assert f"{pages}ページ" in words(app)


def test_nothing_is_made_before_the_click() -> None:
    assert not opened(PAGE, as_of=MEETING_DAY).get("download_button")


def test_a_click_makes_the_formats_that_were_chosen_and_one_file_of_all() -> None:
    labels = made(formats="xlsx,csv", indicators=PLACES)
    assert [label.partition("（")[0] for label in labels] == ["Excel", "CSV", "すべて ZIP"]


def test_a_single_format_needs_no_zip() -> None:
    assert [label.partition("（")[0] for label in made(formats="csv", indicators=PLACES)] == ["CSV"]


def test_pictures_are_told_by_their_number() -> None:
    labels = made(formats="svg", indicators=f"{PLACES},smoking_rate")
    assert labels[0].startswith("画像 SVG 3枚（")


def test_another_choice_takes_back_what_was_made_for_the_one_before() -> None:
    app = opened(PAGE, as_of=MEETING_DAY, formats="csv", indicators=PLACES)
    app.button[0].click().run()
    assert app.get("download_button")
    app.query_params["as_of"] = "2024-03-31"
    app.run()
    assert not app.get("download_button")


def test_the_choices_are_kept_in_the_address() -> None:
    app = opened(PAGE, as_of=MEETING_DAY)
    app.multiselect[0].set_value([PLACES]).run()
    assert app.query_params["indicators"] == PLACES
    assert "1指標、" in words(app)


def test_without_a_format_there_is_nothing_to_make() -> None:
    app = opened(PAGE, as_of=MEETING_DAY)
    next(group for group in app.get("button_group") if group.label == "形式").set_value([]).run()
    assert app.button[0].disabled
    assert "形式が一つも選ばれていません" in words(app)
    again = opened(PAGE, as_of=MEETING_DAY, formats="".join(app.query_params["formats"]))
    assert again.button[0].disabled


def test_a_region_without_values_by_that_day_is_told() -> None:
    said = words(opened(PAGE, as_of=MEETING_DAY, region="99321", indicators="smoking_rate"))
    assert "成人の喫煙率：基準日までの地域別の値は未登録です" in said


def test_only_what_was_registered_by_a_day_is_used() -> None:
    said = words(opened(PAGE, as_of=MEETING_DAY, known="2020-01-01", indicators=PLACES))
    assert "令和2年1月1日までに登録された値" in said


def test_a_character_without_a_shape_takes_no_page_away(other_plan: Project, tmp_path: Path) -> None:
    text = other_plan.settings.catalogue.read_text(encoding="utf-8")
    catalogue = tmp_path / "plan.yaml"
    catalogue.write_text(text.replace("架空健康づくり計画", "架空健康づくり計画\U0001f600"), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_CATALOGUE", str(catalogue))
        app = opened(PAGE, as_of=MEETING_DAY, formats="csv")
        assert not app.exception
        assert not app.error
