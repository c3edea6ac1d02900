"""The laws of the testing kit, on every sample."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laws.asking import examples
from laws.histories import histories
from laws.samples import NAMES, protocol
from protocolrules.testing import LAWS, Law

LAWS_OF = [
    (name, law)
    for name in NAMES
    for law in LAWS
    if law.only_with is None or getattr(protocol(name).document, law.only_with)
]


@pytest.mark.parametrize(
    ("name", "law"), LAWS_OF, ids=[f"{law.name}-{name}" for name, law in LAWS_OF]
)
@examples(0.14)
@given(data=st.data())
def test_a_law(name: str, law: Law, data: st.DataObject) -> None:
    about = tuple(getattr(protocol(name).document, law.only_with)) if law.only_with else ()
    law.check(data.draw(histories(name, about=about)))


def test_every_law_has_a_name_and_words_of_its_own() -> None:
    assert len({law.name for law in LAWS}) == len(LAWS) == len({law.says for law in LAWS})
