"""Fences that fail the build: superfences swallows every exception but its own."""

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element

import yaml
from markdown import Markdown
from pymdownx.superfences import SuperFencesException

from calculators.present.markup import html_of

Fence = Callable[[str, str, str, dict[str, Any], Markdown], str]


def strict_fence(render: Callable[[dict[str, Any], Markdown], Element]) -> Fence:
    """Turn a function of a fence's YAML into a superfences formatter that raises what stops a strict build."""

    def format_fence(
        source: str, language: str, css_class: str, options: dict[str, Any], md: Markdown, **_unused: Any
    ) -> str:
        del css_class, options
        try:
            settings = yaml.safe_load(source)
            if not isinstance(settings, dict):
                raise TypeError("a fence holds `key: value` lines")  # noqa: TRY301 - one message for all mistakes
            return html_of(render(settings, md))
        except Exception as problem:
            raise SuperFencesException(f"the {language} fence is wrong: {problem!r}\n{source}") from problem

    return format_fence


def allow_only(settings: dict[str, Any], allowed: set[str]) -> None:
    """Refuse a misspelt key, which would otherwise change nothing and say nothing.

    Raises:
        ValueError: naming the unknown keys.

    """
    if unknown := settings.keys() - allowed:
        raise ValueError(f"unknown keys {sorted(unknown)}; allowed are {sorted(allowed)}")
