"""Files in: bytes → table → problems → preview → batch.

Problems are values, never prints, and nothing stops at the first.
"""

from dashboard.intake.draft import Context, Draft, Row
from dashboard.intake.importing import Outcome, Signature, Upload, read_upload, submission_of, take_in
from dashboard.intake.preview import GradeChange, Preview, preview
from dashboard.intake.problems import RULES, Problem, Rule, Severity
from dashboard.intake.rows import examine

__all__ = [
    "RULES",
    "Context",
    "Draft",
    "GradeChange",
    "Outcome",
    "Preview",
    "Problem",
    "Row",
    "Rule",
    "Severity",
    "Signature",
    "Upload",
    "examine",
    "preview",
    "read_upload",
    "submission_of",
    "take_in",
]
