"""The infographic as a drawing: one layout for a wide page and one for a phone, in the colours of the site."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from calculators.present.markup import element
from calculators.ranges import Range
from overrides.extensions.infographic_rows import Row, Side

SANS = "font-family:var(--md-text-font-family,system-ui,sans-serif)"
SERIF = "font-family:var(--serif,Georgia,serif)"
LETTER = 0.57  # mean width of a letter in sizes of the type, of the widest face that may stand in


class Layout(NamedTuple):
    """Sizes in the drawing's own pixels. `label_width` 0: the aspect stands above its two cells."""

    name: str
    width: int
    margin: int
    label_width: int
    gap: int
    number: int
    words: int

    @property
    def column(self) -> float:
        """Width of one of the two columns."""
        return (self.width - 2 * self.margin - self.label_width - self.gap) / 2

    @property
    def starts(self) -> tuple[float, float]:
        """Left edges of the two columns."""
        left = self.margin + self.label_width
        return left, left + self.column + self.gap


WIDE = Layout("wide", 800, 28, 150, 28, 27, 15)
NARROW = Layout("narrow", 360, 16, 0, 16, 18, 13)
HEAD = 96
BAR = 20
LEADING = 5
WAYS = (
    ("Prompt", "change the input", "M0 2 9 10 0 18M13 18h11"),
    ("Tune", "change the model", "M0 10h8M24 2h-8a8 8 0 0 0 0 16h8"),
)


Point = tuple[float, float]


def drawing(layout: Layout, rows: Sequence[Row], closing: str, dated: str, attributes: dict[str, str]) -> Element:
    """Draw everything.

    Args:
        layout: WIDE or NARROW.
        rows: from top to bottom.
        closing: the sentence at the foot.
        dated: how old the facts are, and how to read the bars.
        attributes: further attributes of the `svg` element.

    """
    parts: list[Element] = [*_head(layout)]
    top = float(HEAD)
    for row in rows:
        drawn, height = _row(layout, row, top)
        parts += drawn
        top += height
    inside = layout.width - 2 * layout.margin
    lines = _wrapped(closing, inside - 32, layout.words + 2)
    foot = (layout.words + 9) * len(lines) + 26
    parts.append(_box((layout.margin, top + 12), (inside, foot), "--shade"))
    parts.append(_box((layout.margin, top + 12), (4, foot), "--accent"))
    parts += _lines(lines, (layout.margin + 20, top + 40), layout.words + 2, "--ink", SERIF)
    notes = _wrapped(dated, inside, 13)
    parts += _lines(notes, (layout.margin, top + foot + 38), 13, "--ink-soft", SANS)
    height = top + foot + 38 + 20 * len(notes)
    size = {"width": f"{layout.width}", "height": f"{height:.0f}", "viewBox": f"0 0 {layout.width} {height:.0f}"}
    return element("svg", {"role": "img", **size, **attributes}, *parts)


def _head(layout: Layout) -> Iterator[Element]:
    yield _box((0, 0), (layout.width, HEAD - 12), "--accent")
    for start, (title, change, path) in zip(layout.starts, WAYS, strict=True):
        style = "fill:none;stroke:var(--paper);stroke-width:2.6;stroke-linecap:round;stroke-linejoin:round"
        yield element("path", {"d": path, "style": style, "transform": f"translate({start:g} 22)"})
        yield _text(title, (start + 34, 40), 24, "--paper", f"{SERIF};font-weight:600")
        yield _text(change, (start, 66), layout.words, "--paper", SANS)
    if layout.label_width:
        yield _text("One task,", (layout.margin, 40), 20, "--paper", SERIF)
        yield _text("two ways", (layout.margin, 66), 20, "--paper", SERIF)


def _row(layout: Layout, row: Row, top: float) -> tuple[list[Element], float]:
    """Return what is drawn for one aspect and how high it is."""
    parts = [_box((layout.margin, top), (layout.width - 2 * layout.margin, 1), "--rule")]
    parts.append(_text(row.aspect, (layout.margin, top + 32), layout.words + 1, "--ink", f"{SANS};font-weight:600"))
    inner = top + (6 if layout.label_width else layout.words + 22)
    longest = max((side.range.high for side in (row.prompt, row.tune) if side.range), default=0)
    depths = []
    for start, side, colour in zip(layout.starts, (row.prompt, row.tune), ("--ink", "--accent"), strict=True):
        drawn, depth = _side(layout, side, (start, inner), colour, longest)
        parts += drawn
        depths.append(depth)
    return parts, inner - top + max(depths) + 14


def _side(layout: Layout, side: Side, at: Point, colour: str, longest: float) -> tuple[list[Element], float]:
    """Return one cell and its depth: number, range as a bar, words."""
    left, top = at
    parts = [_text(side.number, (left, top + layout.number), layout.number, colour, f"{SERIF};font-weight:600")]
    depth = layout.number + 8.0
    if side.range:
        parts += _bar(side.range, (left, top + depth + 4), layout.column, longest, colour)
        depth += BAR
    lines = _wrapped(side.words, layout.column, layout.words)
    parts += _lines(lines, (left, top + depth + layout.words), layout.words, "--ink-soft", SANS)
    return parts, depth + len(lines) * (layout.words + LEADING)


def _bar(span: Range, at: Point, width: float, longest: float, colour: str) -> Iterator[Element]:
    """Draw a range on the scale that both cells of a row share, with a ring at the median."""
    left, top = at
    low, base, high = (left + width * value / longest for value in span)
    yield _box((left, top + 4), (width, 1), "--rule")
    yield _box((low, top), (max(high - low, 2), 9), colour, radius=4.5)
    ring = f"fill:var(--paper);stroke:var({colour});stroke-width:3"
    yield element("circle", {"cx": f"{max(base, left + 6):.1f}", "cy": f"{top + 4.5:.1f}", "r": "6", "style": ring})


def _wrapped(words: str, width: float, size: int) -> list[str]:
    return textwrap.wrap(words, int(width / (LETTER * size)), break_long_words=False, break_on_hyphens=False)


def _lines(lines: Sequence[str], at: Point, size: int, colour: str, style: str) -> Iterator[Element]:
    for index, line in enumerate(lines):
        yield _text(line, (at[0], at[1] + index * (size + LEADING)), size, colour, style)


def _text(words: str, at: Point, size: int, colour: str, style: str) -> Element:
    place = {"x": f"{at[0]:g}", "y": f"{at[1]:g}"}
    return element("text", {**place, "style": f"{style};font-size:{size}px;fill:var({colour})"}, words)


def _box(corner: Point, size: Point, colour: str, *, radius: float = 0) -> Element:
    place = {"x": f"{corner[0]:.1f}", "y": f"{corner[1]:.1f}", "width": f"{size[0]:.1f}", "height": f"{size[1]:.1f}"}
    return element("rect", {**place, "rx": f"{radius:g}" if radius else None, "style": f"fill:var({colour})"})
