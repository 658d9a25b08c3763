"""The theme that every run of a page begins with, worked out once.

Streamlit reads 1,500 settings for it anew each time, a fiftieth of a visit; ours hold as long as the server runs.
"""

from functools import cache, wraps
from inspect import unwrap
from typing import Any

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session


def keep_theme() -> None:
    """From now on what Streamlit says of a section of the theme is what it said of it the first time."""
    session: Any = app_session
    work_out = unwrap(session._populate_theme_msg)

    @cache
    def theme(section: str) -> CustomThemeConfig:
        message = CustomThemeConfig()
        work_out(message, section)
        return message

    @wraps(work_out)
    def copy(message: CustomThemeConfig, section: str = "theme") -> None:
        # An empty one merged would count as set.
        if theme(section).ByteSize():
            message.MergeFrom(theme(section))

    session._populate_theme_msg = copy
