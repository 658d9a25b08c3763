"""Files in: bytes → cells → table → problems → preview → batch.

Problems are values, never prints, and nothing stops at the first.
"""

from dashboard.intake.cells import Field
from dashboard.intake.checks import difference_words, figure_words
from dashboard.intake.comparison import Revision
from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.header import Given
from dashboard.intake.importing import Outcome, Signature, Upload, commit, look_at, read_upload, submission_of, take_in
from dashboard.intake.preview import Affected, GradeChange, Preview, Undoing, grade_of, preview, undoing
from dashboard.intake.reading import MAX_BYTES, MAX_ROWS
from dashboard.intake.rows import examine
from dashboard.intake.rules import RULES, Problem, Rule, Severity

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
