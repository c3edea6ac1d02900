"""Joint working protocols as rules: who must do what, by when, and why."""

__version__ = "0.1.0"
