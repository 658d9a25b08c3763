"""The indicator dashboard of a regional health plan."""
