"""A file as it is taken home."""

from dataclasses import dataclass


@dataclass(frozen=True)
class File:
    """Its name in Japanese with its suffix, its media type and its content."""

    name: str
    media_type: str
    data: bytes
