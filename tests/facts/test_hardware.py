"""GPUs, their hourly prices and the costs of work: what joins, what is found, what a price range spans."""

import copy
from collections.abc import Callable
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest

from calculators.facts import gpus, labour, load
from tests.facts.test_schemas import problems

# Spellings as people and the published runs write them, and the card that is meant.
SPELLINGS = {
    "A100-80GB": "A100-80GB-SXM",
    "A100-80G": "A100-80GB-SXM",
    "nvidia a100-sxm4-80gb": "A100-80GB-SXM",
    "A100-40GB": "A100-40GB-SXM",
    "A800-80GB": "A800-80GB",
    "A10G-24GB": "A10G",
    "NVIDIA GeForce RTX 4090": "RTX 4090",
    "RTX4090-24GB": "RTX 4090",
    "3090": "RTX 3090",
    "A5000-24GB": "RTX A5000",
    "A6000-48GB": "RTX A6000",
    "RTX6000Ada-48GB": "RTX 6000 Ada",
    "Tesla T4": "T4",
    "V100-16GB": "V100-SXM2-16GB",
    "H100-SXM": "H100-SXM-80GB",
    "NVIDIA H100 80GB HBM3": "H100-SXM-80GB",
    "H100-96GB(500W)": "H100-96GB",
    "H200-NVL-141GB": "H200-NVL-141GB",
    "B200": "B200-SXM",
    "GB200": "GB200",
    "Intel Gaudi2": "Gaudi2",
    "AMD Instinct MI300X": "MI300X",
    "A100-SXM-64GB": "A100-80GB-SXM",
    "8xA100-80GB": "A100-80GB-SXM",
    "8x H100 SXM5": "H100-SXM-80GB",
    "A800/H800-80GB": "A800-80GB",
    "H800-80GB": "H800-80GB",
    "H100 PCIe 80GB": "H100-PCIe-80GB",
    "NVIDIA H100 PCIe": "H100-PCIe-80GB",
    "H100 NVL": "H100-NVL-94GB",
    "H200 SXM 141GB": "H200-SXM-141GB",
    "NVIDIA GH200 480GB": "GH200-96GB",
    "H20-96GB": "H20-96GB",
    "B300-270GB": "B300-SXM",
    "NVIDIA B200 180GB HBM3e": "B200-SXM",
    "GB200 NVL72": "GB200",
    "GB300 NVL4": "GB300",
    "NVIDIA DGX Spark": "GB10",
    "L4": "L4",
    "NVIDIA L40S 48GB": "L40S",
    "A40-48GB": "A40",
    "NVIDIA A30 24GB": "A30",
    "Tesla V100-PCIE-32GB": "V100-PCIe-32GB",
    "V100-32GB": "V100-SXM2-32GB",
    "T4-16GB": "T4",
    "Tesla P100-PCIE-16GB": "P100",
    "RTX 6000 Ada": "RTX 6000 Ada",
    "NVIDIA RTX 6000 Ada Generation": "RTX 6000 Ada",
    "NVIDIA RTX A6000": "RTX A6000",
    "RTX-A5000-24GB": "RTX A5000",
    "Quadro RTX 8000": "Quadro RTX 8000",
    "RTX PRO 4500-32GB": "RTX PRO 4500",
    "RTX PRO 6000 Blackwell Server Edition": "RTX PRO 6000",
    "NVIDIA RTX PRO 6000 Blackwell Workstation Edition": "RTX PRO 6000",
    "RTX 5090": "RTX 5090",
    "GeForce RTX 5080 16GB": "RTX 5080",
    "RTX 4090 (24GB)": "RTX 4090",
    "RTX 4090 48GB": "RTX 4090",
    "NVIDIA GeForce RTX 3080 Ti": "RTX 3080 Ti",
    "RTX3090+TitanRTX": "RTX 3090",
    "MI250": "MI250",
    "MI250-64GB(GCD)": "MI250 GCD",
    "AMD Instinct MI250X": "MI250X",
    "AMD Instinct MI325X OAM": "MI325X",
    "MI355X-288GB": "MI355X",
    "AMD Radeon RX 7900 XTX": "RX 7900 XTX",
    "RX7900XTX-24GB": "RX 7900 XTX",
    "Intel Gaudi 3": "Gaudi3",
    "Intel Data Center GPU Max 1550": "Max 1550",
    "Trainium1 (trn1.2xlarge, 2 cores)": "Trainium1",
    "AWS Trainium2": "Trainium2",
    "TPU v3": "TPU v3",
    "Google TPU v4": "TPU v4",
    "TPU v5e": "TPU v5e",
    "TPU v5p": "TPU v5p",
    "Apple M2 Ultra": "Apple M2 Ultra",
    "Apple M2 Ultra 76-core GPU": "Apple M2 Ultra",
    "M3 Max 128GB": "Apple M3 Max",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_gpu_is_found_by_any_spelling(spelling: str) -> None:
    assert gpus.find(spelling).name == SPELLINGS[spelling]


def test_a_spelling_means_one_gpu() -> None:
    rows = load("gpus")["gpus"]
    spellings = [name for row in rows for name in {gpus._plain(s) for s in (row["name"], *row.get("aliases", ()))}]
    assert [name for name in spellings if spellings.count(name) > 1] == []


@pytest.mark.parametrize(
    ("spelling", "memory_gb"),
    [("B300-270GB", 270), ("Apple M1 Max 32GB", 32), ("A100-SXM-64GB", 64), ("B300", 288), ("H800-80GB", 80)],
)
def test_a_card_has_the_memory_that_is_said_or_else_that_of_the_table(spelling: str, memory_gb: float) -> None:
    assert gpus.find(spelling).memory_gb == memory_gb


@pytest.mark.parametrize("name", ["", "A1000", "H100X", "0GB GPU", "something"])
def test_an_unknown_gpu_is_refused(name: str) -> None:
    with pytest.raises(gpus.UnknownGpuError):
        gpus.find(name)


def test_a_misspelt_gpu_is_answered_with_likely_ones() -> None:
    with pytest.raises(gpus.UnknownGpuError) as refused:
        gpus.find("H100-SMX")
    assert refused.value.close[0] == "H100-SXM-80GB"


def test_a_card_without_a_name_has_memory_and_no_rates() -> None:
    for name in ("40GB+ GPU", "Accelerator 9 40 GB"):
        assert gpus.find(name)[:5] == ("40GB GPU", 40, None, None, None)
    assert gpus.hourly_prices("40GB+ GPU") is None


def test_rates_are_dense() -> None:
    rows = [row for row in load("gpus")["gpus"] if "sparse_tflops" in row]
    assert len(rows) >= 5
    for row in rows:
        assert 2 * row["bf16_tflops"] <= row["sparse_tflops"] * 1.001, row["name"]


def test_every_gpu_that_can_train_in_half_precision_says_how_fast() -> None:
    for row in load("gpus")["gpus"]:
        assert row.keys() & {"bf16_tflops", "fp16_tflops"}, row["name"]
        lowest = 4 if not row["name"].startswith(("Apple", "P100")) else 0.5  # neither has matrix units
        assert lowest <= row.get("bf16_tflops", row.get("fp16_tflops")) / row["memory_gb"] ** 0.5 <= 250, row["name"]


def test_cards_before_ampere_have_no_bf16() -> None:
    for row in load("gpus")["gpus"]:
        is_old = row["name"].startswith(("P100", "V100", "T4", "RTX 2", "Titan", "Quadro", "MI100"))
        assert ("bf16_tflops" not in row) == is_old, row["name"]


def test_what_was_worked_out_says_how() -> None:
    assert [row["name"] for row in load("gpus")["gpus"] if row["status"] == "derived" and "note" not in row] == []


def test_every_price_has_a_gpu_and_a_catalogue_and_none_is_listed_twice() -> None:
    table = load("gpu_prices")
    catalogues = {entry["id"] for entry in table["catalogues"]}
    assert {offer["catalogue"] for offer in table["offers"]} == catalogues
    assert {offer["gpu"] for offer in table["offers"]} <= set(gpus.names())
    keys = [(offer["gpu"], offer["provider"]) for offer in table["offers"]]
    assert len(keys) == len(set(keys))
    assert {row["priced_as"] for row in load("gpus")["gpus"] if "priced_as" in row} <= set(gpus.names())


def test_low_middle_and_high_rise_and_spot_is_cheaper() -> None:
    for offer in load("gpu_prices")["offers"]:
        for purchase in ("on-demand", "spot"):
            assert offer.get(purchase, []) == sorted(offer.get(purchase, [])), offer
        if "on-demand" in offer and "spot" in offer:
            assert offer["spot"][1] < offer["on-demand"][1], offer


def test_an_old_catalogue_is_kept_and_not_offered() -> None:
    historical = {entry["id"] for entry in load("gpu_prices")["catalogues"] if entry["status"] == "historical"}
    kept = [offer for offer in load("gpu_prices")["offers"] if offer["catalogue"] in historical]
    assert kept
    for offer in kept:
        assert gpus.live_offers(offer["gpu"]) == []
        assert gpus.hourly_prices(offer["gpu"]) is None


def test_a_catalogue_in_use_is_younger_than_a_year() -> None:
    today = date.fromisoformat(load("gpu_prices")["facts_date"])
    for entry in load("gpu_prices")["catalogues"]:
        if entry["status"] != "historical":
            assert date.fromisoformat(entry["date_seen"]) > today - timedelta(days=365), entry["id"]


def offers(name: str, purchase: str) -> list[dict[str, Any]]:
    groups = {"hyperscaler", "gpu-cloud"}
    rows = load("gpu_prices")["offers"]
    return [row for row in rows if row["gpu"] == name and row["group"] in groups and purchase in row]


def test_a_price_range_spans_providers_regions_and_machines() -> None:
    rows = offers("H100-SXM-80GB", "on-demand")
    priced = gpus.hourly_prices("H100-SXM", "on-demand")
    assert priced is not None
    assert priced.range.base == pytest.approx(median(row["on-demand"][1] for row in rows))
    assert min(row["on-demand"][0] for row in rows) < priced.range.low < priced.range.base
    assert priced.range.base < priced.range.high < max(row["on-demand"][2] for row in rows)
    assert (priced.providers, priced.offers) == (len(rows), sum(row["offers"] for row in rows))
    assert priced.source.class_ == "derived"


def test_one_provider_alone_gives_its_own_range() -> None:
    priced = gpus.hourly_prices("A10G")
    assert priced is not None
    assert priced.range == (1.006, 1.83, 4.096)
    assert gpus.hourly_prices("A10G", "spot") is None


def test_catalogues_do_not_tell_the_forms_of_an_a100_apart() -> None:
    assert gpus.hourly_prices("A100-80GB-PCIe") == gpus.hourly_prices("A100-80GB-SXM")


def test_a_managed_deployment_is_no_machine_to_train_on() -> None:
    managed = gpus.hourly_prices("H100-SXM", groups=("managed",))
    assert managed is not None
    assert managed.providers == 2
    assert "fireworks" not in {row["provider"] for row in gpus.live_offers("H100-SXM-80GB")}


@pytest.mark.parametrize(
    ("price", "listed", "machines"),
    [
        ("H100-SXM-80GB", 55.04, 8),  # AWS p5.48xlarge
        ("B200-SXM", 113.9328, 8),  # AWS p6-b200.48xlarge
        ("A100-80GB-SXM", 27.44705, 8),  # AWS p4de.24xlarge
    ],
)
def test_a_machine_s_price_is_divided_by_its_gpus(price: str, listed: float, machines: int) -> None:
    rows = [row for row in offers(price, "on-demand") if row["catalogue"] == "aws"]
    assert rows[0]["on-demand"][1] == pytest.approx(listed / machines, abs=1e-4)


def test_costs_of_work_are_found_by_id_and_rise() -> None:
    assert len(set(labour.items())) == len(labour.items())
    for item in labour.items():
        low, base, high = labour.find(item).range
        assert 0 < low <= base <= high, item
    with pytest.raises(labour.UnknownLabourError) as refused:
        labour.find("wage-astronaut")
    assert refused.value.close == labour.items()


@pytest.mark.parametrize("who", ["data-scientist", "software-developer", "machine-learning-engineer"])
def test_a_paid_hour_is_the_wage_with_the_employer_s_cost(who: str) -> None:
    wage, hour = labour.find(f"wage-{who}").range, labour.find(f"loaded-hour-{who}").range
    factor = labour.find("employer-load-factor").range.base
    assert hour == pytest.approx([value / 2080 * factor for value in wage], rel=1e-3)


DAMAGES: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "a GPU without memory": ("gpus", lambda table: table["gpus"][0].pop("memory_gb")),
    "a rate of zero": ("gpus", lambda table: table["gpus"][0].update(bf16_tflops=0)),
    "a GPU by hearsay": ("gpus", lambda table: table["gpus"][0].update(source="memory")),
    "a price without a source": ("gpu_prices", lambda table: table["catalogues"][0].pop("source")),
    "half a range": ("gpu_prices", lambda table: table["offers"][0].update({"on-demand": [1, 2]})),
    "nothing to rent": ("gpu_prices", lambda table: [table["offers"][0].pop(key, 0) for key in ("on-demand", "spot")]),
    "free work": ("labour", lambda table: table["items"][0].update(typical=0)),
    "no such unit": ("labour", lambda table: table["items"][0].update(unit="usd")),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_the_schema_finds_a_damaged_row(damage: str) -> None:
    name, change = DAMAGES[damage]
    damaged = copy.deepcopy(load(name))
    assert problems(name, damaged) == []
    change(damaged)
    assert problems(name, damaged)
