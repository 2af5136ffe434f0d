"""The fence ```decision-path: questions one below the other, each with its exits, drawn by Graphviz at build time."""

import subprocess
import sys
from functools import cache
from json import dumps
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element, fromstring

from markdown import Markdown

from calculators.present.markup import element, html_of, with_class
from overrides.extensions.facts_tables import folded
from overrides.extensions.strict_fence import allow_only, strict_fence

DRAW = Path(__file__).with_name("graphviz.mjs")
NODE = Path(sys.executable).with_name("node")
SVG = "{http://www.w3.org/2000/svg}"
QUESTION_LETTERS, EXIT_LETTERS = 29, 22
GRAPH = {"bgcolor": "transparent", "nodesep": 0.2, "ranksep": 0.3, "pad": 0.03}
TEXT = {"shape": "box", "fontname": "Helvetica", "fontsize": 11, "margin": "0.06,0.05"}
KEPT = frozenset({"viewBox", "transform", "d", "points", "x", "y", "text-anchor", "font-weight"})
TEXT_SIZE = {"font-size": "11"}
PAINT = {
    "question polygon": {"fill": "none", "stroke": "var(--rule)"},
    "question text": {"fill": "var(--ink)", **TEXT_SIZE},
    "exit polygon": {"fill": "var(--shade)", "stroke": "var(--accent)"},
    "exit text": {"fill": "var(--ink)", **TEXT_SIZE},
    "edge path": {"fill": "none", "stroke": "var(--ink-soft)"},
    "edge polygon": {"fill": "var(--ink-soft)"},
    "edge text": {"fill": "var(--ink-soft)", **TEXT_SIZE},
}
"""How a tag is painted in each kind of part; Graphviz knows no colours by the name of a style."""


class Step(NamedTuple):
    """A question, what an answer leads to, and the answer with which the path goes on."""

    ask: str
    exits: dict[str, str]
    next: str


def _render(settings: dict[str, Any], _md: Markdown) -> Element:
    """Render `title`, `steps` (each `ask`, `exits` from answer to option, `next`) and the option at the `end`."""
    allow_only(settings, {"title", "steps", "end"})
    steps = [Step(**step) for step in settings["steps"]]
    end = settings["end"]
    picture = _tidied(fromstring(_drawn(dumps(graph(steps, end)))))  # noqa: S314 - written by our own program
    label = f"{settings['title']}; the same in words stands below it"
    return element(
        "figure",
        {"class": "chart decision-path"},
        element("figcaption", None, with_class("span", "chart-title", settings["title"])),
        element("div", {"class": "chart-picture", "role": "img", "aria-label": label}, picture),
        folded("The same in words", element("ol", None, *(element("li", None, said) for said in in_words(steps, end)))),
    )


def in_words(steps: list[Step], end: str) -> list[str]:
    """Return the path as one text per question, for those who do not see the drawing."""
    said = []
    for number, step in enumerate(steps, 1):
        exits = "; ".join(f"{answer}: {option}" for answer, option in step.exits.items())
        follows = f"go on to question {number + 1}" if number < len(steps) else end
        said.append(f"{step.ask} {exits}; {step.next}: {follows}.")
    return said


def graph(steps: list[Step], end: str) -> dict[str, Any]:
    """Return the graph as Graphviz takes it: questions downwards, the exits of each on its right."""
    nodes, edges, ranks = [], [], []
    for number, step in enumerate(steps, 1):
        question, exit_, follows = f"q{number}", f"x{number}", f"q{number + 1}" if number < len(steps) else "end"
        nodes.append(_node(question, "question", 2.35, [(f"{number}. {step.ask}", QUESTION_LETTERS, False)]))
        lines = [
            part
            for answer, option in step.exits.items()
            for part in ((f"{answer}:", EXIT_LETTERS, False), (option, EXIT_LETTERS, True))
        ]
        nodes.append(_node(exit_, "exit", 1.75, lines))
        edges.append({"tail": question, "head": exit_, "attributes": {"arrowsize": 0.6}})
        label = {"label": f"\u00a0\u00a0{step.next}", "fontname": "Helvetica", "fontsize": 11}
        edges.append({"tail": question, "head": follows, "attributes": {**label, "arrowsize": 0.6, "weight": 9}})
        ranks.append({"graphAttributes": {"rank": "same"}, "nodes": [{"name": question}, {"name": exit_}]})
    nodes.append(_node("end", "exit", 2.35, [(end, QUESTION_LETTERS, True)]))
    return {"graphAttributes": GRAPH, "nodes": nodes, "edges": edges, "subgraphs": ranks}


def _node(name: str, class_: str, width: float, parts: list[tuple[str, int, bool]]) -> dict[str, Any]:
    label = Element("label")
    for text, letters, bold in parts:
        for line in wrap(text, letters):
            label.extend((element("b" if bold else "i", None, line), element("br")))
    html = html_of(label).removeprefix("<label>").removesuffix("</label>").replace("<br>", "<br/>")
    return {"name": name, "attributes": {**TEXT, "class": class_, "width": width, "label": {"html": html}}}


@cache
def _drawn(graph_as_json: str) -> str:
    command = [str(NODE), str(DRAW)]
    done = subprocess.run(command, input=graph_as_json, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Graphviz drew nothing: {done.stderr}")
    return done.stdout


def _tidied(drawn: Element, kind: str = "") -> Element:
    """Copy a drawing in the page's colours and font, without what nobody needs; `kind` is that of the part."""
    tag = drawn.tag.removeprefix(SVG)
    kind = drawn.get("class", kind).removeprefix("node ")
    kept = {name: drawn.attrib[name] for name in KEPT & drawn.attrib.keys()}
    tidy = Element(tag, kept | PAINT.get(f"{kind} {tag}", {}))
    tidy.text = drawn.text if tag == "text" else None
    tidy.extend(_tidied(child, kind) for child in drawn if child.tag != f"{SVG}title")
    if tag == "g" and kind in ("question", "exit"):
        _centre(tidy)
    return tidy


def _centre(node: Element) -> None:
    """Centre the lines of a box: Graphviz places their beginnings for a font that is wider than the page's."""
    corners = [float(corner.split(",")[0]) for corner in node.findall("polygon")[0].attrib["points"].split()]
    for line in node.iter("text"):
        line.attrib |= {"x": f"{(min(corners) + max(corners)) / 2:.2f}", "text-anchor": "middle"}


format_fence = strict_fence(_render)
