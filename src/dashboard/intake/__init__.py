"""Files in: bytes → cells → table → problems → preview → batch.

Problems are values, never prints, and nothing stops at the first.
"""

from dashboard.intake.checks import difference_words, figure_words
from dashboard.intake.columns import Field
from dashboard.intake.comparison import Revision
from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.importing import (
    Outcome,
    Signature,
    Upload,
    commit,
    look_at,
    read_upload,
    submission_of,
    take_in,
)
from dashboard.intake.preview import Affected, GradeChange, Preview, grade_of, preview
from dashboard.intake.problems import RULES, Problem, Rule, Severity
from dashboard.intake.rows import examine
from dashboard.intake.sheet import MAX_BYTES, MAX_ROWS
from dashboard.intake.table import Given
from dashboard.intake.undoing import Undoing, undoing

__all__ = [
    "MAX_BYTES",
    "MAX_ROWS",
    "RULES",
    "Affected",
    "Context",
    "Draft",
    "Field",
    "Given",
    "GradeChange",
    "Outcome",
    "Preview",
    "Problem",
    "Revision",
    "Row",
    "Rule",
    "Severity",
    "Signature",
    "Undoing",
    "Upload",
    "commit",
    "difference_words",
    "examine",
    "figure_words",
    "grade_of",
    "look_at",
    "preview",
    "read_upload",
    "submission_of",
    "take_in",
    "undoing",
]
