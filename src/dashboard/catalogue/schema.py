"""The catalogue's JSON schema, for editors that complete and check ``indicators.yaml`` while it is typed.

``python -m dashboard.catalogue.schema indicators.schema.json`` writes it anew after a change of the models.
"""

import json
import sys
from pathlib import Path
from typing import Any

from dashboard.catalogue.models import Catalogue


def schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of the YAML file; its words are Japanese, as the file's reader expects."""
    catalogue = Catalogue.model_json_schema()
    for part in (catalogue, *catalogue["$defs"].values()):
        # Docstrings are for programmers; the reader of the file gets the title and the text of each field.
        part.pop("description", None)
        for entry in part.get("properties", {}).values():
            entry.pop("title", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **catalogue}


def schema_text() -> str:
    """The schema as it stands in the file."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), encoding="utf-8", newline="\n")
