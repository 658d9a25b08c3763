"""The words of Streamlit that the page's script says in Japanese are still those that this Streamlit has."""

import re
from pathlib import Path

import streamlit

from dashboard.settings import ROOT

TRANSLATED = re.compile(r'^ {4}"([^"]+)":', re.MULTILINE)


def test_every_word_that_is_translated_is_one_of_streamlits() -> None:
    words = TRANSLATED.findall((ROOT / "src/dashboard/ui/shell.js").read_text(encoding="utf-8"))
    scripts = (Path(streamlit.__file__).parent / "static/static/js").glob("*.js")
    said = "".join(script.read_text(encoding="utf-8") for script in scripts)
    assert len(words) > 30
    assert [word for word in words if word not in said] == []
