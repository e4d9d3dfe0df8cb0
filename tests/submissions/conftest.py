"""The same desk at which ideas are written."""

from tests.ideas.conftest import desk

__all__ = ["desk"]
