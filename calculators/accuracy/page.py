"""The tables of docs/reference/accuracy.md, as blocks that the page includes."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from calculators.accuracy.runs import Prediction
from calculators.accuracy.scoring import GROUPS, in_group, score
from calculators.facts import load

BLOCKS = Path(__file__).parents[2] / "docs" / "_shared"
_WORST = 5


def blocks(predictions: Sequence[Prediction]) -> Mapping[str, str]:
    """Return the text of each block by file name."""
    return {
        "accuracy-groups.md": _groups(predictions),
        "accuracy-families.md": _families(predictions),
        "accuracy-worst.md": _worst(predictions),
    }


def write_blocks(predictions: Sequence[Prediction]) -> None:
    """Write the blocks that the page includes."""
    for name, text in blocks(predictions).items():
        (BLOCKS / name).write_text(text, "utf-8")


def _table(label: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table that a keyboard can scroll, named by `label`."""
    lines = [head, ["---"] * len(head), *rows]
    text = "".join(f"| {' | '.join(line)} |\n" for line in lines)
    return f'<div class="reference-table" tabindex="0" role="region" aria-label="{label}" markdown>\n\n{text}\n</div>\n'


def _groups(predictions: Sequence[Prediction]) -> str:
    rows = []
    for group in GROUPS:
        found = score(in_group(predictions, group))
        rows.append(
            [
                group,
                str(found.runs),
                str(found.families),
                f"{found.middle:.2f}",
                f"{found.most:.2f}",
                f"{found.inside:.0%}",
                f"{found.width:.1f}",
            ]
        )
    head = ["what", "runs", "sources", "middle off by", "nine in ten within", "inside the range", "high / low"]
    return _table("Accuracy", head, rows)


def _families(predictions: Sequence[Prediction]) -> str:
    rows = []
    for group in GROUPS:
        found = in_group(predictions, group)
        for family in sorted({item.measurement.family for item in found}):
            of_family = [item for item in found if item.measurement.family == family]
            reached = score(of_family)
            source = next(row["source"] for row in load("training_runs")["families"] if row["id"] == family)
            rows.append(
                [
                    group,
                    f"[`{family}`]({source})",
                    str(reached.runs),
                    f"{reached.middle:.2f}",
                    f"{reached.most:.2f}",
                    f"{reached.inside:.0%}",
                ]
            )
    return _table(
        "Accuracy by source",
        ["what", "source", "runs", "middle off by", "nine in ten within", "inside the range"],
        rows,
    )


def _worst(predictions: Sequence[Prediction]) -> str:
    rows = []
    for group in GROUPS:
        seen: set[tuple[str, object, object]] = set()
        for item in sorted(in_group(predictions, group), key=lambda found: -found.error):
            run = item.measurement
            kind = (run.family, run.inputs["model"], run.inputs["method"])
            if kind not in seen and len(seen) < _WORST:
                seen.add(kind)
                ratio = item.range.base / run.measured
                what = f"{run.inputs['model']}, `{run.inputs['method']}`"
                rows.append([group, f"[`{run.id}`]({run.source})", what, f"{ratio:.2f}", _reason(run.id, run.family)])
    return _table("Runs that are furthest off", ["quantity", "run", "what", "computed / measured", "why"], rows)


def _reason(run: str, family: str) -> str:
    for row in load("training_runs")["why_off"]:
        if run in row["runs"] or family in row["families"]:
            return str(row["reason"])
    return "not understood"
