"""A round whose results are public, and the same a moment before."""

import pytest
from flask import Flask

from tests.support.certificates import Stage, a_finished_round, publish
from tests.support.prepared import prepared


@pytest.fixture
@prepared
def finished(app: Flask) -> Stage:
    return a_finished_round(app)


@pytest.fixture
@prepared
def stage(finished: Stage) -> Stage:
    return publish(finished)
