"""Each wrong engine is found by each check that is there for it; the right one by none."""

from __future__ import annotations

import pytest

from planted import counting_faults, log_faults, outcome_faults
from planted.checks import Check
from planted.planting import FAULTS, Fault

MODULES = (counting_faults, log_faults, outcome_faults)
PAIRS = [
    pytest.param(fault, check, id=f"{fault.name} by {check.name}")
    for fault in FAULTS
    for check in fault.checks
]
ONCE = {(check.name, check.about): check for fault in FAULTS for check in fault.checks}


@pytest.mark.parametrize(("fault", "check"), PAIRS)
def test_it_is_found(fault: Fault, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        fault.plant(patch)
        found = check.finds(tries=6)
    assert found is not None, f"not found: {fault.says}"
    assert check.is_about_it(found), found


@pytest.mark.parametrize(
    "check", [pytest.param(each, id=f"{each.name} {each.about}") for each in ONCE.values()]
)
def test_nothing_is_found_of_the_right_engine(check: Check) -> None:
    assert check.finds() is None


def test_there_are_enough() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 30
    assert all(fault.says and fault.checks for fault in FAULTS)
    assert {fault.plant.__module__ for fault in FAULTS} == {each.__name__ for each in MODULES}
