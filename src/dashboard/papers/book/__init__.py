"""The council paper as a workbook: real numbers, real dates and native charts, to check and to calculate with."""

from dashboard.papers.book.workbook import xlsx

__all__ = ["xlsx"]
