"""Every way in which the catalogue can be wrong is answered by one sentence with the line to mend."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.catalogue.loading import load
from dashboard.errors import CatalogueError

SOUND = """\
plan:
  name: 架空計画
  short_name: 架空
  period: {start: 令和6年度, end: 令和11年度, printed: 令和6～11年度}
  scenes: [予防, 暮らし]
  source: 試験用の作り話
  region_code: "99000"
  region_name: 架空県
judging:
  method: line
  no_change: {relative: 0.05, of_target: 0.10}
kinds:
- {name: 計画の指標, tracked: true, description: 架空}
indicators:
- id: clinics
  name: 診療所の数
  short_name: 診療所
  unit: か所
  kind: 計画の指標
  scenes: [予防]
  measure: ストラクチャー
  direction: up
  decimals: 0
  baseline: {period: 令和4年度, value: 894}
  targets:
  - {period: 令和8年度, value: 1000}
  - {period: 令和11年度, value: 1080}
  initiatives:
  - fiscal_year: 令和5年度
    items: [○取組]
  source: 試験用の作り話
  notes: [注]
- id: nurses
  name: 看護師の数
  short_name: 看護師
  unit: 人
  kind: 計画の指標
  measure: ストラクチャー
  direction: up
  source: 試験用の作り話
