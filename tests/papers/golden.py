"""Golden texts: what a file said when a person last looked at it as a picture and found it right.

`GOLDEN=write python -m pytest tests/papers` writes them anew; look at the difference before committing it.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def assert_golden(name: str, text: str) -> None:
    """``text`` is that of the file ``name``."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert path.is_file(), f"{path} is missing; look at the file as a picture, then write it with GOLDEN=write"
    assert text == path.read_text(encoding="utf-8")
