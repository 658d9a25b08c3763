"""A file's SVG made fit for the page: it fills its column, has its words for screen readers, and answers the mouse.

The same document that the download gives, so that what is exported is what was seen.
"""

from xml.etree import ElementTree

_NAMESPACE = "http://www.w3.org/2000/svg"


def for_screen(svg: str, alt: str) -> str:
    """The SVG with a role and a name, without a fixed size, and with each described mark's words as a tooltip."""
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.fromstring(svg)  # noqa: S314  our own converter's output
    for size in ("width", "height"):
        root.attrib.pop(size, None)
    for element in root.iter():
        described = element.attrib.pop("aria-label", None)
        for name in ("role", "aria-roledescription", "aria-hidden"):
            element.attrib.pop(name, None)
        if described and element.tag == f"{{{_NAMESPACE}}}path":
            ElementTree.SubElement(element, f"{{{_NAMESPACE}}}title").text = described
    root.set("role", "img")
    root.set("aria-label", alt)
    return ElementTree.tostring(root, encoding="unicode")
