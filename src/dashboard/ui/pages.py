"""The screens, in the order of the navigation: one row here and one script in pages/ make a new screen."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.settings import ROOT


@dataclass(frozen=True)
class Screen:
    """A screen: its script in pages/, its title in the navigation, its path in the URL, an icon, a sentence of help."""

    script: str
    title: str
    url_path: str
    icon: str
    help: str

    @property
    def path(self) -> Path:
        """The script's place in the checkout."""
        return ROOT / "pages" / self.script


PAGES = (
    Screen(
        "overview.py",
        "総括",
        "overview",
        ":material/dashboard:",
        "すべての指標が目標に対してどこにいるかを一目で示します。",
    ),
    Screen(
        "indicator.py",
        "指標",
        "indicator",
        ":material/show_chart:",
        "一つの指標の推移、目標、取組、判定の根拠を示します。",
    ),
    Screen(
        "regions.py",
        "地域別",
        "regions",
        ":material/map:",
        "市町村や圏域ごとの値を、人口当たりや将来の人口と合わせて示します。",
    ),
    Screen(
        "papers.py",
        "資料出力",
        "papers",
        ":material/print:",
        "会議資料を、PDF・スライド・表計算などのファイルにします。",
    ),
    Screen(
        "update.py",
        "データ更新",
        "update",
        ":material/upload_file:",
        "四半期ごとのファイルを確かめて登録します。",
    ),
    Screen(
        "history.py",
        "更新履歴",
        "history",
        ":material/history:",
        "いつ、だれが、何を登録し、取り消したかを示します。",
    ),
    Screen(
        "about.py",
        "定義と出典",
        "about",
        ":material/menu_book:",
        "指標の定義、出典、判定のしかた、データの状態を示します。",
    ),
)
HOME, INDICATOR, REGIONS, PAPERS, UPDATE, HISTORY, ABOUT = PAGES
