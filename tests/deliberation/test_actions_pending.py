"""Deciding while the fair ranking is not there yet."""

import pytest
from flask import Flask

from app.core.errors import RefusedError
from app.deliberation.rules import PRIZE, DecisionValues
from tests.support.contests import a_judged_round
from tests.support.jury import a_decision


def test_nothing_is_decided_while_the_value_that_counts_is_worked_out(app: Flask) -> None:
    del app
    judged = a_judged_round()
    values = DecisionValues(PRIZE, "1. Preis", 1, "Überzeugt in jeder Hinsicht.", deviates=True)
    with pytest.raises(RefusedError) as caught:
        a_decision(judged.submissions[0], values)
    judged.rank()

    assert caught.value.refusal.code == "ranking_pending"
    assert a_decision(judged.submissions[0], values).rank == 1
