"""The command line: `python -m calculators NAME --field value …`."""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from calculators import __version__
from calculators.catalogue import CALCULATORS, DEFAULT_SEED, Answer, Calculator, answer
from calculators.conditions import Condition, ConditionError, failed_conditions, parse_condition
from calculators.facts import facts_date
from calculators.forms import Field, InputError, InputErrors
from calculators.forms.parsing import quote, typed
from calculators.present import text
from calculators.present.contract import answer_as_object, errors_as_object, to_json
from calculators.present.decision_record import as_decision_record
from calculators.present.schema import input_schema

FORMATS = ("table", "json", "markdown", "csv", "decision-record")
ANSWERED, BAD_INPUT, CONDITION_FAILED = 0, 2, 3
_FIELD = "field_"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    options = _parser().parse_args(_join_negative_values(sys.argv[1:] if arguments is None else arguments))
    if options.calculator is None:
        for calculator in CALCULATORS.values():
            print(f"{calculator.name:<12} {calculator.summary}")
        return ANSWERED
    calculator = CALCULATORS[options.calculator]
    if options.schema:
        print(to_json(input_schema(calculator)))
        return ANSWERED
    return _answer(calculator, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m calculators",
        description="Without arguments: the calculators, one line each.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"prompt-or-tune {__version__}, facts {facts_date()}")
    names = parser.add_subparsers(dest="calculator", metavar="NAME")
    for calculator in CALCULATORS.values():
        _add_options(names.add_parser(calculator.name, description=calculator.summary, allow_abbrev=False), calculator)
    return parser


def _add_options(parser: argparse.ArgumentParser, calculator: Calculator) -> None:
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of the inputs")
    parser.add_argument("--input", metavar="FILE.json", help="one input object or a list of them; - is stdin")
    parser.add_argument("--format", choices=FORMATS, help="default: table on a terminal, else json")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help="of the sampling (default %(default)s)")
    parser.add_argument("--facts-date", "--facts_date", metavar="YYYY-MM-DD", help="the day whose prices count")
    parser.add_argument(
        "--require",
        action="append",
        default=[],
        metavar="RESULT<=VALUE",
        help="exit 3 unless the whole range of the result keeps this bound (or >=)",
    )
    parser.add_argument("--version", action="version", version=f"prompt-or-tune {__version__}, facts {facts_date()}")
    inputs = parser.add_argument_group("inputs (a number, or a range such as 100k..1M)")
    for field in calculator.form.fields:
        spellings = dict.fromkeys((f"--{field.name.replace('_', '-')}", f"--{field.name}"))
        inputs.add_argument(
            *spellings,
            dest=_FIELD + field.name,
            help=_help(field).replace("%", "%%"),
            **({"action": argparse.BooleanOptionalAction} if field.kind == "boolean" else {"metavar": "VALUE"}),
        )


def _help(field: Field) -> str:
    default = typed(field.default) or field.blank
    return f"{field.help} {field.bounds[0].upper()}{field.bounds[1:]}. Default: {default}."


def _join_negative_values(arguments: Sequence[str]) -> list[str]:
    """Write `--field -1..5` as `--field=-1..5`: argparse takes what starts with a dash for an option."""
    joined: list[str] = []
    for argument in arguments:
        if re.match(r"-[\d.]", argument) and joined and re.fullmatch(r"--[\w-]+", joined[-1]):
            joined[-1] += f"={argument}"
        else:
            joined.append(argument)
    return joined


def _answer(calculator: Calculator, options: argparse.Namespace) -> int:
    try:
        conditions = [parse_condition(entry) for entry in options.require]
        given = _read_input(options.input)
    except (ConditionError, OSError, ValueError) as problem:
        print(f"{calculator.name}: {problem}", file=sys.stderr)
        return BAD_INPUT
    overrides = {
        name.removeprefix(_FIELD): value
        for name, value in vars(options).items()
        if name.startswith(_FIELD) and value is not None
    }
    outcomes: list[Answer | list[InputError]] = []
    for entries in given if isinstance(given, list) else [given]:
        try:
            merged = _as_object(entries) | overrides
            outcomes.append(answer(calculator.name, merged, seed=options.seed, on_date=options.facts_date))
        except InputErrors as problem:
            outcomes.append(problem.errors)
    _print(calculator, outcomes, options.format, as_list=isinstance(given, list))
    return _exit_code(outcomes, conditions)


def _as_object(entries: Any) -> dict[str, Any]:
    if isinstance(entries, dict):
        return entries
    raise InputErrors([InputError("input", quote(entries), f"{quote(entries)} is no input object")])


def _read_input(source: str | None) -> Any:
    if source is None:
        return {}
    try:
        return json.loads(sys.stdin.read() if source == "-" else Path(source).read_text("utf-8"))
    except json.JSONDecodeError as problem:
        raise ValueError(f"{source} is not JSON: {problem}") from problem


def _print(
    calculator: Calculator, outcomes: Sequence[Answer | list[InputError]], wanted: str | None, *, as_list: bool
) -> None:
    answers = [outcome for outcome in outcomes if isinstance(outcome, Answer)]
    match wanted or ("table" if sys.stdout.isatty() else "json"):
        case "json":
            objects = [
                answer_as_object(outcome) if isinstance(outcome, Answer) else errors_as_object(calculator.name, outcome)
                for outcome in outcomes
            ]
            print(to_json(objects if as_list else objects[0]))
        case "csv":
            print(text.as_csv([outcome if isinstance(outcome, Answer) else None for outcome in outcomes]))
        case form if answers:
            print({"table": text.as_table, "markdown": text.as_markdown}.get(form, as_decision_record)(answers))


def _exit_code(outcomes: Sequence[Answer | list[InputError]], conditions: Sequence[Condition]) -> int:
    failed = wrong = False
    for index, outcome in enumerate(outcomes):
        where = f"[{index}] " if len(outcomes) > 1 else ""
        if isinstance(outcome, Answer):
            for condition in failed_conditions(outcome.estimate, conditions):
                failed = True
                print(f"{where}does not hold: {condition}", file=sys.stderr)
        else:
            wrong = True
            for error in outcome:
                print(f"{where}{error.field}: {error.message}", file=sys.stderr)
    return BAD_INPUT if wrong else CONDITION_FAILED if failed else ANSWERED


if __name__ == "__main__":
    sys.exit(main())
