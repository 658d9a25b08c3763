"""The council paper's table of all tracked indicators: every number with its date, sorted by a click in the browser."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.board import Standing
from dashboard.papers.summary import summary

HERE = Path(__file__).parent
_TABLE = st.components.v2.component(
    "council_table",
    html='<div class="council"></div>',
    css=(HERE / "council_table.css").read_text(encoding="utf-8"),
    js=(HERE / "council_table.js").read_text(encoding="utf-8"),
)


def council_table(standings: Sequence[Standing], caption: str) -> None:
    """Shows the table; ``caption`` says the as-of date and the source."""
    _TABLE(data=table_data(standings, caption), key="council_table")


def table_data(standings: Sequence[Standing], caption: str) -> dict[str, Any]:
    """Columns and rows as the browser gets them: each cell with its text, its small second line and its sort value."""
    table = summary(standings)
    rows = [[vars(cell) for cell in row] for row in table.rows]
    return {"caption": caption, "columns": list(table.columns), "rows": rows}
