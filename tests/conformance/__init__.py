"""The conformance suite of the folder `conformance`, run and held to be complete."""
