"""All attacks: whatever module of this folder has a list ``ATTACKS``."""

import importlib
from pathlib import Path

from attack.attacking import Attack


def every_attack() -> list[Attack]:
    modules = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("__"))
    attacks: list[Attack] = []
    for name in modules:
        if not name.startswith("test_"):
            attacks += getattr(importlib.import_module(f"attack.{name}"), "ATTACKS", [])
    return attacks
