"""Walks through the running program in a real browser."""

from pathlib import Path

import pytest

# The steps assert outside of test files; a failure there shall say what was compared, too.
pytest.register_assert_rewrite(*(f"{__name__}.{file.stem}" for file in Path(__file__).parent.glob("[!_]*.py")))
