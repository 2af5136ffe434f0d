"""The fence of a chart: it draws what is registered, at build time, and a mistake in it fails the build."""

import re

import pytest
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from calculators.present.charts.residuals import Residual, residuals_chart
from overrides.extensions import chart_fence

RUNS = [
    Residual("memory", "lab", 20.0, 30.0, 25.0, 35.0),
    Residual("memory", "lab", 40.0, 41.0, 30.0, 50.0),
    Residual("memory", "<forum>", 80.0, 20.0, 10.0, 30.0),
]


@pytest.fixture
def fence(monkeypatch: pytest.MonkeyPatch) -> Markdown:
    monkeypatch.setattr(chart_fence, "CHARTS", {"runs": lambda: residuals_chart("runs", "Memory", "GB", RUNS)})
    return Markdown()


def formatted(source: str, md: Markdown) -> str:
    return chart_fence.format_fence(source, "chart", "chart", {}, md)


def test_a_chart_has_picture_sentence_and_numbers(fence: Markdown) -> None:
    html = formatted("name: runs", fence)
    assert "<svg" in html
    assert "2 of 3 estimates are within a factor of 2" in html
    assert re.search(r'role="img" aria-label="Memory: [^"]*within a factor of 2', html)
    assert 'data-value="0.25"' in html
    assert "<forum>" not in html
    assert 'aria-label="Save as CSV: Memory' in html


def test_the_picture_is_the_same_bytes_each_time_and_names_no_font_or_colour(fence: Markdown) -> None:
    html = formatted("name: runs", fence)
    assert formatted("name: runs", Markdown()) == html
    assert "font-family" not in html
    assert set(re.findall(r'(?:fill|stroke)="(?!none|var\(--)([^"]*)"', html)) == set()


@pytest.mark.parametrize("source", ["name: nope", "{}", "name: runs\nwidth: 3"])
def test_a_mistake_fails_the_build(fence: Markdown, source: str) -> None:
    with pytest.raises(SuperFencesException):
        formatted(source, fence)


def test_a_chart_stands_on_a_page_once(fence: Markdown) -> None:
    formatted("name: runs", fence)
    with pytest.raises(SuperFencesException, match="already"):
        formatted("name: runs", fence)
