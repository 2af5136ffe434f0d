"""What the world charges, allows and measured: dated tables with a source and a status on every row."""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(table: str) -> dict[str, Any]:
    """Return the table of that name as it stands in `calculators/facts/<table>.json`."""
    loaded: dict[str, Any] = json.loads(files(__package__).joinpath(f"{table}.json").read_text("utf-8"))
    return loaded


def facts_date() -> str:
    """Return the date, as YYYY-MM-DD, up to which the facts were gathered."""
    return str(load("token_prices")["facts_date"])
