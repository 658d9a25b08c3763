"""What an address may say: all of it decides which first screen is shown, and no screen asks for more."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.runtime.state.query_params_proxy import QueryParamsProxy

from dashboard.ui.pages import INDICATOR, PARAMETERS, REGIONS
from ui.screens import MEETING_DAY, SCRIPTS, opened


@pytest.mark.usefixtures("real_plan")
def test_the_parameters_of_an_address_are_those_that_screens_ask_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()

    def noting(ask: Callable[..., Any]) -> Callable[..., Any]:
        def note_and_ask(proxy: QueryParamsProxy, key: str, *rest: Any) -> Any:
            asked.add(key)
            return ask(proxy, key, *rest)

        return note_and_ask

    for name in ("get", "__getitem__", "__contains__"):
        monkeypatch.setattr(QueryParamsProxy, name, noting(getattr(QueryParamsProxy, name)))
    for script in SCRIPTS:
        opened(script)
    opened(meeting="1", as_of=MEETING_DAY)
    opened(REGIONS.script, region="11100", basis="per_population")
    opened(INDICATOR.script, indicator="no_such_indicator")
    # Which map is asked for only where there are real boundaries.
    assert asked == PARAMETERS - {"map"}
