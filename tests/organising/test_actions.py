"""Setting up whole rounds, showing them, and moving deadlines for everybody at once."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import clock, db
from app.core.audit import AuditEvent
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.core.mail import OutboxMail
from app.messages.queries import messages_of
from app.messages.rules import subject_of, text_of
from app.organising import actions
from app.publication.actions import take_back, withdraw_approval
from app.rounds import queries
from app.rounds.actions import RoundValues
from app.rounds.models import Competition, FormVersion, Phase, PhaseKind, Round
from app.rubrics.models import Rubric
from tests.support import people
from tests.support.ideas import a_full_team
from tests.support.jury import (
    a_juror,
    a_prize,
    a_publication,
    a_submission,
    an_assignment,
    approve_all,
)
from tests.support.rounds import (
    AFTERWARDS,
    BEFORE,
    JURY_CLOSES,
    JURY_OPENS,
    ONE_SECOND,
    REGISTER_CLOSES,
    SUBMIT_CLOSES,
    WRITING,
    a_competition,
    a_round,
    an_announced_round,
)
from tests.support.teams import a_ground

REASON = "In drei Schulen war das Netz weg."


@pytest.fixture
def admin(app: Flask) -> User:
    del app
    return people.an_admin()


def submit_phase(round_: Round) -> Phase:
    return queries.phases_of(round_.id)[1]


def test_a_round_comes_whole_with_form_and_rubric(admin: User) -> None:
    round_ = actions.create_round(admin, a_competition(admin).id, RoundValues("Runde 1"))

    for numbers in (FormVersion.number, Rubric.number):
        assert db.session().scalars(select(numbers)).all() == [1]
    assert queries.form_of(round_.id).round_id == round_.id


def test_a_round_that_cannot_be_created_leaves_nothing(admin: User) -> None:
    competition = a_competition(admin)
    actions.create_round(admin, competition.id, RoundValues("Runde 1"))
    before = db.session().scalars(select(AuditEvent.number)).all()

    with pytest.raises(InvalidError):
        actions.create_round(admin, competition.id, RoundValues("RUNDE 1"))

    assert [len(db.session().scalars(select(model)).all()) for model in (Round, FormVersion, Rubric)] == [1, 1, 1]
    assert db.session().scalars(select(AuditEvent.number)).all() == before


def test_announcing_shows_a_round_from_that_moment_on(admin: User) -> None:
    round_ = a_round(admin)
    assert queries.announced_rounds() == []

    with clock.at(BEFORE):
        actions.announce_round(admin, round_.id)

    (planned,) = queries.announced_rounds()
    assert (planned.round.id, planned.round.announced_at) == (round_.id, BEFORE)
    with pytest.raises(RefusedError) as again:
        actions.announce_round(admin, round_.id)
    assert again.value.refusal.code == "already_announced"


def test_a_round_that_is_not_complete_stays_hidden(admin: User) -> None:
    round_ = a_round(admin, categories=())

    with pytest.raises(RefusedError) as refused:
        actions.announce_round(admin, round_.id)

    assert refused.value.refusal.reason == "Es fehlt noch: mindestens ein Themenfeld."
    assert queries.announced_rounds() == []


def test_an_extended_deadline_is_logged_with_its_reason_and_told_to_every_member_once(admin: User) -> None:
    ground = a_ground()
    mia, outsider = ground.student("Mia"), ground.student("Tom")
    a_full_team(ground, mia)
    later = SUBMIT_CLOSES + timedelta(hours=6)

    with clock.at(WRITING):
        phase = actions.extend_deadline(admin, ground.round.id, submit_phase(ground.round).id, later, REASON)

    event = db.session().scalars(select(AuditEvent).order_by(AuditEvent.number.desc())).first()
    assert event is not None
    assert (event.actor_id, event.action, event.object_id, event.reason) == (
        admin.id,
        "extend_deadline",
        phase.id,
        REASON,
    )
    assert (event.values["before"]["closes_at"], event.values["after"]["closes_at"]) == (
        SUBMIT_CLOSES.isoformat(),
        later.isoformat(),
    )
    told = [message for message in messages_of(mia) if message.template == "organising.extended"]
    assert [subject_of(m.template, m.values) for m in told] == [
        "Einreichung: mehr Zeit bis Mo., 29. März 2027, 15:00 Uhr (MESZ)"
    ]
    assert REASON in text_of(told[0].template, told[0].values)
    assert told[0].path == "/competitions/innovationswettbewerb-2027/runde-1"
    assert [m for m in messages_of(outsider) if m.template == "organising.extended"] == []


def test_more_time_for_the_jury_is_told_to_jurors_by_mail_and_not_to_teams(admin: User) -> None:
    ground = a_ground()
    mia = ground.student("Mia")
    a_full_team(ground, mia)
    juror = a_juror(ground.round)
    jury = queries.phases_of(ground.round.id)[2]

    with clock.at(JURY_OPENS):
        actions.extend_deadline(admin, ground.round.id, jury.id, JURY_CLOSES + timedelta(days=1), REASON)

    assert "organising.extended" in {message.template for message in messages_of(juror)}
    assert "organising.extended" not in {message.template for message in messages_of(mia)}
    subjects = db.session().scalars(select(OutboxMail.subject).where(OutboxMail.to_address == juror.email)).all()
    assert [subject for subject in subjects if subject.startswith("Jury: mehr Zeit")] == [
        "Jury: mehr Zeit bis Di., 13. April 2027, 09:00 Uhr (MESZ)"
    ]


def test_a_deadline_that_has_passed_may_open_again(admin: User) -> None:
    round_ = an_announced_round(admin)
    register = queries.phases_of(round_.id)[0]
    again = REGISTER_CLOSES + timedelta(days=3)

    with clock.at(REGISTER_CLOSES + timedelta(days=1)):
        actions.extend_deadline(admin, round_.id, register.id, again, REASON)

    assert queries.phases_of(round_.id)[0].closes_at == again


@pytest.mark.parametrize("hours", [0, -1])
def test_a_deadline_is_never_shortened(admin: User, hours: int) -> None:
    round_ = an_announced_round(admin)
    closes_at = SUBMIT_CLOSES + timedelta(hours=hours)

    with clock.at(WRITING), pytest.raises(RefusedError) as refused:
        actions.extend_deadline(admin, round_.id, submit_phase(round_).id, closes_at, REASON)

    assert refused.value.refusal.code == "deadline_shortened"
    assert submit_phase(round_).closes_at == SUBMIT_CLOSES


def test_a_deadline_does_not_run_into_the_jury(admin: User) -> None:
    round_ = an_announced_round(admin)

    with clock.at(WRITING), pytest.raises(InvalidError) as refused:
        actions.extend_deadline(admin, round_.id, submit_phase(round_).id, JURY_OPENS + ONE_SECOND, REASON)

    assert "bevor die Phase „Einreichung“" in refused.value.errors[""][0]
    assert submit_phase(round_).closes_at == SUBMIT_CLOSES


@pytest.mark.usefixtures("app")
def test_teams_may_not_hand_in_longer_once_jurors_have_their_ideas() -> None:
    ground = a_ground()
    an_assignment(a_juror(ground.round), a_submission(ground))
    phase = next(p for p in queries.phases_of(ground.round.id) if p.kind == PhaseKind.SUBMIT)
    with clock.at(SUBMIT_CLOSES + ONE_SECOND), pytest.raises(RefusedError) as refused:
        actions.extend_deadline(ground.admin, ground.round.id, phase.id, SUBMIT_CLOSES + 2 * ONE_SECOND, REASON)
    assert refused.value.refusal.code == "ideas_assigned"


@pytest.mark.usefixtures("app")
def test_the_jury_does_not_go_on_while_what_it_decided_is_approved_or_public() -> None:
    ground = a_ground()
    a_prize(a_submission(ground))
    jury = queries.phases_of(ground.round.id)[2]
    later = AFTERWARDS + timedelta(days=1)

    def refused() -> str:
        with clock.at(AFTERWARDS), pytest.raises(RefusedError) as caught:
            actions.extend_deadline(ground.admin, ground.round.id, jury.id, later, REASON)
        assert queries.phases_of(ground.round.id)[2].closes_at == JURY_CLOSES
        return caught.value.refusal.code

    chair = approve_all(ground.round)
    assert refused() == "approved"
    a_publication(ground.round)
    assert refused() == "published"
    with clock.at(AFTERWARDS):
        take_back(ground.admin, ground.round.id, REASON)
        withdraw_approval(ground.admin, ground.round.id, REASON)
    assert refused() == "approved"
    with clock.at(AFTERWARDS):
        withdraw_approval(chair, ground.round.id, REASON)
        actions.extend_deadline(ground.admin, ground.round.id, jury.id, later, REASON)
    assert queries.phases_of(ground.round.id)[2].closes_at == later


def test_a_phase_is_not_extended_through_another_round(admin: User) -> None:
    mine, other = an_announced_round(admin, title="Eine"), an_announced_round(admin, title="Andere")

    with pytest.raises(NotFoundError):
        actions.extend_deadline(admin, mine.id, submit_phase(other).id, JURY_OPENS, REASON)

    assert submit_phase(other).closes_at == SUBMIT_CLOSES


def test_a_hidden_round_may_be_extended_without_telling_anybody(admin: User) -> None:
    round_ = a_round(admin)

    with clock.at(BEFORE):
        actions.extend_deadline(admin, round_.id, submit_phase(round_).id, JURY_OPENS, REASON)

    assert submit_phase(round_).closes_at == JURY_OPENS
    assert db.session().scalars(select(Competition.slug)).all() == ["innovationswettbewerb-2027"]
