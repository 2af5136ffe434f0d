"""The declared inputs of a calculator: one declaration serves validation, page, CLI, schema and reference table."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Literal, NamedTuple

from calculators.forms.parsing import NotANumberError, parse_range, quote
from calculators.ranges import ProvenanceClass, Range

Kind = Literal["number", "boolean", "choice", "text", "date", "json"]
Value = Range | bool | str | None

LONGEST_TEXT = 120
LONGEST_JSON = 8_000
_SPELLED = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Field(NamedTuple):
    """One input.

    `default` is what an omitted input counts as: a number or range in `unit`, or None, which is *unknown* and
    means what `blank` says. `default_class` is the provenance of that default and `reason` its justification.
    A number without `takes_range` must be exact. `spellings` maps other words, in lower case, to a choice.
    """

    name: str
    label: str
    unit: str
    help: str
    kind: Kind = "number"
    minimum: float = 0.0
    maximum: float = 1e12
    default: Value = None
    blank: str = ""
    group: str = ""
    folded: bool = False
    default_class: ProvenanceClass = "assumption"
    reason: str = ""
    suggestions: Callable[[], Sequence[str]] | None = None
    takes_range: bool = True
    spellings: Mapping[str, str] | None = None

    @property
    def bounds(self) -> str:
        """What may be entered, in words: for messages and the reference table."""
        if self.kind == "number":
            return f"{self.minimum:,.15g} to {self.maximum:,.15g}" + (f" {self.unit}" if self.unit else "")
        if self.kind == "boolean":
            return "yes or no"
        if self.kind == "date":
            return "a date as YYYY-MM-DD"
        if self.kind == "json":
            return f"a JSON list of objects, up to {LONGEST_JSON:,} characters"
        if self.kind == "choice" and self.suggestions:
            return "one of " + ", ".join(self.suggestions())
        return f"up to {LONGEST_TEXT} characters"


class Entry(NamedTuple):
    """A validated input and where it comes from."""

    value: Value
    class_: ProvenanceClass

    @property
    def range(self) -> Range:
        """The value of a number field that is not blank."""
        if not isinstance(self.value, Range):
            raise TypeError(f"{self.value!r} is no range")
        return self.value

    @property
    def text(self) -> str:
        """The value of a text or choice field; blank is empty."""
        return self.value if isinstance(self.value, str) else ""


class InputError(NamedTuple):
    """One problem with one input, with its bounds and unit; `value` is what was entered, cut short."""

    field: str
    value: str
    message: str
    minimum: float | None = None
    maximum: float | None = None
    unit: str = ""


class InputErrors(ValueError):  # noqa: N818 - several errors at once
    """All problems with the inputs of one calculation."""

    def __init__(self, errors: Sequence[InputError]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = list(errors)


class Form(NamedTuple):
    """The inputs of one calculator, in the order in which a reader meets them."""

    fields: tuple[Field, ...]

    def read(self, entries: Mapping[str, object], assumed: Mapping[str, object] | None = None) -> dict[str, Entry]:
        """Validate what was entered and fill in the defaults.

        Args:
            entries: raw values by field name; an absent name or None counts as omitted, empty text as blank.
            assumed: presets of the page; an entry equal to its preset keeps the class of the default.

        Raises:
            InputErrors: one error per unknown field and per value out of its bounds.

        """
        known = {field.name: field for field in self.fields}
        errors = [
            InputError(str(name)[:LONGEST_TEXT], quote(value), _unknown_field(str(name), known))
            for name, value in entries.items()
            if name not in known
        ]
        presets = assumed or {}
        read: dict[str, Entry] = {}
        for field in self.fields:
            raw = entries.get(field.name)
            if raw is None:
                read[field.name] = Entry(field.default, field.default_class)
                continue
            try:
                value = _parse(field, raw)
            except NotANumberError as problem:
                errors.append(error_for(field, raw, str(problem)))
                continue
            untouched = field.name in presets and raw == presets[field.name]
            read[field.name] = Entry(value, field.default_class if untouched else "yours")
        if errors:
            raise InputErrors(errors)
        return read


def error_for(field: Field, raw: object, problem: str) -> InputError:
    """Phrase a problem so that the reader knows what to enter instead."""
    number = field.kind == "number"
    return InputError(
        field.name,
        quote(raw),
        f"{problem}. Enter {field.bounds}.",
        field.minimum if number else None,
        field.maximum if number else None,
        field.unit,
    )


def _parse(field: Field, raw: object) -> Value:
    if isinstance(raw, str) and not raw.strip():
        if field.blank:
            return None
        raise NotANumberError(f"{field.label} is empty")
    if field.kind in ("number", "json"):
        return _parse_number(field, raw) if field.kind == "number" else _parse_json(raw)
    text = (field.spellings or {}).get(str(raw).strip().lower(), str(raw).strip())
    if field.kind == "boolean" and text.lower() in _SPELLED:
        return _SPELLED[text.lower()]
    if field.kind == "date" and is_date(text):
        return text
    if field.kind == "choice" and field.suggestions and text in field.suggestions():
        return text
    if field.kind == "text" and isinstance(raw, str) and len(text) <= LONGEST_TEXT and text.isprintable():
        return text
    raise NotANumberError(f"{quote(raw)} does not fit")


def _parse_json(raw: object) -> str:
    """Return what was entered as JSON text without needless spaces; its calculator reads what it says."""
    import json  # noqa: PLC0415 - few calculators have such an input

    try:
        value = json.loads(raw) if isinstance(raw, str) and len(raw) <= LONGEST_JSON else raw
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError) as problem:
        raise NotANumberError(f"{quote(raw)} is no JSON") from problem
    if len(text) > LONGEST_JSON or not isinstance(value, list):
        raise NotANumberError(f"{quote(raw)} does not fit")
    return text


def _parse_number(field: Field, raw: object) -> Range:
    value = parse_range(raw)
    if isinstance(raw, str) and "%" in raw and "share" not in field.unit:
        raise NotANumberError(f"{quote(raw)} is a share, and here {field.unit or 'a number'} is asked for")
    if not (field.takes_range or value.is_exact):
        raise NotANumberError(f"{quote(raw)} is a range, and one number is needed")
    if value.low < field.minimum or value.high > field.maximum:
        raise NotANumberError(f"{quote(raw)} is out of bounds")
    return value


def is_date(text: str) -> bool:
    """Whether a text is a calendar date as YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _unknown_field(name: str, known: Mapping[str, Field]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - needed for mistakes only

    close = get_close_matches(name[:LONGEST_TEXT], known, n=1)
    return "there is no such input" + (f"; did you mean {close[0]}?" if close else "")
