"""What is wrong in regions.csv or areas.csv is one sentence with its file and line."""

from pathlib import Path

import pytest

from dashboard.errors import RegionError
from dashboard.places import load_regions
from places.sets import copied

HEADER = "code5,code6,name,kana,county\n"
FIRST = "99201,992011,東ヶ丘市,ひがしがおかし,\n"


def refused(folder: Path) -> str:
    with pytest.raises(RegionError) as caught:
        load_regions(folder, "99000", "架空県")
    return str(caught.value)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "regions.csv 1行目: 列「code5」「code6」「name」「kana」がありません。"),
        ("code5,code6,name\n", "regions.csv 1行目: 列「kana」がありません。"),
        (HEADER, "regions.csv: 市町村が1つもありません。"),
        (HEADER + FIRST.replace("99201", "9920"), "regions.csv 2行目: code5「9920」は「99」で始まる"),
        (HEADER + FIRST.replace("99201", "99000"), "regions.csv 2行目: code5「99000」は「99」で始まる"),
        (HEADER + FIRST.replace("99201", "11201"), "regions.csv 2行目: code5「11201」は「99」で始まる"),
        (
            HEADER + FIRST.replace("992011", "992012"),
            "regions.csv 2行目: code6「992012」の検査数字が合いません。「992011」では",
        ),
        (HEADER + FIRST + FIRST, "regions.csv 3行目: code5「99201」が2回使われています。"),
        (HEADER + FIRST.replace("東ヶ丘市", " "), "regions.csv 2行目: name が空です。"),
        (HEADER + "99201\n", "regions.csv 2行目: name が空です。"),
    ],
)
def test_a_bad_list_of_municipalities_is_told_with_its_line(tmp_path: Path, content: str, sentence: str) -> None:
    (tmp_path / "regions.csv").write_text(content, encoding="utf-8")
    assert refused(tmp_path).startswith(sentence)


@pytest.mark.parametrize("column", ["area_code", "area_name"])
def test_areas_beside_the_municipalities_are_refused_and_not_passed_over(tmp_path: Path, column: str) -> None:
    (tmp_path / "regions.csv").write_text(f"code5,code6,name,kana,{column}\n" + FIRST, encoding="utf-8")
    assert refused(tmp_path) == (
        f"regions.csv 1行目: 列「{column}」はここでは読みません。圏域は areas.csv"
        "（列は set_id,set_name,area_code,area_name,code5）に移し、この列を消してください。"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("medical_area,医療圏,9903,南,99999", "code5「99999」は regions.csv にありません。5桁の"),
        ("medical_area,医療圏,9903,南,992011", "code5「992011」は regions.csv にありません。5桁の"),
        ("medical_area,医療圏,9902,西,99201", "code5「99201」（東ヶ丘市）は「医療圏」の「東」に入っています。"),
        ("medical_area,医療圏,9901,東,99201", "code5「99201」（東ヶ丘市）は「医療圏」の「東」に入っています。"),
        ("medical_area,医療圏,9901,南,99201", "area_code「9901」に「東」と「南」の2つの名前があります。"),
        ("medical_area,圏域,9901,東,99201", "set_id「medical_area」に「医療圏」と「圏域」の2つの名前があります。"),
        ("other,医療圏,x1,南,99201", "set_name「医療圏」は set_id「medical_area」の名前です。"),
        ("other,市町村,x1,南,99201", "set_name「市町村」は set_id「municipality」の名前です。"),
        ("municipality,ほか,x1,南,99201", "set_id「municipality」は使えません。"),
        ("prefecture,ほか,x1,南,99201", "set_id「prefecture」は使えません。"),
        ("Other,ほか,x1,南,99201", "set_id「Other」は使えません。半角の英小文字で始まる"),
        ("医師会,ほか,x1,南,99201", "set_id「医師会」は使えません。半角の英小文字で始まる"),
        ("other,ほか,9901,東,99201", "area_code「9901」は「医療圏」で使われています。"),
        ("medical_area,医療圏,9903,東圏域,99201", "area_code「9901」と「9903」がどちらも「東圏域」と読めます。"),
        ("other,ほか,x,南,99201", "area_code「x」は使えません。半角の英数字と _ と - の2～16字で、"),
        ("other,ほか,99401,南,99201", "area_code「99401」は使えません。"),
        ("other,ほか,994011,南,99201", "area_code「994011」は使えません。"),
        ("other,ほか,南1,南,99201", "area_code「南1」は使えません。"),
        ("other,ほか,x 1,南,99201", "area_code「x 1」は使えません。"),
        (f"other,ほか,{'x' * 17},南,99201", f"area_code「{'x' * 17}」は使えません。"),
        ("other,ほか,09901,南,99201", "area_code「09901」は使えません。"),
        ("other,ほか,0hc,南,99201\nother,ほか,hc,北,99202", "area_code「hc」は「0hc」と初めの0しか違いません。"),
        (",ほか,x1,南,99201", "set_id が空です。"),
        ("other,,x1,南,99201", "set_name が空です。"),
        ("other,ほか,,南,99201", "area_code が空です。"),
        ("other,ほか,x1, ,99201", "area_name が空です。"),
        ("other,ほか,x1,南,", "code5 が空です。"),
        ("other", "set_name が空です。"),
    ],
)
def test_a_bad_row_of_areas_is_told_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    sentence = refused(copied(tmp_path, *line.split("\n")))
    assert sentence.startswith(f"areas.csv {7 + line.count(chr(10))}行目: {said}")
    assert sentence.endswith("ください。")


