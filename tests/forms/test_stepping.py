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
        ("50k..200k", (0, 1e12), "25,000..100,000", "100,000..400,000"),
        ("500..1500..4000", (0, 1e7), "333..1000..2670", "667..2000..5330"),
        ("0.7..0.8..0.9", (0, 1), "0.65..0.75..0.85", "0.75..0.85..0.95"),
        ("110..120..130", (0, 1e6), "91.7..100..108", "183..200..217"),
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
        ("0..0..0.25", (0, 1e12), "0", "1..1..1.25"),
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
        assert value.base == end or (moved.base > value.base if up else moved.base < value.base)
        assert len(walk(entry, field.minimum, field.maximum, up=bool(up))) < 100


def test_what_is_no_number_or_unknown_has_no_steps() -> None:
    form = CALCULATORS["inference"].form
    shown = {field.name: "" for field in form.fields} | {"requests_per_month": "0.1k", "turns": "1"}
    steps = steps_of(form, form.read({"cache_hit_rate": "", "requests_per_month": "0.1k"}), shown)
    assert [steps[f"{way} requests_per_month"] for way in WAYS] == [
        "5000|2000|1000|500|200|0.1k|50|20|10|9|8",
        "8|9|10|20|50|0.1k|200|500|1000|2000|5000",
    ]
    assert steps["decrease turns"] == "", "one turn is the fewest"
    assert not [name for name in steps if name.endswith((" cache_hit_rate", " model"))]
