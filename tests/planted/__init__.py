"""Engines and rule files that are wrong on purpose, and the checks that find out."""
