"""Benchmarks: `python -m bench.run`.

Each table is a module with `rows()`; `bench.matching` compares engines on matching alone. Only the
standard library is needed: durable-rules (a C compiler and Python below 3.13) and datalogic-py are
measured where they are installed, and have a row 'not installed' where they are not.
"""
