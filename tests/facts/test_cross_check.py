"""Reading litellm's table, and what its agreement or dissent does to a row."""

import hashlib
import json
import subprocess
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

import pytest

from calculators.facts.refresh import litellm_prices as litellm
from calculators.facts.refresh.changes import change_report
from calculators.facts.refresh.cross_check import find_evidence, judge
from calculators.facts.refresh.facts_files import CROSS_CHECK, read_facts
from calculators.facts.refresh.staleness import STALE_AFTER_DAYS, staleness_report

TODAY = date(2026, 11, 23)


def entry(provider: str, cost: str = "1E-7", mode: str = "chat") -> dict[str, Any]:
    return {
        "litellm_provider": provider,
        "mode": mode,
        "input_cost_per_token": Decimal(cost),
        "output_cost_per_token": Decimal("5E-7"),
    }


def row(provider: str, model: str, amount: float = 0.1) -> dict[str, Any]:
    return {
        "provider": provider,
        "id": model,
        "status": "second-hand",
        "prices": [{"from": None, "standard": {"input": amount, "output": 0.5}}],
    }


def test_prices_are_per_million_and_free_of_rounding_noise() -> None:
    (price,) = litellm.litellm_prices({"gpt-6-luna": entry("openai", "1.6500000000000002e-06")})
    assert (price.provider, price.model, price.input, price.output) == (
        "openai",
        "gpt-6-luna",
        Decimal("1.65"),
        Decimal("0.5"),
    )


def test_only_priced_text_models_of_known_providers_are_read() -> None:
    table = {
        "gemini/gemini-2.5-pro": entry("gemini"),
        "vertex_ai/claude-opus-5": entry("vertex_ai-anthropic_models"),
        "us.anthropic.claude-opus-5": entry("bedrock_converse"),
        "eu.anthropic.claude-opus-5": entry("bedrock_converse"),
        "bedrock/us-gov-east-1/nvidia.nemotron-nano-3-30b": entry("bedrock"),
        "gpt-image-1": entry("openai", mode="image_generation"),
        "gpt-free": entry("openai", "0"),
        "elsewhere/model": entry("elsewhere"),
        "sample_spec": {"mode": "chat"},
    }
    found = {(price.provider, price.model) for price in litellm.litellm_prices(table)}
    assert found == {
        ("google", "gemini-2.5-pro"),
        ("google", "claude-opus-5"),
        ("aws", "us.anthropic.claude-opus-5"),
    }


def test_a_wheel_with_the_pinned_hash_is_opened_without_a_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = tmp_path / "litellm-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(litellm.TABLE, json.dumps({"gpt-6-luna": {"mode": "chat"}}))
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    monkeypatch.setattr(litellm, "pinned", lambda: ("1", sha256))

    def no_network(*_: object, **__: object) -> NoReturn:
        raise AssertionError("pip was started")

    monkeypatch.setattr(subprocess, "run", no_network)
    assert litellm.download_table(tmp_path) == {"gpt-6-luna": {"mode": "chat"}}
    wheel.write_bytes(wheel.read_bytes() + b"tampered")
    with pytest.raises(AssertionError, match="pip was started"):
        litellm.download_table(tmp_path)


def test_the_cross_check_was_made_with_the_pinned_wheel() -> None:
    source = read_facts(CROSS_CHECK)["source"]
    assert (source["version"], source["wheel_sha256"]) == litellm.pinned()


def prices_of(*names: tuple[str, str, str]) -> list[litellm.LitellmPrice]:
    return list(litellm.litellm_prices({name: entry(family, cost) for name, family, cost in names}))


def test_a_model_s_own_name_counts_before_other_names() -> None:
    rows = [row("openai", "gpt-6-luna")]
    prices = prices_of(("gpt-6-luna", "openai", "1E-7"), ("gpt-6-luna-2026-09-01", "openai", "9E-7"))
    assert [(found["litellm"], found["by"]) for found in find_evidence(rows, prices)] == [("gpt-6-luna", "id")]
    (dated,) = find_evidence(rows, prices[1:])
    assert (dated["litellm"], dated["by"], dated["input"]) == ("gpt-6-luna-2026-09-01", "rule", 0.9)


def test_regional_prices_at_aws_are_compared_with_the_american_ones() -> None:
    prices = prices_of(
        ("openai.gpt-6-luna", "bedrock_converse", "1E-7"), ("us.openai.gpt-6-luna", "bedrock_converse", "1.1E-7")
    )
    found = find_evidence([row("aws", "regional.openai.gpt-6-luna", 0.11)], prices)
    assert [item["litellm"] for item in found] == ["us.openai.gpt-6-luna"]


def evidence(amount: float) -> dict[str, Any]:
    return {"provider": "openai", "id": "a", "litellm": "a", "by": "id", "input": amount, "output": 0.5}


def test_agreement_dissent_and_silence() -> None:
    rows = [row("openai", "a")]
    key = ("openai", "a")
    assert judge(rows, [evidence(0.1)], TODAY) == ({key: "cross-checked"}, [])
    assert judge(rows, [], TODAY) == ({key: "second-hand"}, [])
    statuses, disagreements = judge(rows, [evidence(0.1), evidence(0.2)], TODAY)
    assert statuses == {key: "disputed"}
    assert disagreements == [
        {
            "provider": "openai",
            "id": "a",
            "genai_prices": {"input": 0.1, "output": 0.5},
            "litellm": {"name": "a", "input": 0.2, "output": 0.5},
        }
    ]


def test_the_price_of_the_day_and_of_a_short_request_is_compared() -> None:
    announced = {"from": "2026-12-01", "standard": {"input": 0.2, "output": 0.5}}
    rows = [row("openai", "a")]
    rows[0]["prices"][0]["standard"]["input"] = [[0, 0.1], [200_000, 0.3]]
    rows[0]["prices"].append(announced)
    assert judge(rows, [evidence(0.1)], TODAY)[0][("openai", "a")] == "cross-checked"
    assert judge(rows, [evidence(0.1)], date(2026, 12, 1))[0][("openai", "a")] == "disputed"


def test_the_change_report_names_what_changed_and_nothing_else() -> None:
    before = {"facts_date": "2026-11-01", "models": [row("openai", name) for name in "abc"]}
    repriced, judged, added = row("openai", "a", 0.2), row("openai", "b"), row("zai", "d")
    judged["status"] = "disputed"
    report = change_report(before, {"facts_date": "2026-11-23", "models": [repriced, judged, added]})
    header, *lines = report.splitlines()
    assert header == "Token prices, 2026-11-01 -> 2026-11-23: 4 changes"
    assert {line.split(":")[0].strip() for line in lines} == {
        "$ openai/a",
        "+ zai/d",
        "- openai/c",
        "? openai/b",
    }
    assert change_report(before, before).endswith(": 0 changes")


def test_the_staleness_report_names_old_rows_only() -> None:
    limit = date.fromordinal(TODAY.toordinal() - STALE_AFTER_DAYS).isoformat()
    day_older = date.fromordinal(TODAY.toordinal() - STALE_AFTER_DAYS - 1).isoformat()
    rows = [{"provider": "x", "id": "old", "date_seen": day_older}, {"id": "new", "date_seen": limit}]
    report = staleness_report({"table.json": {"rows": rows, "extra": {"date_seen": day_older}}}, TODAY)
    assert report.splitlines()[1:] == [
        "  table.json: 2 of 3 rows",
        f"    {day_older}  extra",
        f"    {day_older}  x old",
    ]
