"""The command line's contract."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from calculators import __version__
from calculators.__main__ import main
from calculators.catalogue import CALCULATORS
from calculators.facts import facts_date
from calculators.forms.inference import FORM

SOURCE_KEYS = {"id", "url", "date_seen", "status", "class", "statement"}
RESULT_KEYS = {"low", "base", "high", "unit", "state", "sources", "assumed_share", "validation"}


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def run_command(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(arguments)
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        out, err = capsys.readouterr()
        return code, out, err

    return run_command


def write(folder: Path, value: object) -> str:
    path = folder / "input.json"
    path.write_text(json.dumps(value), "utf-8")
    return str(path)


def test_without_arguments_it_lists_the_calculators(run: Any) -> None:
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.splitlines() == [f"{each.name:<12} {each.summary}" for each in CALCULATORS.values()]
    assert {"inference", "training", "compare"} <= CALCULATORS.keys()


def test_the_version_names_the_facts(run: Any) -> None:
    for arguments in (["--version"], ["inference", "--version"]):
        assert run(*arguments) == (0, f"prompt-or-tune {__version__}, facts {facts_date()}\n", "")


def test_help_has_every_input_in_both_spellings(run: Any) -> None:
    code, out, _ = run("inference", "--help")
    assert code == 0
    assert all(f"--{field.name.replace('_', '-')}" in out and f"--{field.name}" in out for field in FORM.fields)


def test_the_answer_has_the_contracts_shape(run: Any) -> None:
    code, out, err = run("inference", "--requests-per-month", "100k..1M", "--output_tokens", "200")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert {
        "calculator",
        "schema_version",
        "package_version",
        "facts_date",
        "inputs",
        "results",
        "details",
        "notes",
    } == (answer.keys())
    assert answer["inputs"].keys() == {field.name for field in FORM.fields}
    assert answer["inputs"]["requests_per_month"] == {"low": 100_000, "base": 316_227.766, "high": 1_000_000}
    assert answer["inputs"]["output_tokens"] == 200
    for result in answer["results"].values():
        assert result.keys() == RESULT_KEYS
        assert all(source.keys() == SOURCE_KEYS for source in result["sources"])
        assert result["validation"].keys() == {"label", "runs", "error"}
        assert 0 <= result["assumed_share"] <= 1


def test_options_override_the_file_and_a_list_gives_a_list(run: Any, tmp_path: Path) -> None:
    path = write(tmp_path, [{"requests_per_month": 1}, {"output_tokens": {"low": 1, "high": 2}}])
    code, out, _ = run("inference", "--input", path, "--requests-per-month", "7")
    assert code == 0
    assert [answer["inputs"]["requests_per_month"] for answer in json.loads(out)] == [7, 7]


def test_the_schema_accepts_what_the_command_accepts(run: Any, tmp_path: Path) -> None:
    schema = json.loads(run("inference", "--schema")[1])
    good = {"requests_per_month": {"low": 1, "high": 5}, "output_tokens": "1k", "provider": "openai", "turns": None}
    jsonschema.validate(good, schema)
    assert run("inference", "--input", write(tmp_path, good))[0] == 0
    bad: Sequence[dict[str, object]] = [
        {"turns": 0},
        {"provider": "nobody"},
        {"requests": 1},
        {"retry_rate": {"low": 1}},
    ]
    for inputs in bad:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(inputs, schema)
        assert run("inference", "--input", write(tmp_path, inputs))[0] == 2


def test_bad_input_is_one_line_per_problem_and_an_error_object(run: Any) -> None:
    code, out, err = run("inference", "--requests-per-month", "-1..5", "--turns", "abc")
    assert code == 2
    assert err == (
        "requests_per_month: “-1..5” is out of bounds. Enter 0 to 1,000,000,000,000 requests/month.\n"
        "turns: “abc” is not a number. Enter 1 to 200 turns.\n"
    )
    assert json.loads(out)["errors"][1] == {
        "field": "turns",
        "value": "“abc”",
        "message": "“abc” is not a number. Enter 1 to 200 turns.",
        "minimum": 1,
        "maximum": 200,
        "unit": "turns",
    }


def test_in_a_list_good_objects_are_answered_all_the_same(run: Any, tmp_path: Path) -> None:
    path = write(tmp_path, [{"turns": 0}, {"turns": 1}, 3])
    code, out, err = run("inference", "--input", path)
    first, second, third = json.loads(out)
    assert code == 2
    assert "errors" in first
    assert second["results"]["cost_usd_per_month"]["state"] == "value"
    assert third["errors"][0]["field"] == "input"
    assert [line[:4] for line in err.splitlines()] == ["[0] ", "[2] "]
    code, out, _ = run("inference", "--input", path, "--format", "csv")
    assert code == 2
    assert {row["index"] for row in csv.DictReader(io.StringIO(out))} == {"1"}


@pytest.mark.parametrize("content", ["{", "", "\x00"])
def test_a_file_that_is_no_json_is_named(run: Any, tmp_path: Path, content: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content, "utf-8")
    code, _, err = run("inference", "--input", str(path))
    assert (code, len(err.splitlines())) == (2, 1)
    assert "broken.json is not JSON" in err


def test_what_does_not_exist_is_bad_input(run: Any) -> None:
    for arguments in (["nope"], ["inference", "--requests", "5"], ["inference", "--input", "no-such-file.json"]):
        assert run(*arguments)[0] == 2
    for day in ("2999-01-01", "2026-13-01", "yesterday"):
        code, _, err = run("inference", "--facts-date", day)
        assert (code, err.startswith("facts_date: ")) == (2, True)


def test_a_condition_is_kept_by_the_whole_range_or_fails(run: Any) -> None:
    bill = ["inference", "--requests-per-month", "1000..4000", "--output-tokens", "100", "--format", "csv"]
    high = float(next(row["high"] for row in csv.DictReader(io.StringIO(run(*bill)[1]))))
    assert run(*bill, "--require", f"cost_usd_per_month<={high + 0.01}")[0] == 0
    code, _, err = run(*bill, "--require", f"cost_usd_per_month <= {high - 0.01}")
    assert (code, "its P90 is" in err) == (3, True)
    assert run(*bill, "--require", "cost_usd_per_month>=1e6")[0] == 3
    assert run(*bill, "--require", "no_such_result<=1")[0] == 3
    assert run(*bill, "--require", "cost_usd_per_month<1")[0] == 2


def test_every_format_answers(run: Any) -> None:
    mine = ["inference", "--requests-per-month", "5k", "--model", "claude-haiku-5-5"]
    outputs = {name: run(*mine, "--format", name) for name in ("table", "json", "markdown", "csv", "decision-record")}
    assert {code for code, _, _ in outputs.values()} == {0}
    assert outputs["csv"][1].startswith("index,result,low,base,high,unit,state\n0,cost_usd_per_month,")
    assert outputs["table"][1].startswith("Token bill: What does a month of requests cost?")
    assert "| Cost per month | $" in outputs["markdown"][1]
    record = outputs["decision-record"][1]
    assert [line for line in record.splitlines() if line.startswith("#")] == [
        "# What does a month of requests cost?",
        "## Context and problem statement",
        "## Decision drivers",
        "## Considered numbers",
        "## Consequences",
        "## Confirmation",
        "## More information",
    ]
    assert f"--requests-per-month=5000 --facts-date={facts_date()}`" in record
    assert "(yours)" in record


@pytest.mark.parametrize("seed", [(), ("--seed", "3")])
def test_the_command_in_a_record_gives_the_record_again(run: Any, seed: tuple[str, ...]) -> None:
    asked = ("inference", "--requests-per-month", "5k..9k", "--retry-rate", "2%..9%", *seed)
    record = run(*asked, "--format", "decision-record")[1]
    command = record.split("Reproduce it: `python -m calculators ")[1].split("`")[0]
    assert run(*command.split(), "--format", "decision-record")[1] == record
