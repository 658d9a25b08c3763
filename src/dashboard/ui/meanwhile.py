"""What others stored while a file lay before a clerk, and what the file would therefore do that she has not seen."""

from collections.abc import Mapping

from dashboard.board import Board
from dashboard.fiscal import label
from dashboard.intake import Preview, difference_words
from dashboard.intake.draft import Row
from dashboard.observation import Slot
from dashboard.store import Batch

_MOST_NAMED = 5
_NEW, _SAME = "新規", "登録済みと同じ"


def effects_moved(board: Board, before: Preview, after: Preview) -> str:
    """Whose batch came in between, and each value of the file with another effect than was shown; empty for none.

    Both previews are of the same file with the same answers; ``board`` is the state of the second.
    """
    old, new = (_effects(board, preview) for preview in (before, after))
    moved = [row for row in after.draft.rows if old.get(row.observation.slot) != new[row.observation.slot]]
    if not moved:
        return ""
    lines = [_line(board, row, old.get(row.observation.slot, _NEW), new) for row in moved[:_MOST_NAMED]]
    if len(moved) > _MOST_NAMED:
        lines.append(f"ほかに{len(moved) - _MOST_NAMED:,}個の値でも変わりました。")
    return "\n\n".join((_cause(board.snapshot.batches, before.newest), *lines))


def _effects(board: Board, preview: Preview) -> Mapping[Slot, str]:
    """What the file does to each of its values: 「52（確定） → 55（確定）」, or that it is new or the same."""
    effects = dict.fromkeys((row.observation.slot for row in preview.new), _NEW)
    effects |= dict.fromkeys((row.observation.slot for row in preview.unchanged), _SAME)
    for revision in preview.revised:
        observation = revision.row.observation
        indicator = board.catalogue.indicator(observation.indicator)
        effects[observation.slot] = difference_words(revision.before, observation, indicator)
    return effects


def _line(board: Board, row: Row, before: str, effects: Mapping[Slot, str]) -> str:
    observation = row.observation
    name = board.catalogue.indicator(observation.indicator).short_name
    region = board.regions.full_name(board.regions.get(observation.region))
    after = effects[observation.slot]
    return f"{name}、{region}、{label(observation.period)}：初めは「{before}」、今は「{after}」です。"


def _cause(batches: tuple[Batch, ...], seen: str) -> str:
    """Who stored or took back something since the batch that was the newest."""
    ids = [batch.id for batch in batches]
    later = batches[ids.index(seen) + 1 :] if seen in ids else batches
    if not later:
        return "このファイルを確かめている間に、指標の設定が変わりました。"
    names = "、".join(dict.fromkeys(batch.by for batch in later))
    return f"このファイルを確かめている間に、{names}が登録か取り消しをしました。"
