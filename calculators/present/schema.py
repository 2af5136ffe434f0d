"""JSON Schema of a calculator's inputs, from their declaration."""

from typing import Any

from calculators.catalogue import Calculator
from calculators.forms import LONGEST_TEXT, Field


def input_schema(calculator: Calculator) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that describes one input object."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{calculator.title}: {calculator.summary}",
        "type": "object",
        "additionalProperties": False,
        "properties": {field.name: _property(field) for field in calculator.form.fields},
    }


def _property(field: Field) -> dict[str, Any]:
    about: dict[str, Any] = {"title": field.label, "description": field.help}
    if field.unit:
        about["x-unit"] = field.unit
    if field.blank:
        about["x-blank"] = field.blank
    return {**about, "anyOf": [*_types(field), {"type": "null"}]}


def _types(field: Field) -> list[dict[str, Any]]:
    match field.kind:
        case "number":
            number = {"type": "number", "minimum": field.minimum, "maximum": field.maximum}
            points = dict.fromkeys(("low", "base", "high"), number)
            a_range = {"type": "object", "properties": points, "required": ["low", "high"]}
            typed = {"type": "string", "description": "as typed: 250k, 100k..1M"}
            if not field.takes_range:
                return [number, {**typed, "description": "as typed: 250k"}]
            return [number, {**a_range, "additionalProperties": False}, typed]
        case "boolean":
            return [{"type": "boolean"}]
        case "choice" if field.suggestions:
            options = {"enum": ["", *field.suggestions()] if field.blank else list(field.suggestions())}
            return [options, {"type": "boolean"}] if "true" in (field.spellings or {}) else [options]
        case "date":
            return [{"type": "string", "format": "date"}]
    return [{"type": "string", "maxLength": LONGEST_TEXT}]
