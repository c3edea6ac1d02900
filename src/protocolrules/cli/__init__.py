"""The command line: `protocolrules run`, `explain`, `check`, `test`, `ledger`, `schema`, `demo`."""

from protocolrules.cli.entry import main

__all__ = ["main"]