"""

Problems = Callable[[str | bytes], tuple[str, ...]]


@pytest.fixture
def problems_of(tmp_path: Path) -> Problems:
    def read(content: str | bytes) -> tuple[str, ...]:
        path = tmp_path / "indicators.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        with pytest.raises(CatalogueError) as caught:
            load(path)
        return caught.value.problems

    return read


def changed(*changes: tuple[str, str]) -> str:
    text = SOUND
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def test_a_sound_file_loads(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(SOUND, encoding="utf-8")
    catalogue = load(path)
    assert [indicator.id for indicator in catalogue.indicators] == ["clinics", "nurses"]


def test_a_file_saved_on_windows_loads_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load(path).indicator("clinics").unit == "か所"


@pytest.mark.parametrize(
    ("old", "new", "line", "sentence"),
    [
        ("  targets:", "  targett:", 25, "「targett」という項目はありません。「targets」ではありませんか。"),
        ("judging:", "judgin:", 9, "「judgin」という項目はありません。「judging」ではありませんか。"),
        ("  unit: か所", "  unti: か所", 18, "「unti」という項目はありません。「unit」ではありませんか。"),
        (", value: 894", ", vallue: 894", 24, "「vallue」という項目はありません。「value」ではありませんか。"),
        (
            ", value: 1000",
            ", value: 1000, x: 1",
            26,
            "「x」という項目はありません。使えるのは「period」「printed」「value」「restraint」です。",
        ),
        ("  unit: か所\n", "", 15, "必要な項目「unit」がありません。書き足してください。"),
        (
            "{period: 令和4年度, value: 894}",
            "{value: 894}",
            24,
            "必要な項目「period」がありません。書き足してください。",
        ),
        (
            "value: 1000",
            'value: "1000"',
            26,
            "「value」には数値を書いてください（見つかったもの: 1000）。単位や「,」や引用符は付けません。",
        ),
        (
            "{period: 令和8年度, value: 1000}",
            "{period: 令和8年度, value: 千}",
            26,
            "「value」には数値を書いてください（見つかったもの: 千）。単位や「,」や引用符は付けません。",
        ),
        ("value: 1000", "value: .inf", 26, "「value」には限りのある数値を書いてください（見つかったもの: inf）。"),
        (
            "value: 894",
            "value: true",
            24,
            "「value」には数値を書いてください（見つかったもの: true）。単位や「,」や引用符は付けません。",
        ),
        (
            "decimals: 0",
            "decimals: 0.5",
            23,
            "「decimals」には整数を書いてください（見つかったもの: 0.5）。単位や「,」や引用符は付けません。",
        ),
        ("decimals: 0", "decimals: 7", 23, "「decimals」は6以下にしてください（見つかったもの: 7）。"),
        ("decimals: 0", "decimals: -1", 23, "「decimals」は0以上にしてください（見つかったもの: -1）。"),
        ("relative: 0.05", "relative: 5", 11, "「relative」は1以下にしてください（見つかったもの: 5）。"),
        ("of_target: 0.10", "of_target: -0.1", 11, "「of_target」は0以上にしてください（見つかったもの: -0.1）。"),
        (
            "tracked: true",
            "tracked: はい",
            13,
            "「tracked」には true か false を書いてください（見つかったもの: はい）。",
        ),
        (
            "  name: 診療所の数",
            "  name: 12",
            16,
            '「name」には文字を書いてください（見つかったもの: 12）。数字だけの文字は引用符（"）で囲みます。',
        ),
        (
            "  unit: か所",
            "  unit:",
            18,
            '「unit」には文字を書いてください（見つかったもの: 空）。数字だけの文字は引用符（"）で囲みます。',
        ),
        ("  unit: か所", '  unit: ""', 18, "「unit」が空です。文字を書いてください。"),
        (
            '"99000"',
            "99000",
            7,
            '「region_code」には文字を書いてください（見つかったもの: 99000）。数字だけの文字は引用符（"）で囲みます。',
        ),
        (
            '"99000"',
            '"990"',
            7,
            '「region_code」には5桁の数字を引用符（"）で囲んで書いてください（見つかったもの: 990）。',
        ),
        (
            "notes: [注]",
            "notes: 注",
            32,
            "「notes」には一覧を書いてください（見つかったもの: 注）。「- 」で始まる行か [ ] で並べます。",
        ),
        (
            "notes: [注]",
            "notes: [{注: 1}]",
            32,
            (
                "「notes の1番目」には文字を書いてください（見つかったもの: 「項目名: 値」の組）。"
                '数字だけの文字は引用符（"）で囲みます。'
            ),
        ),
        (
            "baseline: {period: 令和4年度, value: 894}",
            "baseline: 894",
            24,
            (
                "「baseline」には「項目名: 値」の組を書いてください（見つかったもの: 894）。"
                "半角の「:」のあとに半角の空白を1つ置きます。"
            ),
        ),
        ("items: [○取組]", "items: []", 30, "「items」が空です。1つ以上書いてください。"),
        (
            "direction: up",
            "direction: upp",
            22,
            "「direction」に「upp」は書けません。「up」ではありませんか。使えるのは「up」「down」です。",
        ),
        (
            "measure: ストラクチャー",
            "measure: 成果",
            21,
            "「measure」に「成果」は書けません。使えるのは「ストラクチャー」「プロセス」「アウトカム」です。",
        ),
        (
            "method: line",
            "method: lines",
            10,
            "「method」に「lines」は書けません。「line」ではありませんか。使えるのは「line」「growth_rate」です。",
        ),
        (
            "  notes: [注]",
            "  assessment: {date: 令和7年2月10日, grade: F, sentence: 文}",
            32,
            "「grade」に「F」は書けません。使えるのは「A」「B」「B*」「C」「D」「E」です。",
        ),
        (
            "  notes: [注]",
            "  assessment: {date: 令和7年2月, grade: B, sentence: 文}",
            32,
            "「date」には年月日を書いてください（見つかったもの: 令和7年2月）。令和7年2月10日 のように書きます。",
        ),
        (
            "fiscal_year: 令和5年度",
            "fiscal_year: 令和5年11月",
            29,
            "「fiscal_year」には年度を書いてください（見つかったもの: 令和5年11月）。令和6年度 のように書きます。",
        ),
        (
            "- id: clinics",
            "- id: Clinics-1",
            15,
            "「id」は英小文字で始め、英小文字・数字・_ だけで書いてください（見つかったもの: Clinics-1）。",
        ),
        ("- id: nurses", "- id: clinics", 33, "「clinics」は15行目でも使われています。どちらかを直してください。"),
        (
            "name: 看護師の数",
            "name: 診療所　の数",
            34,
            "「診療所　の数」は16行目でも使われています。どちらかを直してください。",
        ),
        (
            "- {name: 計画の指標, tracked: true, description: 架空}\n",
            (
                "- {name: 計画の指標, tracked: true, description: 架空}\n"
                "- {name: 計画の指標, tracked: false, description: 架空}\n"
            ),
            14,
            "「計画の指標」は13行目でも使われています。どちらかを直してください。",
        ),
        (
            "scenes: [予防, 暮らし]",
            "scenes: [予防, 予防]",
            5,
            "「予防」は5行目でも使われています。どちらかを直してください。",
        ),
        (
            "kind: 計画の指標",
            "kind: 計画の指導",
            19,
            "種類「計画の指導」は決められていません。「計画の指標」ではありませんか。使えるのは「計画の指標」です。",
        ),
        (
            "scenes: [予防]",
            "scenes: [看取り]",
            20,
            "場面「看取り」は決められていません。使えるのは「予防」「暮らし」です。",
        ),
        (
            "  - {period: 令和11年度, value: 1080}",
            "  - {period: 令和7年度, value: 1080}",
            27,
            "目標「令和7年度」が「令和8年度」のあとに書かれています。時点の早い順に、1時点に1つ書いてください。",
        ),
        (
            "  - {period: 令和11年度, value: 1080}",
            "  - {period: 令和８年度, value: 1080}",
            27,
            "目標「令和８年度」が「令和8年度」のあとに書かれています。時点の早い順に、1時点に1つ書いてください。",
        ),
        (
            "  - {period: 令和11年度, value: 1080}",
            "  - {period: 令和12年度, value: 1080}",
            27,
            "目標の時点「令和12年度」は計画期間（令和6年度～令和11年度）の外です。時点を確かめてください。",
        ),
        (
            "end: 令和11年度",
            "end: 令和元年度",
            4,
            "計画期間の最後の年度が最初の年度より前です。start と end を確かめてください。",
        ),
        (
            "baseline: {period: 令和4年度",
            "baseline: {period: 令和9年度",
            24,
            "基準値の時点「令和9年度」が目標の時点「令和8年度」より前ではありません。どちらかの時点を直してください。",
        ),
        (
            "  notes: [注]",
            "  breaks: [{date: 令和7年4月1日, reason: 甲}, {date: 令和6年4月1日, reason: 乙}]",
            32,
            (
                "定義の変更「令和6年4月1日」が「令和7年4月1日」のあとに書かれています。"
                "日の早い順に、1日に1つ書いてください。"
            ),
        ),
        (
            "  notes: [注]",
            "  levels: [municipality, area]",
            32,
            (
                "種類「計画の指標」は判定する指標ですが、levels に prefecture がないので、"
                "判定に使う都道府県の値を取り込めません。prefecture を書き足すか、判定しない種類にしてください。"
            ),
        ),
        (
            "  notes: [注]",
            "  breaks: [{date: 令和7年4月1日}]",
            32,
            "必要な項目「reason」がありません。書き足してください。",
        ),
        (
            "  notes: [注]",
            '  breaks: [{date: 令和7年4月1日, reason: ""}]',
            32,
            "「reason」が空です。文字を書いてください。",
        ),
        (
            "  notes: [注]",
            "  breaks: [{date: 令和7年4月, reason: 甲}]",
            32,
            "「date」には年月日を書いてください（見つかったもの: 令和7年4月）。令和7年2月10日 のように書きます。",
        ),
        (
            "    items: [○取組]\n",
            "    items: [○取組]\n  - {fiscal_year: 令和５年度, items: [○別の取組]}\n",
            31,
            "「令和５年度」は29行目でも使われています。どちらかを直してください。",
        ),
        (
            "{relative: 0.05, of_target: 0.10}",
            "{}",
            11,
            "「no_change」には「relative」か「of_target」の少なくとも一方を書いてください。",
        ),
        (
            "  no_change: {relative: 0.05, of_target: 0.10}\n",
            "",
            9,
            "「no_change」には「relative」か「of_target」の少なくとも一方を書いてください。",
        ),
        (
            "  unit: か所\n",
            "  unit: か所\n  unit: 件\n",
            19,
            "「unit」が2回書かれています（1回目は18行目）。どちらかを消してください。",
        ),
        ("  notes: [注]", "  ? [a]\n  : 1", 32, "項目名に一覧や組は使えません。文字で書いてください。"),
    ],
)
def test_a_mistake_is_told_once_with_its_line(
    problems_of: Problems, old: str, new: str, line: int, sentence: str
) -> None:
    assert problems_of(changed((old, new))) == (f"indicators.yaml {line}行目: {sentence}",)


def test_an_unreadable_period_is_told_without_talk_of_the_order_of_targets(problems_of: Problems) -> None:
    (problem,) = problems_of(changed(("period: 令和8年度", "period: 令和8年13月")))
    assert problem.startswith("indicators.yaml 26行目: 時点「令和8年13月」")


def test_a_change_of_definition_far_from_every_plan_is_refused(problems_of: Problems) -> None:
    (problem,) = problems_of(changed(("  notes: [注]", "  breaks: [{date: 2107-04-01, reason: 甲}]")))
    assert problem.startswith("indicators.yaml 32行目: 時点「2107-04-01」")


def test_a_year_written_as_a_bare_number_is_refused(problems_of: Problems) -> None:
    (problem,) = problems_of(changed(("fiscal_year: 令和5年度", "fiscal_year: 2023")))
    assert problem.startswith("indicators.yaml 29行目: 「fiscal_year」には文字を書いてください（見つかったもの: 2023）")


def test_a_missing_list_of_kinds_is_told_without_calling_every_kind_unknown(problems_of: Problems) -> None:
    text = changed(("kinds:\n- {name: 計画の指標, tracked: true, description: 架空}\n", ""))
    assert problems_of(text) == ("indicators.yaml 1行目: 必要な項目「kinds」がありません。書き足してください。",)


def test_a_list_whose_items_are_all_wrong_is_not_called_empty(problems_of: Problems) -> None:
    (problem,) = problems_of(changed(("items: [○取組]", "items: [5]")))
    assert problem.startswith("indicators.yaml 30行目: 「items の1番目」には文字を")


def test_all_problems_are_told_at_once_in_the_order_of_the_file(problems_of: Problems) -> None:
    text = changed(
        ("method: line", "method: lin"),
        ("unit: か所", "unit: か所\n  unit: 件"),
        ("kind: 計画の指標", "kind: 部会"),
        ("  targets:", "  targets:\n  - {period: 令和20年度, value: x}"),
        ("- id: nurses", "- id: clinics"),
    )
    problems = problems_of(text)
    assert [problem.split("行目")[0] for problem in problems] == [
        f"indicators.yaml {line}" for line in (10, 19, 20, 27, 27, 28, 35)
    ]
    assert any("「lin」" in problem for problem in problems)
    assert any("計画期間" in problem for problem in problems)


def test_the_growth_rate_method_needs_no_threshold(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(
        changed(("method: line", "method: growth_rate"), ("relative: 0.05, of_target: 0.10", "")), encoding="utf-8"
    )
    assert load(path).judging.no_change.relative is None


def test_fiscal_years_take_the_date_that_the_file_asks_for(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(changed(("method: line", "method: line\n  fiscal_year_point: middle")), encoding="utf-8")
    baseline = load(path).indicator("clinics").baseline
    assert baseline is not None
    assert baseline.period.date.isoformat() == "2022-09-30"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "indicators.yaml: 中身がありません。"),
        ("# 注釈だけ\n", "indicators.yaml: 中身がありません。"),
        ("指標\n", "indicators.yaml 1行目: 「ファイル全体」には「項目名: 値」の組を"),
        (b"plan:\n  name: \x89\xcb\x8b\xf3\n", "indicators.yaml 2行目: 文字コードがUTF-8ではありません。"),
        ("plan:\n\tname: x\n", "indicators.yaml 2行目: 字下げや区切りにタブが"),
        ("plan: name: x\n", "indicators.yaml 1行目: 「:」の位置が正しくありません。"),
        ("plan:\n  name: 'x\nkinds: []\n", "indicators.yaml 2行目: 引用符が閉じていません。"),
        ("plan:\n  name: x\nkinds: [a\njudging: {}\n", "indicators.yaml 3行目: 「{ }」または「[ ]」が"),
        ("plan:\n  name: x\n part: y\n", "indicators.yaml 3行目: 字下げがそろっていません。"),
        ("plan: x\nkinds\njudging: y\n", "indicators.yaml 3行目: 項目名のあとの「:」が見つかりません。"),
        ("plan: @x\n", "indicators.yaml 1行目: 使えない記号で始まる値があります。"),
        ("plan: x\n---\nplan: y\n", "indicators.yaml 2行目: 「---」で区切られた文書が2つあります。"),
        ("plan: &a x\nkinds: *a\n", "indicators.yaml 2行目: 別名（*）は使えません。"),
        ("plan: x\nkinds: \x07\n", "indicators.yaml 2行目: 目に見えない制御文字があります。"),
        ('plan: "\\q"\n', "indicators.yaml 1行目: YAMLとして読めません。"),
    ],
)
def test_a_file_that_is_no_catalogue_at_all_is_told_in_one_sentence(
    problems_of: Problems, content: str | bytes, sentence: str
) -> None:
    (problem,) = problems_of(content)
    assert problem.startswith(sentence)


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"^indicators.yaml: ファイルがありません。"):
        load(tmp_path / "indicators.yaml")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="ファイルを開けません。"):
        load(tmp_path)


def test_what_looks_like_text_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "indicators.yaml"
    path.write_text(changed(("unit: か所", "unit: no"), ("value: 1000", "value: 01000")), encoding="utf-8")
    clinics = load(path).indicator("clinics")
    assert clinics.unit == "no"
    assert clinics.targets[0].value == 1000
