"""Files in: bytes → cells → table → rows → preview → batch.

Problems are values, never prints, and nothing stops at the first. ``files`` reads bytes, ``layout`` finds the table,
``cell_values`` turns an uploaded cell into a value, ``rows`` makes observations with ``names`` and ``remarks``,
``surroundings`` compares the words around the table with them, ``account`` says how each cell was understood;
``preview``, ``checks`` and ``suspicion`` compare them with what is in force, ``importing`` stores them, ``seeding``
fills a new store.
"""

from dashboard.intake.checks import RULES, difference_words, preview_of
from dashboard.intake.draft import Account, Answers, Context, Draft, Field, Problem, Question, Role, Row, Severity
from dashboard.intake.files import Upload, read_upload
from dashboard.intake.importing import Outcome, Signature, commit, look_at, take_in
from dashboard.intake.limits import MAX_BYTES
from dashboard.intake.preview import Affected, Preview, Undoing, undoing
from dashboard.intake.rows import examine

__all__ = [
    "MAX_BYTES",
    "RULES",
    "Account",
    "Affected",
    "Answers",
    "Context",
    "Draft",
    "Field",
    "Outcome",
    "Preview",
    "Problem",
    "Question",
    "Role",
    "Row",
    "Severity",
    "Signature",
    "Undoing",
    "Upload",
    "commit",
    "difference_words",
    "examine",
    "look_at",
    "preview_of",
    "read_upload",
    "take_in",
    "undoing",
]
