"""Dated facts in, sourced ranges out: what prompting, retrieval and fine-tuning cost and when they are live."""

from collections.abc import Mapping
from typing import Any

__version__ = "0.1.0"


def calculate(
    name: str, inputs: Mapping[str, object], *, seed: int = 0, facts_date: str | None = None
) -> dict[str, Any]:
    """Answer one input object, as the command line does with `--format json`.

    Args:
        name: of the calculator, such as "inference".
        inputs: numbers, ranges (`{"low": 1e5, "high": 1e6}` or "100k..1M") or text by input name.
        seed: of the sampling.
        facts_date: YYYY-MM-DD, the day whose prices count; the newest facts if omitted.

    Returns:
        Plain JSON data: inputs with defaults, results with range, unit, sources and validation, details, notes.

    Raises:
        KeyError: there is no such calculator.
        calculators.forms.InputErrors: with one error per problem.

    """
    from calculators.catalogue import answer  # noqa: PLC0415 - importing the package for its version loads nothing
    from calculators.present.contract import answer_as_object  # noqa: PLC0415

    return answer_as_object(answer(name, inputs, seed=seed, on_date=facts_date))
