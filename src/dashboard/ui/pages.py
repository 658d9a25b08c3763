"""The screens: one row here, one script in pages/ and its blocks in a module of this folder make a new one."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.settings import ROOT


@dataclass(frozen=True)
class Screen:
    """A screen: its name in the URL and in pages/, its title in the navigation, an icon, a sentence of help."""

    name: str
    title: str
    icon: str
    help: str

    @property
    def script(self) -> str:
        """The file name of its script."""
        return f"{self.name}.py"

    @property
    def path(self) -> Path:
        """The script's place in the checkout."""
        return ROOT / "pages" / self.script


HOME = Screen("overview", "総括", "dashboard", "すべての指標が目標に対してどこにいるかを一目で示します。")
INDICATOR = Screen("indicator", "指標", "show_chart", "一つの指標の推移、目標、取組、判定の根拠を示します。")
REGIONS = Screen("regions", "地域別", "map", "市町村や圏域ごとの値を、人口当たりや将来の人口と合わせて示します。")
PAPERS = Screen("papers", "資料出力", "print", "会議資料を、PDF・スライド・表計算などのファイルにします。")
UPDATE = Screen("update", "データ更新", "upload_file", "四半期ごとのファイルを確かめて登録します。")
HISTORY = Screen("history", "更新履歴", "history", "いつ、だれが、何を登録し、取り消したかを示します。")
ABOUT = Screen("about", "定義と出典", "menu_book", "指標の定義、出典、判定のしかた、データの状態を示します。")
PAGES = (HOME, INDICATOR, REGIONS, PAPERS, UPDATE, HISTORY, ABOUT)
"""In the order of the navigation."""
