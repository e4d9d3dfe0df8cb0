"""Rounds as tests need them: set up by an admin, with phases at moments that never change."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db, text
from app.organising import actions as organising
from app.policies import actions as policies
from app.policies.rules import MEAN, Terms
from app.rounds import actions as rounds
from app.rounds.actions import PhaseValues, RoundValues
from app.rounds.models import Category, Competition, PhaseKind, Round

COMPETITION = "Innovationswettbewerb 2027"
CATEGORIES = ("Arbeit erleichtern", "Klima und Umwelt")

# A Monday in March, 8 o'clock in Munich. One registers for two weeks and writes for four, then the jury reads for two.
OPENS = datetime(2027, 3, 1, 7, tzinfo=UTC)
REGISTER_CLOSES = OPENS + timedelta(days=14)
SUBMIT_CLOSES = OPENS + timedelta(days=28)
JURY_OPENS = SUBMIT_CLOSES + timedelta(days=1)
JURY_CLOSES = SUBMIT_CLOSES + timedelta(days=14)
# Moments inside of the phases, and the last one before a deadline.
BEFORE = OPENS - timedelta(days=7)
REGISTERING = OPENS + timedelta(days=1)
WRITING = REGISTER_CLOSES + timedelta(days=1)
JUDGING = JURY_OPENS + timedelta(days=1)
AFTERWARDS = JURY_CLOSES + timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
# What most tests judge by: one sheet is enough for a place, and everybody can work out a plain mean.
PLAIN = Terms(MEAN, tie_rules=(), readings_min=1)


def a_competition(admin: User, title: str = COMPETITION) -> Competition:
    """The competition of this title, made if there is none."""
    found = db.session().scalar(select(Competition).where(Competition.slug == text.slug(title)))
    return found or rounds.create_competition(admin, title)


def a_round(  # noqa: PLR0913 # what tests vary
    admin: User,
    *,
    opens: datetime = OPENS,
    title: str = "Runde 1",
    competition: str = COMPETITION,
    categories: tuple[str, ...] = CATEGORIES,
    grace_minutes: int = 0,
    policy: Terms | None = PLAIN,
    **values: Any,  # noqa: ANN401 # the fields of RoundValues
) -> Round:
    """A round that is complete and not yet announced; `opens` moves all its phases.

    `policy` is what its jury judges by, None that of a new round.
    """
    with clock.at(opens - (OPENS - BEFORE)):
        settings = {"lead": "Zeigt, was in euch steckt.", "contact": "wettbewerb@stadt.example", **values}
        round_ = organising.create_round(admin, a_competition(admin, competition).id, RoundValues(title, **settings))
        if policy:
            policies.change_policy(admin, round_.id, policy, 1)
        for name in categories:
            rounds.add_category(admin, round_.id, name)
        for kind, begin, end, grace in (
            (PhaseKind.REGISTER, OPENS, REGISTER_CLOSES, 0),
            (PhaseKind.SUBMIT, OPENS, SUBMIT_CLOSES, grace_minutes),
            (PhaseKind.JURY, JURY_OPENS, JURY_CLOSES, 0),
        ):
            moved = opens - OPENS
            rounds.add_phase(admin, round_.id, PhaseValues(kind, begin + moved, end + moved, grace))
    return round_


def an_announced_round(admin: User, *, opens: datetime = OPENS, **options: Any) -> Round:  # noqa: ANN401 # as `a_round`
    """A round that everybody may know of."""
    round_ = a_round(admin, opens=opens, **options)
    with clock.at(opens - (OPENS - BEFORE)):
        return organising.announce_round(admin, round_.id)


def first_category(round_: Round) -> Category:
    """The first category of a round."""
    query = select(Category).where(Category.round_id == round_.id).order_by(Category.position).limit(1)
    return db.session().scalars(query).one()
