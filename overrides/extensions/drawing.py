"""Draws the specification of a chart, at build time, as a small SVG."""

import re
from functools import cache
from json import dumps, loads
from xml.etree.ElementTree import Element, fromstring

import vl_convert

from calculators.present.charts.chart import Spec

VEGA_LITE = "6.4"
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}(e-\d+)?")
_WITH_NUMBERS = frozenset({"d", "transform", "x2", "y2", "width", "height"})
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_WITHOUT_EFFECT = {
    **dict.fromkeys(("class", "pointer-events", "role", "aria-roledescription", "aria-hidden", "version")),
    **dict.fromkeys(("font-family", "width", "height", "stroke-miterlimit")),
    **dict.fromkeys(("opacity", "stroke-width", "fill-opacity", "stroke-opacity"), "1"),
    "transform": "translate(0,0)",
    "text-anchor": "start",
}
"""Attributes that say nothing here, whatever their value or with this one: the page's styles give font and size."""


def draw(spec: Spec) -> Element:
    """Return the picture of a Vega-Lite specification.

    Raises:
        ValueError: it is no valid specification.

    """
    picture = fromstring(_drawn(dumps(spec)))  # noqa: S314 - written by the line before
    return _tidied(picture, {"viewBox": picture.attrib["viewBox"]})


@cache
def _drawn(spec: str) -> str:
    svg: str = vl_convert.vegalite_to_svg(loads(spec), vl_version=VEGA_LITE)
    return svg


def _tidied(vega: Element, attributes: dict[str, str]) -> Element:
    """Copy an element without what draws nothing: half of the bytes that Vega writes."""
    tag = vega.tag.removeprefix(_NAMESPACE)
    tidy = Element(tag, attributes)
    tidy.text = vega.text
    for child in vega:
        kept = {
            name: _LONG_NUMBER.sub(_hundredths, value) if name in _WITH_NUMBERS else value
            for name, value in child.attrib.items()
            if _has_effect(child.tag, name, value)
        }
        copy = _tidied(child, kept)
        if copy.tag == "g" and not copy.attrib:
            tidy.extend(copy)
        elif copy.tag == "g" and not len(copy):
            continue
        elif not (copy.tag == "path" and (copy.get("d") in (None, "") or _is_frame(child))):
            tidy.append(copy)
    return tidy


def _hundredths(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _has_effect(tag: str, name: str, value: str) -> bool:
    if tag == f"{_NAMESPACE}rect" and name in ("width", "height"):
        return True
    return name not in _WITHOUT_EFFECT or _WITHOUT_EFFECT[name] not in (None, value)


def _is_frame(path: Element) -> bool:
    """Whether it is the edge of a group that has neither ground nor line."""
    return path.get("class") in ("background", "foreground") and not {"fill", "stroke"} & path.attrib.keys()
