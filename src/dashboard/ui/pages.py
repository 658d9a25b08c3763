"""The screens: one row here, one script in pages/ and its blocks in a module of this folder make a new one."""

from dataclasses import dataclass
from pathlib import Path

from dashboard.settings import ROOT


@dataclass(frozen=True)
class Screen:
    """A screen: its name in the URL and in pages/, its title in the navigation and in the browser's tab, an icon."""

    name: str
    title: str
    icon: str

    @property
    def script(self) -> str:
        """The file name of its script."""
        return f"{self.name}.py"

    @property
    def path(self) -> Path:
        """The script's place in the checkout."""
        return ROOT / "pages" / self.script


HOME = Screen("overview", "総括", "dashboard")
INDICATOR = Screen("indicator", "指標", "show_chart")
REGIONS = Screen("regions", "地域別", "map")
PAPERS = Screen("papers", "資料出力", "print")
UPDATE = Screen("update", "データ更新", "upload_file")
HISTORY = Screen("history", "更新履歴", "history")
ABOUT = Screen("about", "定義と出典", "menu_book")
PAGES = (HOME, INDICATOR, REGIONS, PAPERS, UPDATE, HISTORY, ABOUT)
"""In the order of the navigation."""
TAKEN_ALONG = ("as_of", "since", "order")
"""The parameters of an address that a reader takes from screen to screen."""
PARAMETERS = frozenset(
    (*TAKEN_ALONG, "meeting", "stop", "indicator", "set", "basis", "date", "map", "region", "compare")
) | frozenset(("indicators", "years", "known", "page", "charts", "canvas", "formats", "batch"))
"""All parameters of an address that a screen knows."""
