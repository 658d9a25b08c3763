"""Names of files to take home: in Japanese, dated, and acceptable to every system, Windows above all."""

import re

LONGEST = 100
"""With the folders above it, a path of Windows may have 260 characters."""

_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_DEVICES = re.compile(r"(?i:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")


def safe_name(text: str) -> str:
    """``text`` as a file's stem: no character that Windows forbids, no device's name, no dot or space at either end."""
    name = _FORBIDDEN.sub("・", text).strip(" .　")[:LONGEST].strip(" .　") or "無題"
    return f"_{name}" if _DEVICES.match(name) else name
