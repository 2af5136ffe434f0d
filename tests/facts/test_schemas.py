"""Every facts file has a schema, keeps to it, and is dated."""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

SCHEMAS = Path(__file__).parent
FACTS = SCHEMAS.parents[1] / "calculators" / "facts"
TABLES = sorted(path.stem for path in FACTS.glob("*.json"))

Change = Callable[[dict[str, Any]], object]


def table(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FACTS / f"{name}.json").read_text("utf-8"))
    return content


def problems(name: str, content: dict[str, Any]) -> list[str]:
    schema = json.loads((SCHEMAS / f"{name}.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]


def dates_seen(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "date_seen" in value:
            yield value["date_seen"]
        value = list(value.values())
    if isinstance(value, list):
        for child in value:
            yield from dates_seen(child)


@pytest.mark.parametrize("name", TABLES)
def test_a_facts_file_keeps_to_its_schema(name: str) -> None:
    assert problems(name, table(name)) == []


def test_every_schema_belongs_to_a_facts_file() -> None:
    schemas = [path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json")]
    assert sorted(schemas) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_nothing_was_seen_after_the_facts_date(name: str) -> None:
    content = table(name)
    dates = list(dates_seen(content))
    assert dates
    assert max(dates) <= content["facts_date"]


DAMAGES: dict[str, tuple[str, Change]] = {
    "no status": ("token_prices", lambda content: content["models"][0].pop("status")),
    "unknown key": ("token_prices", lambda content: content["models"][0].update(colour="red")),
    "no such day": ("token_prices", lambda content: content["models"][0].update(date_seen="2026-11-31")),
    "free input": ("token_prices", lambda content: standard_prices(content).update(input=0)),
    "half a tier": ("token_prices", lambda content: standard_prices(content).update(input=[[0], [1, 2]])),
    "no hash": ("token_prices_cross_check", lambda content: content["source"].pop("wheel_sha256")),
    "no source": ("prompt_caching", lambda content: content["providers"][0].pop("source")),
    "hearsay": ("prompt_caching", lambda content: content["providers"][0].update(source="a colleague")),
    "long quote": ("prompt_caching", lambda content: content["providers"][0].update(quote=26 * "word ")),
}


def standard_prices(content: dict[str, Any]) -> dict[str, Any]:
    prices: dict[str, Any] = content["models"][0]["prices"][0]["standard"]
    return prices


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_schema_finds_a_damaged_row(damage: str) -> None:
    name, change = DAMAGES[damage]
    damaged = copy.deepcopy(table(name))
    change(damaged)
    assert len(problems(name, damaged)) == 1
