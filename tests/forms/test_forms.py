"""One declaration: validation and its messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculators.forms import Field, Form, InputErrors
from calculators.forms.inference import FORM
from calculators.ranges import Range

EVERY_KIND = Form(
    (
        Field("count", "Count", "items", "", minimum=1, maximum=10, default=Range.exact(2)),
        Field("packing", "Packing", "", "", kind="boolean", default=False),
        Field("deadline", "Deadline", "", "", kind="date", blank="none"),
        Field("region", "Region", "", "", kind="choice", default="eu", suggestions=lambda: ("eu", "us")),
        Field("title", "Title", "", "", kind="text", default=""),
    )
)


def errors_of(**entries: object) -> dict[str, str]:
    with pytest.raises(InputErrors) as problem:
        EVERY_KIND.read(entries)
    return {error.field: error.message for error in problem.value.errors}


def test_all_kinds_are_read() -> None:
    entries = {"count": "3..4", "packing": "yes", "deadline": "2026-12-01", "region": "us", "title": " ok "}
    read = EVERY_KIND.read(entries)
    assert read["count"].range.low == 3
    assert (read["packing"].value, read["deadline"].value, read["region"].text, read["title"].text) == (
        True,
        "2026-12-01",
        "us",
        "ok",
    )
    assert {entry.class_ for entry in read.values()} == {"yours"}


def test_what_is_left_out_counts_as_the_default() -> None:
    read = EVERY_KIND.read({"count": None, "deadline": ""})
    assert read["count"] == (Range.exact(2), "assumption")
    assert read["deadline"].value is None


def test_a_preset_that_nobody_touched_is_not_the_readers() -> None:
    assert EVERY_KIND.read({"count": "5"}, {"count": "5"})["count"].class_ == "assumption"
    assert EVERY_KIND.read({"count": "6"}, {"count": "5"})["count"].class_ == "yours"


def test_every_problem_is_named_with_its_bounds_and_unit() -> None:
    errors = errors_of(count="11", packing="maybe", deadline="2026-02-30", region="mars", title="\x00", cuont=1)
    assert errors == {
        "cuont": "there is no such input; did you mean count?",
        "count": "“11” is out of bounds. Enter 1 to 10 items.",
        "packing": "“maybe” does not fit. Enter yes or no.",
        "deadline": "“2026-02-30” does not fit. Enter a date as YYYY-MM-DD.",
        "region": "“mars” does not fit. Enter one of eu, us.",
        "title": "“\x00” does not fit. Enter up to 120 characters.",
    }


def test_an_emptied_field_is_an_error_unless_blank_means_something() -> None:
    assert errors_of(count=" ") == {"count": "Count is empty. Enter 1 to 10 items."}


@given(st.dictionaries(st.sampled_from([field.name for field in FORM.fields]), st.text() | st.floats() | st.none()))
def test_no_entry_crashes_the_form(entries: dict[str, object]) -> None:
    try:
        read = FORM.read(entries)
    except InputErrors as problem:
        assert {error.field for error in problem.errors} <= entries.keys()
    else:
        assert read.keys() == {field.name for field in FORM.fields}


def test_every_input_of_the_token_bill_says_what_it_is() -> None:
    for field in FORM.fields:
        assert field.help, field.name
        assert field.blank or field.reason, f"{field.name}: a default needs a reason"
        assert field.unit or field.kind != "number", field.name


def test_a_percentage_is_no_number_of_requests() -> None:
    with pytest.raises(InputErrors, match="is a share, and here requests/month is asked for"):
        FORM.read({"requests_per_month": "10%"})
    assert FORM.read({"cache_hit_rate": "10%"})["cache_hit_rate"].range.base == 0.1
