"""Rows that are no data of the plan: of another prefecture, of a plan instead of the actual, parts, struck out."""

from dashboard.intake.cell_values import read_status
from dashboard.intake.clues import Clue, Words
from dashboard.intake.draft import Field, MarkKind
from dashboard.intake.file_table import FileTable, RawRow
from dashboard.intake.totals import is_total
from dashboard.places import Elsewhere, Regions

FEWEST_PREFECTURES = 3
"""A table of other prefectures too names at least so many; fewer are more likely a slip."""

_PREFECTURES = (Field.PREFECTURE, Field.PREFECTURE_CODE)
_SHORT_TEXT = 12
"""A cell that says 計画 or 見本 of its row is not longer; beyond it stands a remark."""

_MOST_PARTS = 60
"""A column that splits the rows (職種) has no more different texts than this."""


class Asides:
    """Tells which rows of a table are not read, and why.

    ``whole`` are the unread columns that split the rows into parts and their whole, of which only the whole is read.
    """

    def __init__(self, table: FileTable, words: Words, regions: Regions) -> None:
        self._table = table
        self._words = words
        self._elsewhere = Elsewhere(regions)
        self.whole = self._columns_of_parts(regions)
        self._is_national = self._names_other_prefectures()

    def reason(self, raw: RawRow) -> tuple[str, str] | None:
        """The rule and the sentence why a row is not read: another prefecture's, a plan's, a part, struck out."""
        if reason := self._reason_in_unread(raw):
            return reason
        status = raw.text(Field.STATUS)
        if status and read_status(status) is None and (reason := self._not_actual(status)):
            return reason
        prefectures = [raw.text(column) for column in _PREFECTURES if column in raw.header.places]
        if self._is_national:
            prefectures.append(raw.text(Field.NAME) or raw.text(Field.CODE))
        if any(map(self._elsewhere.is_other, filter(None, prefectures))):
            return "N02", "ほかの都道府県や全国の行なので読み飛ばしました。"
        if self._is_struck(raw):
            return "W22", "取り消し線で消された行なので読みません。よいか確かめてください。"
        return None

    def _reason_in_unread(self, raw: RawRow) -> tuple[str, str] | None:
        """The reason that a column nobody reads gives: a part beside its whole, or a word like 計画 or 見本."""
        for place in self._table.unread_places:
            cell = raw.cells[place].strip() if place < len(raw.cells) else ""
            if not cell:
                continue
            if place in self.whole and not is_total(cell):
                return "W21", f"「{self._table.columns[place].text}」が計の行だけを読み、内訳の行は読みません。"
            if len(cell) <= _SHORT_TEXT and (reason := self._not_actual(cell)):
                return reason
        return None

    def _not_actual(self, cell: str) -> tuple[str, str] | None:
        for hint in self._words.hints(cell):
            if hint.clue in {Clue.NOT_ACTUAL, Clue.EARLIER, Clue.DIFFERENCE}:
                return "W18", f"「{cell}」の行は実績でない値なので読みません。よいか確かめてください。"
            if hint.clue is Clue.EXAMPLE:
                return "W23", f"「{cell}」とあるので、記入例の行として読みません。よいか確かめてください。"
        return None

    def _is_struck(self, raw: RawRow) -> bool:
        marks = self._table.cells.marks
        if not marks:
            return False
        filled = [place for place, cell in enumerate(raw.cells) if cell.strip()]
        return all(self.is_cell_struck(raw, place) for place in filled)

    def is_cell_struck(self, raw: RawRow, place: int) -> bool:
        """Whether all of a cell (0-based place) is struck through."""
        marks = self._table.cells.marks.get((raw.number - 1, place))
        if not marks:
            return False
        text = raw.cells[place].strip() if place < len(raw.cells) else ""
        return any(mark.kind is MarkKind.STRUCK and mark.text.strip() == text for mark in marks)

    def _columns_of_parts(self, regions: Regions) -> frozenset[int]:
        """The unread columns that split the rows into parts and their whole: 職種 with 看護師, 准看護師 and 計."""
        table = self._table
        places = set()
        for place, heading in enumerate(table.columns):
            if place in table.read_places or heading.is_harmless or heading.is_area or not heading.cells:
                continue
            rows = table.cells.rows[table.start :]
            texts = {row[place].strip() for row in rows if place < len(row) and row[place].strip()}
            names_regions = any(regions.named(text) for text in texts)
            if 1 < len(texts) <= _MOST_PARTS and any(map(is_total, texts)) and not names_regions:
                places.add(place)
        return frozenset(places)

    def _names_other_prefectures(self) -> bool:
        """Whether the table has rows of other prefectures too, as the ministries' have."""
        places = self._table.headers[0].places
        place = places.get(Field.NAME, places.get(Field.CODE))
        rows = self._table.cells.rows[self._table.start :]
        names = {row[place].strip() for row in rows if place is not None and place < len(row)}
        others = sum(self._elsewhere.is_prefecture(name) for name in names)
        is_headed = place is not None and self._table.columns[place].column is Field.PREFECTURE
        return others >= FEWEST_PREFECTURES or (others > 0 and (is_headed or "全国" in names))
