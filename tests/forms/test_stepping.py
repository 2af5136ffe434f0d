"""The steppers of the page: where they lead from any entry."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.catalogue import CALCULATORS
from calculators.forms import Field
from calculators.forms.parsing import parse_range
from calculators.forms.stepping import WAYS, neighbours, steps_of
from calculators.ranges import Range

NUMBERS = [field for each in CALCULATORS.values() for field in each.form.fields if field.kind == "number"]


def walk(entry: str, minimum: float, maximum: float, *, up: bool) -> list[str]:
    """Press one button until it leads no further."""
    seen = []
    while entry := neighbours(parse_range(entry), minimum, maximum)[up]:
        seen.append(entry)
    return seen


@pytest.mark.parametrize(
    ("entry", "bounds", "below", "above"),
    [
        ("250k", (0, 1e12), "200,000", "500,000"),
        ("50k..200k", (0, 1e12), "20,000..100,000", "100,000..500,000"),
        ("500..1500..4000", (0, 1e7), "200..1000..2000", "1000..2000..5000"),
        ("0.93", (0, 1), "0.9", "0.95"),
        ("0.05", (0, 1), "0.02", "0.1"),
        ("0", (0, 1), "", "0.01"),
        ("0", (-1, 1), "-0.05", "0.05"),
        ("0", (0, 1e6), "", "1"),
        ("1", (1, 200), "", "2"),
        ("9.5", (0, 100), "9", "10"),
        ("10", (0, 100), "9", "20"),
        ("60", (0, 100), "50", "100"),
        ("0.5", (0, 100), "0.2", "1"),
        ("0..0..0.25", (0, 1e12), "0..0..0.2", "0.5"),
    ],
)
def test_where_the_steps_lead(entry: str, bounds: tuple[float, float], below: str, above: str) -> None:
    assert neighbours(parse_range(entry), *bounds) == (below, above)


def test_a_share_climbs_to_one_and_comes_down_to_nothing() -> None:
    up, down = walk("0", 0, 1, up=True), walk("1", 0, 1, up=False)
    assert up[:5] == ["0.01", "0.02", "0.05", "0.1", "0.15"]
    assert up[-1] == "1"
    assert down[:2] == ["0.95", "0.9"]
    assert down[-1] == "0"


@given(st.sampled_from(NUMBERS), st.data())
def test_a_step_is_a_valid_entry_on_the_right_side_and_ends_at_the_bound(field: Field, data: st.DataObject) -> None:
    points = st.floats(field.minimum, field.maximum, allow_subnormal=False)
    value = Range(*sorted(data.draw(st.tuples(points, points, points))))
    for up, entry in enumerate(neighbours(value, field.minimum, field.maximum)):
        end = field.maximum if up else field.minimum
        if not entry:
            assert value == Range.exact(end)
            continue
        moved = parse_range(entry)
        assert field.minimum <= moved.low <= moved.high <= field.maximum
        for before, after in zip((value.low, value.high), (moved.low, moved.high), strict=True):
            assert before == after == end or (after > before if up else after < before)
        assert len(walk(entry, field.minimum, field.maximum, up=bool(up))) < 100


def test_what_is_no_number_or_unknown_has_no_steps() -> None:
    form = CALCULATORS["inference"].form
    steps = steps_of(form, form.read({"cache_hit_rate": "", "requests_per_month": "100"}))
    assert [steps[f"{way} requests_per_month"] for way in WAYS] == ["50", "200"]
    assert not [name for name in steps if name.endswith((" cache_hit_rate", " model"))]
