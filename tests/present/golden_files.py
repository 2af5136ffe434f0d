"""Texts that were read and found good, of one input: `python -m tests.present.golden_files` writes them anew.

After a change of the engine or the facts, look at the difference before committing it.
"""

import json
from collections.abc import Callable
from pathlib import Path

from calculators.catalogue import Answer, answer
from calculators.present.decision_record import as_decision_record
from calculators.present.text import as_markdown, as_table

FOLDER = Path(__file__).parent / "golden"
FACTS_DATE = "2026-11-23"
LINK = "https://example.org/tune/decide/compare/?compare.task=extraction"
WRITERS: dict[str, Callable[[list[Answer]], str]] = {
    "compare.txt": as_table,
    "compare.md": lambda answers: as_markdown(answers, LINK, "/tune/"),
    "compare-record.md": lambda answers: as_decision_record(answers, LINK, "/tune/"),
}


def golden_answer() -> Answer:
    """Answer the input of the golden files."""
    return answer("compare", json.loads((FOLDER / "compare.json").read_bytes()), on_date=FACTS_DATE)


def main() -> None:
    """Write the files."""
    answers = [golden_answer()]
    for name, write in WRITERS.items():
        (FOLDER / name).write_text(write(answers) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
