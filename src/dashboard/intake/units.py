"""Units as files state them: at a heading, in a row under it, in a cell or in words; the indicator's, or told.

A unit by the hundred or thousand is multiplied out only when whoever uploads said so.
"""

from dataclasses import replace

from dashboard.catalogue import Catalogue, Indicator
from dashboard.intake.cell_values import UNIT_SCALES, bare_unit, has_number, same_unit
from dashboard.intake.clues import Words
from dashboard.intake.draft import Answers, Field, Problem, at_cell
from dashboard.intake.file_table import FileTable, Header
from dashboard.intake.headings import Heading


class Units:
    """Compares the units that a file states with its indicators'."""

    def __init__(self, catalogue: Catalogue, words: Words, answers: Answers) -> None:
        self._catalogue = catalogue
        self._words = words
        self._answers = answers

    def at_heading(self, header: Header, heading: Heading) -> list[Problem]:
        """What is wrong with the unit that a heading names beside its indicator."""
        if not heading.indicator or not heading.unit:
            return []
        cell = next((cell for cell in heading.cells if heading.unit in cell), heading.text)
        problem = self.problem(heading.indicator, heading.unit)
        return [at_cell(problem.rule, problem.message, header.row + 1, header.value_place, cell)] if problem else []

    def problem(self, indicator: Indicator, unit: str) -> Problem | None:
        """What is wrong with a unit that is stated for values of an indicator; None where it is the indicator's."""
        if same_unit(unit, indicator.unit):
            return None
        factor, counter = self._words.scale(unit)
        if factor > 1 and (counter in UNIT_SCALES or same_unit(counter, indicator.unit)):
            if same_unit(self._answers.unit, unit):
                return None
            times = f"{factor:,}倍して{indicator.unit}として読むなら"
            how = f"{times}、画面の「ファイル全体の単位」かコマンドの --unit {unit} で答えてください。"
            sentence = f"単位が「{unit}」です（{indicator.name}の単位は「{indicator.unit}」）。{how}"
            return Problem("E12", sentence)
        differs = f"単位「{unit}」が、{indicator.name}の単位「{indicator.unit}」と違います。"
        return Problem("E12", f"{differs}値と単位を確かめてください。")

    def with_row(self, table: FileTable) -> tuple[FileTable, list[Problem]]:
        """The table with the units of its row of units on the columns, checked where the heading names an indicator."""
        units = self._row_of(table)
        problems = []
        row = table.header_row + 2
        if units:
            sentence = f"{row}行目は単位の行なので、値としては読み飛ばしました。"
            problems.append(Problem("N02", sentence, row, None, next(iter(units.values()))))
        headers = []
        for header in table.headers:
            place = header.value_place
            unit = units.get(place, "")
            indicator = header.fixed.get(Field.INDICATOR)
            if unit and indicator:
                problem = self.problem(self._catalogue.indicator(indicator), unit)
                problems += [at_cell(problem.rule, problem.message, row, place, unit)] if problem else []
            elif unit and header.unit and not same_unit(unit, header.unit):
                differs = f"単位が、見出しの単位「{header.unit}」と違います。正しいほうだけにしてください。"
                problems.append(at_cell("E12", differs, row, place, unit))
            headers.append(replace(header, unit=unit or header.unit))
        unit_row = table.start if units else None
        start = table.start + bool(units)
        return replace(table, headers=tuple(headers), start=start, unit_row=unit_row), problems

    def _row_of(self, table: FileTable) -> dict[int, str]:
        """Column to unit where the row under the header holds units and nothing else; empty where it does not."""
        if table.start >= len(table.cells.rows):
            return {}
        units = {}
        for place, cell in enumerate(table.cells.rows[table.start]):
            unit = bare_unit(cell)
            if not cell.strip() or ("単位" in cell and not unit):
                continue
            if has_number(cell) or not self._words.is_unit(unit):
                return {}
            units[place] = unit
        return units if units.keys() & table.value_places else {}
