"""The options side by side: one row each with its numbers, and below each row where they come from."""

from xml.etree.ElementTree import Element

from calculators.present.comparison_view import NAME_AND_STATE, Row, View, cell_words, heading, money
from calculators.present.markup import Child, element, with_class
from calculators.present.result_parts import definition, result_data, sources_list, trust
from calculators.ranges import Result, Source

_LINES = {
    "work_usd": "work",
    "machines_usd": "machines and services before it is live",
    "usd_per_request": "each request",
    "fixed_usd_per_month": "hosting per month",
    "renewal_usd_per_month": "renewal per month",
}


def options_table(view: View, root: str) -> Element:
    """Return the table; in a narrow place its rows become cards, so each cell repeats the heading of its column."""
    return with_class(
        "table",
        "options",
        element(
            "thead",
            None,
            element(
                "tr",
                None,
                *(element("th", {"scope": "col"}, name) for name in (*NAME_AND_STATE, *view.columns.values())),
            ),
        ),
        *(_body(view, row, root) for row in view.rows),
    )


def _body(view: View, row: Row, root: str) -> Element:
    winner = row.place == "winner"
    lowest = f"lowest {heading(row.results[view.ranked_by]).lower()}"
    cells = [_cell(row, name, title) for name, title in view.columns.items()]
    if not row.is_open:
        cells = [element("td", {"class": "reason", "colspan": str(len(view.columns))}, _sentence(row.reason))]
    return element(
        "tbody",
        {"class": " ".join(["option", *(["winner"] if winner else []), *([] if row.is_open else ["closed"])])},
        element(
            "tr",
            None,
            element(
                "th",
                {"scope": "row"},
                with_class("span", "option-name", row.name),
                " ",
                with_class("span", "mark", lowest) if winner else None,
                " ",
                with_class("span", "model", row.model if row.kind == row.name else f"{row.kind}, {row.model}"),
            ),
            element(
                "td",
                {"class": "open", **result_data(f"{row.name}.eligible", row.results["eligible"])},
                _label(NAME_AND_STATE[1]),
                with_class("span", "figure", row.opened),
            ),
            *cells,
        ),
        element(
            "tr",
            {"class": "more"},
            element("td", {"colspan": str(2 + len(view.columns))}, *_remarks(row), _where_from(view, row, root)),
        ),
    )


def _remarks(row: Row) -> list[Child]:
    remarks = [_sentence(row.reason)] if row.reason and row.is_open else []
    if row.is_open and row.place not in ("", "winner"):
        remarks.append(f"Not ranked: {row.place}.")
    return [with_class("p", "remark", " ".join(remarks))] if remarks else []


def _cell(row: Row, name: str, title: str) -> Element:
    result = row.results[name]
    words = cell_words(name, result)
    return element(
        "td",
        result_data(f"{row.name}.{name}", result),
        _label(title),
        with_class("span", "figure" if result.range else "figure no-number", words.base),
        with_class("span", "range", words.spread) if words.spread else None,
    )


def _label(text: str) -> Element:
    return with_class("span", "cell-label", text)


def _where_from(view: View, row: Row, root: str) -> Element:
    shown = {"eligible", *(view.columns if row.is_open else ())}
    sources: dict[str, Source] = {}
    tested: dict[str, str] = {}
    for result in row.results.values():
        sources |= {source.id: source for source in result.sources if not source.id.startswith("result:")}
        tested[result.validation.label] = result.validation.error
    return element(
        "details",
        {"class": "where-from", "data-key": row.name},
        element("summary", None, "Where from?", with_class("span", "for-screen-readers", f" {row.name}")),
        definition("Adds up from", _lines_in_words(row)) if row.is_open else None,
        with_class(
            "ul",
            "formulas",
            *(_formula(row, name, result, own=name not in shown) for name, result in row.results.items()),
        ),
        *(definition("Tested", f"{label}: {error}.") for label, error in tested.items()),
        sources_list(sources.values(), root),
    )


def _formula(row: Row, name: str, result: Result, *, own: bool) -> Element:
    """Return formula and trust of one result; with its number where that has no column."""
    words = cell_words(name, result)
    number = f" {words.base}{f' ({words.spread})' if words.spread else ''};" if own else ""
    trusted = f"; {trust(name, result)}" if result.range else ""
    return element(
        "li",
        result_data(f"{row.name}.{name}", result) if own else None,
        element("strong", None, heading(result)),
        f"{number} {result.formula}{trusted}.",
    )


def _lines_in_words(row: Row) -> str:
    parts = [f"{words} {money(line)}" for name, words in _LINES.items() if (line := row.lines.get(name)) is not None]
    return f"{'; '.join(parts)}."


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
