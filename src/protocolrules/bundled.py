"""The rule files that come with the library.

A wheel carries them inside the package; an editable install does not, so there they are read from
the checkout.
"""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_IN_WHEEL = _PACKAGE / "rules"
_IN_CHECKOUT = _PACKAGE.parents[1] / "rules"


def rules_dir() -> Path:
    """The folder of the bundled rule files and their scenarios.

    Raises FileNotFoundError when the installation has none.
    """
    for folder in (_IN_WHEEL, _IN_CHECKOUT):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("this installation has no bundled rule files; reinstall protocolrules")


def bundled_ids() -> tuple[str, ...]:
    """The ids of the bundled protocols, sorted: the name of each rule file without `.yaml`."""
    return tuple(sorted(path.stem for path in rules_dir().glob("*.yaml")))


def bundled_path(protocol_id: str) -> Path:
    """The rule file of a bundled protocol.

    Raises KeyError for any other id, so that an id is never taken as a path.
    """
    if protocol_id not in bundled_ids():
        raise KeyError(protocol_id)
    return rules_dir() / f"{protocol_id}.yaml"