def test_an_area_code_is_no_municipalitys_whose_leading_zero_a_spreadsheet_ate(tmp_path: Path) -> None:
    (tmp_path / "regions.csv").write_text("code5,code6,name,kana\n01202,012025,函館市,はこだてし\n", encoding="utf-8")
    (tmp_path / "areas.csv").write_text(
        "set_id,set_name,area_code,area_name,code5\na,ほか,1202,南,01202\n", encoding="utf-8"
    )
    with pytest.raises(RegionError, match="2行目: area_code「1202」は「01202」と初めの0しか違いません。"):
        load_regions(tmp_path, "01000", "北海道")


@pytest.mark.parametrize("code", ["9903", "1101", "ab", "A-1_x", "1234567", "x" * 16])
def test_the_ministrys_four_digits_and_codes_of_ones_own_are_taken(tmp_path: Path, code: str) -> None:
    regions = load_regions(copied(tmp_path, f"other,ほか,{code},南,99201"), "99000", "架空県")
    assert regions.get(code).name == "南"


def test_a_file_of_areas_without_a_column_is_told(tmp_path: Path) -> None:
    (copied(tmp_path) / "areas.csv").write_text("set_id,set_name,area_code,area_name\n", encoding="utf-8")
    assert refused(tmp_path) == "areas.csv 1行目: 列「code5」がありません。見出しに書き足してください。"


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    assert refused(tmp_path).startswith("regions.csv: 地域のファイルを開けません。")


def test_what_is_called_like_the_file_of_areas_but_is_none_is_told(tmp_path: Path) -> None:
    copied(tmp_path)
    (tmp_path / "areas.csv").unlink()
    (tmp_path / "areas.csv").mkdir()
    assert refused(tmp_path).startswith("areas.csv: 地域のファイルを開けません。")


@pytest.mark.parametrize("name", ["regions.csv", "areas.csv"])
def test_a_file_in_another_encoding_is_told(tmp_path: Path, name: str) -> None:
    path = copied(tmp_path) / name
    path.write_bytes(path.read_text(encoding="utf-8").encode("cp932"))
    assert refused(tmp_path).startswith(f"{name}: 文字コードがUTF-8ではありません。")
