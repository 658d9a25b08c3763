"""The parts of a native chart that the library has no words for: labels of one's own, ticks, places."""

from collections.abc import Sequence
from typing import Any

from lxml.etree import SubElement
from pptx.enum.chart import XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.charts.theme import INK
from dashboard.papers.slides.chart_shapes import Label, Mark, Series, Stroke
from dashboard.papers.slides.layout import Box
from dashboard.papers.slides.text import coloured, fill, rgb

_DASHES = {"solid": MSO_LINE.SOLID, "dash": MSO_LINE.DASH, "sysDot": MSO_LINE.ROUND_DOT}
_SYMBOLS = {
    "circle": XL_MARKER_STYLE.CIRCLE,
    "square": XL_MARKER_STYLE.SQUARE,
    "diamond": XL_MARKER_STYLE.DIAMOND,
    "triangle": XL_MARKER_STYLE.TRIANGLE,
}
_SHOWN = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


def dress(drawn: Any, told: Series) -> None:
    """Line and marks of a series."""
    drawn.smooth = False
    _stroke(drawn.format.line, told.stroke)
    _mark(drawn.marker, told.mark)
    for at in told.bare:
        drawn.points[at].marker.style = XL_MARKER_STYLE.NONE


def _stroke(line: Any, stroke: Stroke | None) -> None:
    if stroke is None:
        line.fill.background()
        return
    line.color.rgb, line.width = rgb(stroke.colour), Pt(stroke.width)
    line.dash_style = _DASHES[stroke.dash]


def _mark(marker: Any, mark: Mark | None) -> None:
    if mark is None:
        marker.style = XL_MARKER_STYLE.NONE
        return
    marker.style, marker.size = _SYMBOLS[mark.symbol], mark.size
    # A hollow symbol without any fill: filled with white it is invisible where a program draws no edges.
    if mark.hollow:
        marker.format.fill.background()
    else:
        marker.format.fill.solid()
        marker.format.fill.fore_color.rgb = rgb(mark.colour)
    marker.format.line.color.rgb = rgb(mark.colour)
    marker.format.line.width = Pt(1.75)


def add_labels(series: Any, labels: Sequence[Label], box: Box) -> None:
    """Texts at points; no other point says anything."""
    if not labels:
        return
    group = series.get_or_add_dLbls()
    for child in list(group):
        group.remove(child)
    for label in labels:
        _add_label(group, label, box)
    _show(group, value=False)


def _add_label(group: Any, label: Label, box: Box) -> None:
    element = SubElement(group, qn("c:dLbl"))
    SubElement(element, qn("c:idx"), val=str(label.at))
    if label.right or label.down:
        moved = SubElement(SubElement(element, qn("c:layout")), qn("c:manualLayout"))
        SubElement(moved, qn("c:x"), val=f"{label.right / box.width:.5f}")
        SubElement(moved, qn("c:y"), val=f"{label.down / box.height:.5f}")
    rich = SubElement(SubElement(element, qn("c:tx")), qn("c:rich"))
    SubElement(rich, qn("a:bodyPr"), wrap="none", lIns="25400", tIns="12700", rIns="25400", bIns="12700")
    SubElement(rich, qn("a:lstStyle"))
    fill(rich, label.paragraphs)
    SubElement(element, qn("c:dLblPos"), val=label.side)
    _show(element, value=True)


def _show(element: Any, *, value: bool) -> None:
    for name in _SHOWN:
        SubElement(element, qn(f"c:{name}"), val="1" if value and name == "showVal" else "0")


def add_ticks(series: Any, height: float) -> None:
    """A short stroke upwards at each point."""
    bars = series.makeelement(qn("c:errBars"))
    for name, value in (("errDir", "y"), ("errBarType", "plus"), ("errValType", "fixedVal"), ("noEndCap", "1")):
        SubElement(bars, qn(f"c:{name}"), val=value)
    SubElement(bars, qn("c:val"), val=f"{height:.6g}")
    coloured(SubElement(SubElement(bars, qn("c:spPr")), qn("a:ln"), w="9525"), INK)
    series.find(qn("c:xVal")).addprevious(bars)


def place_field(chart: Any, left: float, top: float, right: float, bottom: float) -> None:
    """Puts the inner field of the chart, in shares of the whole from each edge."""
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    old = area.find(qn("c:layout"))
    if old is not None:
        area.remove(old)
    layout = area.makeelement(qn("c:layout"))
    area.insert(0, layout)
    manual = SubElement(layout, qn("c:manualLayout"))
    SubElement(manual, qn("c:layoutTarget"), val="inner")
    _edges(manual, left, top)
    SubElement(manual, qn("c:w"), val=f"{1 - left - right:.5f}")
    SubElement(manual, qn("c:h"), val=f"{1 - top - bottom:.5f}")


def place_title(chart: Any) -> None:
    """Puts the chart's title at its upper left."""
    title = chart._chartSpace.find(f".//{qn('c:title')}")
    old = title.find(qn("c:layout"))
    if old is not None:
        title.remove(old)
    layout = title.makeelement(qn("c:layout"))
    title.find(qn("c:tx")).addnext(layout)
    _edges(SubElement(layout, qn("c:manualLayout")), 0.0, 0.0)


def _edges(manual: Any, left: float, top: float) -> None:
    SubElement(manual, qn("c:xMode"), val="edge")
    SubElement(manual, qn("c:yMode"), val="edge")
    SubElement(manual, qn("c:x"), val=f"{left:.5f}")
    SubElement(manual, qn("c:y"), val=f"{top:.5f}")


def square_corners(chart: Any) -> None:
    """A chart that says nothing of its corners has round ones in some programs."""
    space = chart._chartSpace
    for old in space.findall(qn("c:roundedCorners")):
        space.remove(old)
    corners = space.makeelement(qn("c:roundedCorners"), {"val": "0"})
    before = space.find(qn("c:date1904"))
    space.insert(0 if before is None else 1, corners)
