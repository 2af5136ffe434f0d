"""Rows of a chart below each other: what a row is about stands above its bar, so that it fits on a phone."""

from collections.abc import Iterable, Mapping, Sequence

from calculators.present.charts.chart import (
    INK,
    SOFT,
    WIDTH,
    Spec,
    axis,
    even_ticks,
    note,
    picture,
    quantity,
    swatch,
    tick_label,
    values,
)

ROW = 34
_LEGEND_AT, _UNITS_PER_LETTER = 28, 6.0
_LABEL_AT, _TOP, _BOTTOM = 8, 17, 28
_WORDS_MOST = 58
"""Letters that fit into a row."""


class Rows:
    """Places of `count` rows over an axis from `low` to `high`, which counts in `unit`."""

    def __init__(self, count: int, low: float, high: float, unit: str, ticks: int = 5) -> None:
        self.height = ROW * count
        self._low, self._high = low, high
        places = even_ticks(low, high, ticks)
        self._axis = axis(places, [tick_label(place, unit) for place in places])
        self._layers: list[Spec] = []
        self._legend: list[Spec] = []

    def label(self, texts: Sequence[str], amounts: Sequence[str] = ()) -> None:
        """Write what each row is about, and at its right end an amount in words; both have to fit."""
        room = _WORDS_MOST - max((len(amount) for amount in amounts), default=0)
        shortened = [text if len(text) <= room else f"{text[: room - 1].rstrip()}…" for text in texts]
        self._text(shortened, INK, {"align": "left", "x": 2})
        if amounts:
            self._text(amounts, SOFT, {"align": "right", "x": {"expr": "width"}})

    def bars(self, rows: Iterable[Mapping[str, object]], mark: Mapping[str, object], *, thin: bool = False) -> None:
        """Draw bars; each row has `row` (its place), `from` and `to`."""
        top, bottom = (_TOP + 3, _BOTTOM - 3) if thin else (_TOP, _BOTTOM)
        self._layers.append(
            {
                "data": values(
                    [{**row, "top": ROW * _number(row) + top, "foot": ROW * _number(row) + bottom} for row in rows]
                ),
                "mark": {"type": "rect", **mark},
                "encoding": {
                    "x": self._across("from"),
                    "x2": {"field": "to"},
                    "y": self._down("top"),
                    "y2": {"field": "foot"},
                },
            }
        )

    def ranges(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Draw a line with an end at each side; each row has `row`, `from` and `to`."""
        placed = [{**row, "at": ROW * _number(row) + (_TOP + _BOTTOM) / 2} for row in rows]
        ends = [{"x": row[end], "at": row["at"]} for row in placed for end in ("from", "to")]
        self._layers += [
            {
                "data": values(placed),
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.3},
                "encoding": {"x": self._across("from"), "x2": {"field": "to"}, "y": self._down("at")},
            },
            {
                "data": values(ends),
                "mark": {"type": "tick", "orient": "vertical", "color": INK, "size": 7, "thickness": 1.3},
                "encoding": {"x": self._across("x"), "y": self._down("at")},
            },
        ]

    def words(self, rows: Iterable[Mapping[str, object]], mark: Mapping[str, object]) -> None:
        """Write `text` at `at` into the bar of a row."""
        self._layers.append(
            {
                "data": values([{**row, "y": ROW * _number(row) + (_TOP + _BOTTOM) / 2 + 0.5} for row in rows]),
                "mark": {"type": "text", "baseline": "middle", **mark},
                "encoding": {"x": self._across("at"), "y": self._down("y"), "text": {"field": "text"}},
            }
        )

    def line(self, at: float) -> None:
        """Draw a line from top to bottom."""
        rule = {"type": "rule", "color": INK, "strokeWidth": 1.2}
        self._layers.append({"data": values([{"at": at}]), "mark": rule, "encoding": {"x": self._across("at")}})

    def limit(self, at: float) -> None:
        """Draw a dashed line across the bars of all rows, and not through their labels."""
        places = range(0, self.height, ROW)
        ends = {"x": self._across("at"), "y": self._down("top"), "y2": {"field": "foot"}}
        self._layers.append(
            {
                "data": values([{"at": at, "top": place + _TOP - 3, "foot": place + _BOTTOM + 3} for place in places]),
                "mark": {"type": "rule", "color": INK, "strokeWidth": 1.4, "strokeDash": [4, 2]},
                "encoding": ends,
            }
        )

    def share_of_width(self, amount: float) -> float:
        """Return how many units of the picture an amount takes."""
        return amount / (self._high - self._low) * (WIDTH - 20)

    def legend(self, words: Sequence[str], colours: Sequence[str]) -> None:
        """Say below the axis, in one line, what the colours of the bars mean."""
        x, y = 0.0, self.height + _LEGEND_AT
        for word, colour in zip(words, colours, strict=False):
            self._legend += [swatch(colour, x + 5, y), note(word, x + 13, y)]
            x += 21 + len(word) * _UNITS_PER_LETTER

    def spec(self) -> Spec:
        """Return the picture, with an axis at its foot."""
        foot = 36 if self._legend else 20
        return picture([*self._layers, *self._legend], self.height, left=10, bottom=foot)

    def _across(self, field: str) -> Spec:
        return quantity(field, self._low, self._high, self._axis)

    def _down(self, field: str) -> Spec:
        return quantity(field, 0, self.height, range=[0, self.height])

    def _text(self, texts: Sequence[str], colour: str, mark: Mapping[str, object]) -> None:
        rows = [{"text": text, "y": ROW * place + _LABEL_AT} for place, text in enumerate(texts)]
        self._layers.append(
            {
                "data": values(rows),
                "mark": {"type": "text", "baseline": "middle", "color": colour, **mark},
                "encoding": {"y": self._down("y"), "text": {"field": "text"}},
            }
        )


def _number(row: Mapping[str, object]) -> int:
    return int(str(row["row"]))
