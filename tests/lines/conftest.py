"""A table of a jury, as the tests of `scoring` set it."""

from tests.scoring.conftest import table

__all__ = ["table"]
