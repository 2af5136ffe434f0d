"""The fence ```infographic: the comparison in one picture, with its numbers as a table and the files to take away."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import vl_convert
from markdown import Markdown

from calculators.present.markup import Child, element, html_of
from calculators.present.numbers import shown
from overrides.extensions.facts_tables import folded, table
from overrides.extensions.infographic_rows import Row, Side, day, missing_facts, rows
from overrides.extensions.infographic_svg import NARROW, WIDE, Layout, drawing
from overrides.extensions.strict_fence import allow_only, strict_fence

TITLE = "Prompt or tune, on one page"
FILES = {
    "prompt-or-tune.svg": "SVG",
    "prompt-or-tune-phone.svg": "SVG for a phone",
    "prompt-or-tune.png": "PNG",
}
VARIABLE = re.compile(r"var\((--[\w-]+)(?:,([^)]*))?\)")
STYLE = re.compile(r"<style>.*?</style>")
PIXELS_PER_UNIT = 1.5
HEADINGS = ("Aspect", "Prompt", "Tune", "What the numbers rest on")
LIGHT = "--paper:#fdfcf9;--shade:#f4f2eb;--rule:#dedbd0;--ink:#1f2423;--ink-soft:#545c5a;--accent:#0b615b"
DARK = "--paper:#15191a;--shade:#1d2324;--rule:#343c3d;--ink:#e3e6e1;--ink-soft:#a9b1ad;--accent:#78cabb"


def _render(settings: dict[str, Any], md: Markdown) -> Element:
    """Render both layouts, of which the style sheet shows one, the table and the links."""
    allow_only(settings, {"of"})
    data = rows()
    folder = md.__dict__.get("site_root", "/") + "assets/infographic/"
    links = [element("a", {"href": folder + name, "download": ""}, label) for name, label in FILES.items()]
    separated = [child for link in links for child in (", ", link)][1:]
    caption = element("figcaption", None, "Download as ", *separated)
    return element(
        "div",
        None,
        element("figure", {"class": "infographic"}, *(_shown(layout, data) for layout in (WIDE, NARROW)), caption),
        folded("The same as a table", table(HEADINGS, [_cells(row) for row in data], TITLE)),
    )


def files(address: str) -> dict[str, bytes]:
    """Return the pictures as files by name: drawings in light or dark as the reader's system is, pixels in light.

    Args:
        address: of the page that has the sources.

    """
    drawings = [_file(layout, address) for layout in (WIDE, NARROW)]
    colours = dict(entry.split(":") for entry in LIGHT.split(";"))
    plain = VARIABLE.sub(lambda name: colours.get(name[1]) or str(name[2]), STYLE.sub("", drawings[0]))
    pixels: bytes = vl_convert.svg_to_png(plain, scale=PIXELS_PER_UNIT)
    return dict(zip(FILES, (*(text.encode() for text in drawings), pixels), strict=True))


def _file(layout: Layout, address: str) -> str:
    data = rows()
    style = element("style", None, f"svg{{{LIGHT}}}@media(prefers-color-scheme:dark){{svg{{{DARK}}}}}")
    attributes = {"xmlns": "http://www.w3.org/2000/svg", "aria-label": description(data)}
    picture = _drawn(layout, data, attributes, f" Sources: {address}")
    paper = element("rect", {"width": "100%", "height": "100%", "style": "fill:var(--paper)"})
    picture[:0] = [element("title", None, TITLE), style, paper]
    return html_of(picture) + "\n"


def description(data: tuple[Row, ...]) -> str:
    """Return what the picture says, in words."""
    said = [f"{row.aspect}: prompt, {_said(row.prompt)}; tune, {_said(row.tune)}." for row in data]
    return " ".join([*said, missing_facts()])


def _shown(layout: Layout, data: tuple[Row, ...]) -> Element:
    names = [f"infographic-{layout.name}-{part}" for part in ("title", "text")]
    picture = _drawn(layout, data, {"class": layout.name, "aria-labelledby": names[0], "aria-describedby": names[1]})
    picture[:0] = [element("title", {"id": names[0]}, TITLE), element("desc", {"id": names[1]}, description(data))]
    return picture


def _drawn(layout: Layout, data: tuple[Row, ...], attributes: dict[str, str], source: str = "") -> Element:
    dated = f"Facts of {day()}. Bars: 10th to 90th percentile; ring: median.{source}"
    return drawing(layout, data, missing_facts(), dated, attributes)


def _said(side: Side) -> str:
    spread = f" ({shown(side.range.low, '')} to {shown(side.range.high, '')})" if side.range else ""
    return f"{side.number}{spread} {side.words}"


def _cells(row: Row) -> list[Child]:
    return [row.aspect, _said(row.prompt), _said(row.tune), row.basis]


format_fence = strict_fence(_render)
