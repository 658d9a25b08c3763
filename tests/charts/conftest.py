"""What holds of every picture that a test of this folder makes."""

from collections.abc import Iterator
from typing import Any

import pytest
from altair import LayerChart


@pytest.fixture(scope="module", autouse=True)
def _pictures_are_what_the_schema_allows() -> Iterator[None]:
    """Every specification is checked against Vega-Lite's schema, which the application leaves out to save time."""
    write = LayerChart.to_dict

    def checked(chart: LayerChart, *arguments: Any, **options: Any) -> dict[str, Any]:
        return write(chart, *arguments, **{**options, "validate": True})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LayerChart, "to_dict", checked)
        yield
