"""地域別: what a council member finds for any region, and what nobody published stays unsaid."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from api.asking import ask, error
from dashboard.board import Board
from dashboard.fiscal import today
from dashboard.places import with_check_digit
from dashboard.settings import Settings
from dashboard.ui.pages import PAPERS, REGIONS
from ui.projects import Enter
from ui.screens import blocks, component, heading, opened, plain, words

CHICHIBU, AREA = "11207", "1110"
NURSES = "visiting_nurses"


def on(**parameters: str) -> AppTest:
    return opened(REGIONS.script, **parameters)


def card(app: AppTest) -> str:
    return plain(next(html for html in blocks(app) if "card-table" in html or 'class="people"' in html))


def lead(app: AppTest) -> str:
    return plain(next(element.value for element in app.html if '<p class="lead">' in element.value))


@pytest.mark.usefixtures("real_plan")
def test_it_opens_on_the_municipalities_per_head_of_those_the_plan_is_for() -> None:
    app = on()
    assert heading(app) == "地域別 訪問診療を実施する医療機関数"
    for part in (
        "75歳以上1,000人当たりのか所数は埼玉県0.83。",
        "63市町村のうち60は、県全体との差が偶然の範囲。",
        "県全体と違うのはさいたま市1.33（多い）。",
        "違いがあるかもしれないのは本庄市1.44（多い）、東松山市1.41（多い）。",
    ):
        assert part in lead(app).replace(" ", "")
    assert "か所数は、さいたま市243が最多、" in lead(on(basis="value")).replace(" ", "")


@pytest.mark.usefixtures("real_plan")
def test_where_most_counts_are_under_five_the_leading_sentence_says_why_the_map_is_white() -> None:
    assert (
        lead(on(indicator="home_care_backup_hospitals"))
        .replace(" ", "")
        .endswith(
            "63市町村のどれも件数が少ない（実際か期待の件数が5未満）ので、県全体との多い少ないは言えません。1か所以上あるのは26市町村。"
        )
    )
    mostly = lead(on(indicator="home_care_support_hospitals")).replace(" ", "")
    assert "63市町村のうち62は、県全体との差が偶然の範囲。" in mostly
    assert mostly.endswith("61は件数が少ない（実際か期待の件数が5未満）ので、色も順位も付けません。")


@pytest.mark.usefixtures("real_plan")
def test_the_page_says_what_the_ranges_of_chance_assume() -> None:
    notes = "".join(component(on(), "linked")["notes"])
    for part in (
        "63のうち3つほどは偶然だけで95％の範囲の外に出ます",
        "県全体にはその地域自身も含まれます",
        "互いに関わりなく増減すると仮定しています",
    ):
        assert part in notes
    counts = component(on(basis="value"), "linked")
    assert [picture["kind"] for picture in counts["pictures"]] == ["map", "rows"]
    assert "偶然" not in "".join(counts["notes"])


@pytest.mark.usefixtures("real_plan")
def test_map_and_ranking_come_with_the_words_of_every_region() -> None:
    linked = component(on(), "linked")
    assert [picture["kind"] for picture in linked["pictures"]] == ["map", "rows", "points"]
    regions = {region["name"]: region["words"] for region in linked["regions"]}
    assert len(regions) == 63
    assert regions["秩父市"] == "秩父市：0.70（8か所／75歳以上11,378人、参考、偶然の範囲、25位／42）"
    assert regions["長瀞町"] == "長瀞町：1.31（2か所／75歳以上1,527人、参考、偶然の範囲、件数が少ないため順位なし）"
    for region in regions:
        assert f"<title>{region}：" in linked["pictures"][0]["svg"]


@pytest.mark.usefixtures("real_plan")
def test_every_choice_is_in_the_url_and_the_url_makes_the_same_view() -> None:
    app = on(
        indicator="visiting_nurse_stations", set="secondary_medical_area", basis="value", date="2025-12-31", region=AREA
    )
    assert "二次保健医療圏別の訪問看護ステーション（事業所）" in component(app, "linked")["pictures"][0]["title"]
    assert component(app, "region_select")["id"] == component(app, "chosen")["region"] == AREA


@pytest.mark.usefixtures("real_plan")
def test_the_card_of_a_region_has_people_and_every_indicator_with_its_place_and_what_chance_says() -> None:
    found = card(on(region=CHICHIBU))
    for part in (
        "57,212人", "住民基本台帳 令和7年1月1日", "11,378人", "訪問診療の医療機関 令和7年9月1日 参考 8か所 0.70",
        "0.83 偶然の範囲 25位／42", "偶然の範囲 件数が少ないため順位なし",
        "市町村別データ未登録の指標：訪問看護ステーションに従事する訪問看護職員数",
    ):  # fmt: skip
        assert part in found, part
    assert "数では" not in found


@pytest.mark.usefixtures("real_plan")
def test_a_strip_shows_every_region_the_prefecture_and_the_chosen_one_and_says_them() -> None:
    html = next(block for block in blocks(on(region=CHICHIBU)) if 'class="people"' in block)
    strip = html.split('<span class="points"')[1].split("</span>")[0]
    assert (strip.count("<i"), strip.count('class="line"'), strip.count('class="chosen"')) == (65, 1, 1)
    assert 'aria-label="0から1.52までのうち、埼玉県0.83、秩父市0.70"' in strip


@pytest.mark.usefixtures("real_plan")
def test_the_card_of_an_area_tells_its_ageing_to_2040_and_that_values_are_sums() -> None:
    found = card(on(region=AREA, set="secondary_medical_area"))
    for part in ("38.5％", "46.7％", "19,252人", "19,175人", "参考 市町村の合計 15か所 0.80", "5位／10"):
        assert part in found, part


@pytest.mark.usefixtures("real_plan")
def test_the_prefectures_card_has_the_official_values_of_indicators_without_regional_ones() -> None:
    found = card(on())
    for part in ("27.8％", "33.3％", "958か所", "令和5年3月31日"):
        assert part in found, part


@pytest.mark.usefixtures("real_plan")
def test_up_to_five_others_stand_beside_it() -> None:
    towns = "11362,11363,11365,11369"
    found = on(region="11361", compare=f"{towns},11208,11209,99999")
    assert found.multiselect(key="choice_compare").value == [*towns.split(","), "11208"]
    for part in ("横瀬町 皆野町 長瀞町 小鹿野町 東秩父村 所沢市", "0か所 人口当たり 0.00 件数が少ない"):
        assert part in card(found)


@pytest.mark.usefixtures("real_plan")
def test_the_shared_target_is_called_arithmetic_and_never_the_regions_target() -> None:
    said = words(on(region=AREA, set="secondary_medical_area")).replace("\\", "")
    assert "県の目標を人口で割り振ると（参考）" in said
    assert "秩父の目標ではありません" in said
    for part in ("16.3か所", "−1.3か所", "17.6か所", "−2.6か所"):
        assert part in said, part


@pytest.mark.usefixtures("real_plan")
def test_a_single_date_is_said_to_be_one() -> None:
    assert "令和7年9月1日の1時点だけなので、推移は示せません" in words(on()).replace("\\", "")


@pytest.mark.usefixtures("real_plan")
def test_an_indicator_without_regional_values_says_so_and_offers_the_empty_file() -> None:
    app = on(indicator=NURSES, region=CHICHIBU)
    assert "市町村別データは未登録です" in app.info[0].value.replace("\\", "")
    assert {"ひな形 Excel", "ひな形 CSV"} <= {button.label for button in app.get("download_button")}
    assert not [node for node in app.get("bidi_component") if node.proto.component_name == "linked"]
    assert "秩父市" in card(app)


@pytest.mark.usefixtures("real_plan")
def test_a_municipality_in_the_address_becomes_its_area_where_areas_are_looked_at() -> None:
    app = on(region=CHICHIBU, set="secondary_medical_area")
    assert app.query_params["region"] == AREA
    assert not app.warning


@pytest.mark.usefixtures("other_plan")
@pytest.mark.parametrize("code", ["99203", "992038", "９９２０３"])  # noqa: RUF001 - as a Japanese keyboard writes it
def test_a_region_code_means_the_same_however_it_is_written_and_the_address_gets_five_digits(code: str) -> None:
    app = on(region=code, compare="993018,99999")
    assert app.query_params["region"] == "99203"
    assert app.query_params["compare"] == "99301,99999"
    assert not app.warning
    assert "西の浜市 南谷町" in card(app)


def test_a_code_that_lost_its_zero_means_the_region_with_the_zero(
    enter: Enter, other_settings: Settings, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    places = (other_settings.data / "regions.csv").read_text(encoding="utf-8")
    for old in ("99201,992011", "99202,992020", "99301,993018", "99203,992038", "99321,993212"):
        new = f"0{old[1:5]}"
        places = places.replace(old, f"{new},{with_check_digit(new)}")
    (data / "regions.csv").write_text(places, encoding="utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text(other_settings.catalogue.read_text(encoding="utf-8").replace("99000", "09000"), encoding="utf-8")
    enter(Settings(plan, data, str(tmp_path / "store")))
    for code in ("9203", with_check_digit("09203")[1:]):
        app = on(region=code)
        assert app.query_params["region"] == "09203"
        assert "西の浜市" in card(app)
        assert opened(PAPERS.script, region=code).query_params["region"] == "09203"


@pytest.mark.usefixtures("other_plan")
def test_a_code_with_a_wrong_check_digit_is_told_and_never_another_region() -> None:
    app = on(region="992039")
    assert "992039" in app.warning[0].value
    assert "西の浜市" not in card(app)


@pytest.mark.usefixtures("real_plan")
@pytest.mark.parametrize(
    "parameters", [{"region": "11101"}, {"set": "nowhere"}, {"basis": "per_dog"}, {"date": "いつか"}]
)
def test_what_the_address_cannot_mean_is_no_fault(parameters: dict[str, str]) -> None:
    app = on(**parameters)
    assert not app.error
    assert heading(app) == "地域別 訪問診療を実施する医療機関数"


@pytest.mark.usefixtures("other_plan")
def test_a_project_without_people_tiles_or_demand_has_what_it_has() -> None:
    app = on()
    assert not app.error
    assert "未登録" in words(app)


def test_two_dates_show_change_over_time_on_one_scale(enter: Enter, real_settings: Settings, tmp_path: Path) -> None:
    data = shutil.copytree(real_settings.data, tmp_path / "data", ignore=shutil.ignore_patterns("store"))
    published = data / "published" / "municipalities.csv"
    lines = published.read_text(encoding="utf-8").splitlines()
    earlier = [
        line.replace("2025-09-01", "2024-09-01") for line in lines[1:] if line.startswith("visiting_care_clinics")
    ]
    published.write_text("\n".join([*lines, *earlier]) + "\n", encoding="utf-8")
    enter(Settings(real_settings.catalogue, data, str(tmp_path / "store")))
    app = on(region=CHICHIBU)
    assert "推移は示せません" not in words(app)
    assert app.selectbox(key="choice_date").options == ["令和7年9月1日", "令和6年9月1日"]
    pictures = [node for node in app.get("bidi_component") if node.proto.component_name == "linked"]
    assert len(pictures) == 2


def test_a_missing_municipality_keeps_its_area_from_having_a_sum(
    enter: Enter, real_settings: Settings, tmp_path: Path
) -> None:
    data = shutil.copytree(real_settings.data, tmp_path / "data", ignore=shutil.ignore_patterns("store"))
    published = data / "published" / "municipalities.csv"
    lines = published.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("visiting_care_clinics,11363")]
    published.write_text("\n".join(kept) + "\n", encoding="utf-8")
    enter(Settings(real_settings.catalogue, data, str(tmp_path / "store")))
    said = words(on(set="secondary_medical_area", basis="value")).replace("\\", "")
    assert "秩父は合計を出していません。足りない市町村：長瀞町（未登録）" in said


def test_further_region_sets_come_by_adding_rows(enter: Enter, real_settings: Settings, tmp_path: Path) -> None:
    data = shutil.copytree(real_settings.data, tmp_path / "data", ignore=shutil.ignore_patterns("store"))
    with (data / "areas.csv").open("a", encoding="utf-8") as file:
        for code in ("11207", "11361", "11369"):
            file.write(f"health_centre,架空の保健所圏域,hc01,架空の秩父,{code}\n")
    enter(Settings(real_settings.catalogue, data, str(tmp_path / "store")))
    app = on(set="health_centre", region="11369", basis="value")
    assert app.query_params["region"] == "hc01"
    assert "架空の秩父" in card(app)
    assert len(component(app, "linked")["regions"]) == 1


def boundaries(folder: Path, codes: list[str], **members: str) -> Path:
    """A made-up file of boundaries: squares in a row."""
    squares = [
        {
            "type": "Feature",
            "properties": {"code5": code},
            "geometry": {"type": "Polygon", "coordinates": [[[at, 0], [at + 1, 0], [at + 1, 1], [at, 1], [at, 0]]]},
        }
        for at, code in enumerate(codes)
    ]
    path = folder / "boundaries.json"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": squares, **members}), encoding="utf-8")
    return path


def test_with_a_file_of_boundaries_there_are_two_maps_and_its_credit_is_printed(
    enter: Enter, real_settings: Settings, real_board: Board, tmp_path: Path
) -> None:
    codes = [one.code for one in real_board.regions.municipalities]
    path = boundaries(tmp_path, codes, credit="架空の境界を加工して作成")
    enter(replace(real_settings, boundaries=path))
    app = on(map="boundaries")
    assert app.segmented_control(key="choice_map").options == ["タイル", "地図"]
    notes = component(app, "linked")["notes"]
    assert "架空の境界を加工して作成" in notes
    assert "位置は模式的" not in "".join(notes)


def test_a_file_of_boundaries_that_is_no_use_is_told_beside_the_tile_map(
    enter: Enter, real_settings: Settings, tmp_path: Path
) -> None:
    enter(replace(real_settings, boundaries=boundaries(tmp_path, ["11100"], credit="架空の境界")))
    app = on()
    assert not app.error
    (warning,) = app.warning
    assert "boundaries.json" in warning.value.replace("\\", "")
    assert "位置は模式的" in "".join(component(app, "linked")["notes"])


@pytest.mark.usefixtures("real_plan")
def test_the_cards_that_come_ahead_are_those_of_the_page() -> None:
    place = component(on(), "region_part", part="card")["address"]
    ahead = ask(f"/{place}").json()
    assert len(ahead) == 64
    for code in ("11000", "11207", "11369"):
        assert component(on(region=code), "region_part", part="card")["html"] == ahead[code]["html"]
    assert component(on(region="11207", compare="11369"), "region_part", part="card")["address"] == ""
    for wrong in (place.replace("municipality", "x"), place.replace("/cards", "x/cards")):
        assert error(ask(f"/{wrong}"))[0] == 404


@pytest.mark.usefixtures("real_plan")
def test_what_is_fetched_when_a_region_is_chosen_is_what_the_page_says_of_it() -> None:
    place = component(on(), "region_part", part="supply")["address"]
    for code in ("11000", "11207"):
        fetched = ask(f"/{place}{code}").json()
        page = on(region=code)
        for part in ("supply", "more"):
            shown = component(page, "region_part", part=part)
            assert fetched[part] == {"html": shown["html"], "picture": shown["picture"]}
    assert "秩父市を含む圏域" in fetched["more"]["html"]
    day = today().isoformat()
    for right, wrong in (
        ("11207", "11999"), ("/wide/", "/x/"), ("/municipality/", "/x/"), (day, "2024-01-01"),
        ("/2025-09-01/", "/2025-09-02/"), ("visiting_care_clinics", "x"), ("per_1000_75", "x"),
    ):  # fmt: skip
        assert right in f"{place}11207", right
        assert error(ask(f"/{place}11207".replace(right, wrong)))[0] == 404
