"""A round that is decided: one prize, two on the short list, one not selected; 40 % of it count in the final."""

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock
from app.deliberation.queries import decisions_of
from app.deliberation.rules import SHORTLIST, DecisionValues, digest_of_all
from app.finals import actions
from app.ideas.models import Submission
from app.rounds.actions import PhaseValues
from app.rounds.models import PhaseKind, Round
from app.stages.actions import lay_down
from tests.gallery.conftest import an_entry
from tests.support.jury import a_decision, a_handed_in_sheet, a_juror, a_prize, a_submission, an_assignment, approve_all
from tests.support.prepared import prepared
from tests.support.rounds import AFTERWARDS, BEFORE
from tests.support.teams import Ground, a_ground

OPENS = AFTERWARDS + timedelta(days=7)
JURY = PhaseValues(PhaseKind.JURY, OPENS, OPENS + timedelta(days=3))
PITCHING = OPENS + timedelta(hours=1)


@dataclass(frozen=True)
class Semi:
    """Anna has given the first finalist, with a picture, 4 everywhere (80 of 100), the second 3 (60); so has Bela."""

    app: Flask
    ground: Ground
    chair: User
    first: Submission
    second: Submission
    winner: Submission

    @property
    def round_id(self) -> uuid.UUID:
        return self.ground.round.id

    @property
    def digest(self) -> str:
        return digest_of_all(decisions_of(self.round_id))

    def creates(self, *, digest: str | None = None, jury: PhaseValues = JURY) -> Round:
        with clock.at(AFTERWARDS):
            seen = self.digest if digest is None else digest
            return actions.create_final(self.ground.admin, self.round_id, "Finale", jury, seen)


@pytest.fixture
@prepared
def open_semi(app: Flask) -> Semi:
    """The same before anybody has decided."""
    ground = a_ground()
    with clock.at(BEFORE):
        lay_down(ground.admin, ground.round.id, 40, 0)
    first = an_entry(ground, "Solarbank", "gold", 0)
    second, winner = (a_submission(ground, title) for title in ("Regentonne", "Windrad"))
    for name in ("Anna", "Bela"):
        juror = a_juror(ground.round, name=name)
        for submission, points in ((first, 4), (second, 3), (winner, 4)):
            a_handed_in_sheet(juror, an_assignment(juror, submission), points)
    return Semi(app, ground, ground.admin, first, second, winner)


@pytest.fixture
@prepared
def semi(open_semi: Semi) -> Semi:
    for submission in (open_semi.first, open_semi.second):
        a_decision(submission, DecisionValues(SHORTLIST, reason="Soll im Finale überzeugen.", deviates=True))
    a_prize(open_semi.winner)
    return replace(open_semi, chair=approve_all(open_semi.ground.round))
