"""Settings for all tests."""

import os

import pytest
from hypothesis import HealthCheck, settings

# No deadline: a busy machine is no defect. In CI the same examples every time, so that main stays green.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests of minutes, so that no worker is left with one when the others are done."""
    items.sort(key=lambda item: not item.get_closest_marker("slow"))
