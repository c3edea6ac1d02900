"""Tests of events and logs."""
