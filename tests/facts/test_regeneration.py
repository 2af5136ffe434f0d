"""The committed files are what the generator makes of the installed package, without a network."""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from calculators.facts.refresh import __main__ as command
from calculators.facts.refresh.facts_files import CROSS_CHECK, TOKEN_PRICES, facts_text, read_facts
from calculators.facts.refresh.generated_content import model_rows, token_prices
from calculators.facts.refresh.staleness import STALE_AFTER_DAYS


@pytest.fixture
def copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the command work on copies of the committed files."""
    for constant, path in (("TOKEN_PRICES", TOKEN_PRICES), ("CROSS_CHECK", CROSS_CHECK)):
        monkeypatch.setattr(command, constant, Path(shutil.copy(path, tmp_path)))
    monkeypatch.setattr(command, "FACTS", tmp_path)
    return tmp_path


def test_the_committed_files_are_what_the_generator_makes(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check", "--offline"]) == 0
    assert ": 0 changes" in capsys.readouterr().out


def test_a_second_refresh_on_the_same_prices_changes_nothing(copies: Path) -> None:
    before = (copies / TOKEN_PRICES.name).read_bytes()
    facts_date = read_facts(TOKEN_PRICES)["facts_date"]
    assert command.main(["--offline", "--today", facts_date]) == 0
    assert (copies / TOKEN_PRICES.name).read_bytes() == before


def test_a_check_finds_an_edited_price(copies: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = copies / TOKEN_PRICES.name
    content = read_facts(path)
    content["models"][0]["prices"][0]["standard"]["input"] = 123
    path.write_text(facts_text(content), "utf-8")
    assert command.main(["--check", "--offline"]) == 1
    assert f"$ {content['models'][0]['provider']}/{content['models'][0]['id']}" in capsys.readouterr().out
    assert read_facts(path) == content, "a check writes nothing"


def test_the_json_has_one_line_per_model() -> None:
    lines = TOKEN_PRICES.read_text("utf-8").splitlines()
    models = read_facts(TOKEN_PRICES)["models"]
    rows = [line for line in lines if line.startswith('  {"provider":')]
    assert [json.loads(row.removesuffix(",")) for row in rows] == models


def regenerated(previous: dict[str, Any], today: str) -> dict[str, Any]:
    day = date.fromisoformat(today)
    return token_prices(model_rows(day), read_facts(CROSS_CHECK), previous, day)


def later(content: dict[str, Any]) -> str:
    """Return a day so long after the facts date that every row seen by then is stale."""
    return (date.fromisoformat(content["facts_date"]) + timedelta(days=STALE_AFTER_DAYS + 1)).isoformat()


def test_a_changed_row_alone_gets_a_new_date() -> None:
    previous = read_facts(TOKEN_PRICES)
    today = previous["facts_date"]
    earlier = (date.fromisoformat(today) - timedelta(days=10)).isoformat()
    undated = [row for row in previous["models"] if row["date_seen"] == previous["source"]["date_seen"]]
    for row in undated:
        row["date_seen"] = earlier
    previous["source"].update(version="0.0.1", date_seen=earlier)
    undated[0]["prices"][0]["standard"]["input"] = 123
    after = regenerated(previous, today)
    assert after["facts_date"] == after["source"]["date_seen"] == today
    assert [row["id"] for row in after["models"] if row["date_seen"] == today] == [undated[0]["id"]]
    assert sum(row["date_seen"] == earlier for row in after["models"]) == len(undated) - 1


def test_rows_that_a_much_newer_release_still_lists_are_dated_anew() -> None:
    previous = read_facts(TOKEN_PRICES)
    previous["source"]["version"] = "0.0.1"
    after = regenerated(previous, later(previous))
    dates = {row["date_seen"] for row in after["models"]}
    assert after["source"]["date_seen"] in dates
    assert previous["facts_date"] not in dates


def test_the_same_release_changes_nothing_however_late() -> None:
    previous = read_facts(TOKEN_PRICES)
    assert regenerated(previous, later(previous)) == previous
