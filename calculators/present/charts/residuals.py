"""How far estimates were from what was published: one point per run."""

from collections.abc import Sequence
from typing import NamedTuple

from calculators.present.charts.chart import (
    COLOURS,
    RULE,
    SHAPES,
    SOFT,
    Chart,
    Column,
    Spec,
    axis,
    log_ticks,
    note,
    picture,
    quantity,
    swatch,
    tick_label,
    values,
)
from calculators.present.numbers import unit_after
from calculators.ranges import round_for_output

_RATIOS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_CLOSE = 2.0
"""A factor within which an estimate is called close: the band behind the points."""
_HEIGHT, _LEFT, _LEGEND_LINE = 220, 34, 16


class Residual(NamedTuple):
    """A published run and what the engine says to its inputs; all numbers above zero and in one unit."""

    metric: str
    family: str
    """Which runs belong together, such as those of one source: at most six families make a chart."""
    actual: float
    estimate: float
    low: float
    high: float

    @property
    def ratio(self) -> float:
        """Estimate / actual."""
        return self.estimate / self.actual


def residuals_chart(name: str, metric: str, unit: str, rows: Sequence[Residual]) -> Chart:
    """Return the chart of one metric: across what was published, upwards estimate / published.

    Raises:
        ValueError: there are no rows, or more than six families.

    """
    families = list(dict.fromkeys(row.family for row in rows))
    if not rows or len(families) > len(COLOURS):
        raise ValueError(f"{len(rows)} rows of {len(families)} families make no chart")
    close = sum(1 / _CLOSE <= row.ratio <= _CLOSE for row in rows)
    inside = sum(row.low <= row.actual <= row.high for row in rows)
    return Chart(
        name,
        f"{metric}: estimate against {len(rows)} published runs",
        f"{close} of {len(rows)} estimates are within a factor of {_CLOSE:g} of what was published, and {inside} "
        "published values lie inside their estimate's range.",
        _spec(unit, rows, families),
        (
            Column("Family"),
            Column("Published", unit),
            *(Column(f"Estimate, {point}", unit) for point in ("low", "base", "high")),
            Column("Estimate / published", "ratio"),
        ),
        [
            (
                row.family,
                *map(round_for_output, (row.actual, row.low, row.estimate, row.high)),
                float(f"{row.ratio:.3g}"),
            )
            for row in rows
        ],
    )


def _spec(unit: str, rows: Sequence[Residual], families: Sequence[str]) -> Spec:
    low, high = min(row.actual for row in rows) / 1.3, max(row.actual for row in rows) * 1.3
    far = max(max(row.ratio, 1 / row.ratio) for row in rows)
    top = max(_CLOSE * 1.2, far * 1.1)
    ticks = [ratio for ratio in _RATIOS if 1 / top <= ratio <= top]
    down = quantity("ratio", 1 / top, top, axis(ticks, [f"{tick:g}x" for tick in ticks], grid=False), type="log")
    across_ticks = log_ticks(low, high)
    labels = [tick_label(tick, unit) for tick in across_ticks]
    across = quantity("actual", low, high, axis(across_ticks, labels, grid=False), type="log")
    place = {"x": across, "y": down}
    band = {
        "data": {"values": [{"ratio": 1 / _CLOSE, "to": _CLOSE}]},
        "mark": {"type": "rect", "color": RULE, "opacity": 0.45},
        "encoding": {"y": down, "y2": {"field": "to"}},
    }
    exact = {
        "data": {"values": [{"ratio": 1}]},
        "mark": {"type": "rule", "color": SOFT, "strokeDash": [4, 3]},
        "encoding": {"y": down},
    }
    points = {
        "data": values([{"actual": row.actual, "ratio": row.ratio, "family": row.family} for row in rows]),
        "mark": {"type": "point", "filled": False, "size": 36, "strokeWidth": 1.6, "opacity": 1},
        "encoding": {
            **place,
            "color": {
                "field": "family",
                "scale": {"domain": families, "range": COLOURS[: len(families)]},
                "legend": None,
            },
            "shape": {
                "field": "family",
                "scale": {"domain": families, "range": SHAPES[: len(families)]},
                "legend": None,
            },
        },
    }
    return picture(
        [
            band,
            exact,
            points,
            *_legend(families),
            note(f"published, {unit_after(unit) or 'US$'}", 0, _HEIGHT + 32, color=SOFT),
        ],
        _HEIGHT,
        left=_LEFT,
        top=8,
        bottom=42 + _LEGEND_LINE * len(families),
    )


def _legend(families: Sequence[str]) -> list[Spec]:
    layers: list[Spec] = []
    for index, family in enumerate(families):
        y = _HEIGHT + 34 + _LEGEND_LINE * (index + 1)
        layers += [swatch(COLOURS[index], 5, y, SHAPES[index], filled=False), note(family, 16, y)]
    return layers
