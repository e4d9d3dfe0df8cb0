"""All tests of teams happen while registration is open, unless they move the clock themselves."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from tests.support.rounds import REGISTERING


@pytest.fixture(autouse=True)
def _registration_is_open(app: Flask) -> Iterator[None]:
    del app
    # Later than the teams of `tests.support.teams`.
    with clock.at(REGISTERING + timedelta(hours=1)):
        yield
