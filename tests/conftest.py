"""Settings for all tests."""

import os

from hypothesis import HealthCheck, settings

# No deadline: a busy machine is no defect. In CI the same examples every time, so that main stays green.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
