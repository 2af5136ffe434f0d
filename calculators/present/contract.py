"""The JSON contract: what outside scripts read."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from calculators import __version__
from calculators.catalogue import Answer
from calculators.forms import InputError, Value
from calculators.ranges import Range, Result, Source, round_for_output

SCHEMA_VERSION = 1


def answer_as_object(answered: Answer) -> dict[str, Any]:
    """Return an answer as plain JSON data, every number rounded to 9 significant digits."""
    return {
        **_envelope(answered.calculator.name),
        "facts_date": answered.estimate.facts_date,
        "inputs": {name: _plain(entry.value) for name, entry in answered.inputs.items()},
        "results": {name: _result(result) for name, result in answered.estimate.results.items()},
        "details": _rounded(answered.estimate.details),
        "notes": answered.estimate.notes,
    }


def errors_as_object(calculator: str, errors: Sequence[InputError]) -> dict[str, Any]:
    """Return what was wrong with the inputs as plain JSON data."""
    return {**_envelope(calculator), "errors": [_rounded(error._asdict()) for error in errors]}


def to_json(value: object) -> str:
    """Write JSON that is the same on every platform; NaN and infinity are refused."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)


def _envelope(calculator: str) -> dict[str, Any]:
    return {"calculator": calculator, "schema_version": SCHEMA_VERSION, "package_version": __version__}


def _plain(value: Value) -> object:
    if not isinstance(value, Range):
        return value
    return round_for_output(value.base) if value.is_exact else _rounded(value._asdict())


def _rounded(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return round_for_output(value) if isinstance(value, float) else value


def _result(result: Result) -> dict[str, Any]:
    points = result.range._asdict() if result.range else dict.fromkeys(Range._fields)
    return {
        **_rounded(points),
        "unit": result.unit,
        "state": result.state,
        "sources": [_source(source) for source in result.sources],
        "assumed_share": round_for_output(float(result.assumed_share)),
        "validation": result.validation._asdict(),
    }


def _source(source: Source) -> dict[str, str | None]:
    return {
        "id": source.id,
        "url": source.url or None,
        "date_seen": source.date_seen or None,
        "status": source.status,
        "class": source.class_,
        "statement": source.statement,
    }
