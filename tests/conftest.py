"""What every test run shares: Hypothesis profiles, and the versions that decide about time."""

import os
from importlib.metadata import version

from hypothesis import settings

settings.register_profile("dev", deadline=None, print_blob=True)
settings.register_profile("ci", deadline=None, derandomize=True, max_examples=100, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if os.environ.get("CI") else "dev"))


def pytest_report_header() -> str:
    libraries = ("python-dateutil", "tzdata", "pydantic", "pyyaml")
    return "with: " + ", ".join(f"{name} {version(name)}" for name in libraries)
