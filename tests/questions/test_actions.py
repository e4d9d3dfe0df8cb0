import pytest
from sqlalchemy import select, update

from app.core import audit, clock, db, invariants
from app.core.errors import InvalidError, NotFoundError
from app.messages.models import Message
from app.questions import actions, queries
from app.questions.mails import QUESTION
from app.questions.models import SheetQuestion
from app.scoring import queries as scoring
from tests.deliberation.conftest import refused
from tests.questions.conftest import Desk
from tests.support.jury import a_chair, a_handed_in_sheet
from tests.support.rounds import JUDGING, JURY_CLOSES, ONE_SECOND, an_announced_round

WHY = "Die Kosten hat sonst niemand gesehen."


def standing_out(desk: Desk) -> list[tuple[str, str, str]]:
    return [(each.title, each.juror, each.direction) for each in queries.standouts_of(desk.round_id)]


def test_the_juror_is_asked_once_and_gets_a_message(desk: Desk) -> None:
    assert standing_out(desk) == [("Wasserrad", "Cem Kurz", "low")]
    desk.asks()
    assert standing_out(desk) == []
    with pytest.raises(NotFoundError):
        desk.asks()
    question = desk.only.question
    (message,) = db.session().scalars(select(Message).where(Message.template == QUESTION))
    assert (message.user_id, message.path) == (desk.cem.id, f"/jury/questions/{question.id}")
    assert message.values == {"number": desk.only.number, "direction": "low"}
    assert (question.state, question.asked_by_id, question.asked_at) == ("asked", desk.chair.id, JUDGING)
    assert invariants.breaches() == {}


def test_nobody_is_asked_about_a_sheet_like_all_others_nor_by_somebody_else(desk: Desk) -> None:
    reading = next(each for each in scoring.readings_of(desk.anna, desk.round_id) if each.sheet)
    assert reading.sheet is not None
    with clock.at(JUDGING), pytest.raises(NotFoundError):
        actions.ask(desk.chair, desk.round_id, reading.sheet.id)
    for person in (desk.ground.admin, desk.anna, a_chair(an_announced_round(desk.ground.admin, title="Runde 2"))):
        with pytest.raises(NotFoundError):
            desk.asks(person)


def test_after_the_jury_nobody_is_asked(desk: Desk) -> None:
    with refused("phase_closed"):
        desk.asks(at=JURY_CLOSES)
    desk.asks(at=JURY_CLOSES - ONE_SECOND)
    assert desk.only.question.state == "asked"


def test_a_sheet_that_stays_keeps_every_point_and_the_reason_is_on_record(desk: Desk) -> None:
    desk.asks()
    before = scoring.reading_of(desk.cem, desk.assignment.id).sheet
    with pytest.raises(InvalidError):
        desk.answers("kept", "Darum.")
    desk.answers("kept", WHY)
    assert scoring.reading_of(desk.cem, desk.assignment.id).sheet == before
    assert (desk.only.question.state, desk.only.question.answer) == ("kept", WHY)
    query = select(audit.AuditEvent).where(audit.AuditEvent.object_id == desk.only.question.id)
    events = list(db.session().scalars(query.order_by(audit.AuditEvent.number)))
    assert [(each.action, each.actor_id) for each in events] == [
        ("ask_about_sheet", desk.chair.id),
        ("answer_about_sheet", desk.cem.id),
    ]
    assert [WHY in str(each.values) for each in events] == [False, False]
    assert invariants.breaches() == {}
    with refused("answered"):
        desk.answers("reopened")


def test_a_sheet_is_opened_again_until_the_close_and_asked_about_anew_if_it_still_stands_out(desk: Desk) -> None:
    desk.asks()
    with refused("phase_closed"):
        desk.answers("reopened", at=JURY_CLOSES)
    assert desk.only.question.state == "asked"
    desk.answers("reopened", at=JURY_CLOSES - ONE_SECOND)
    assert (desk.only.question.state, scoring.reading_of(desk.cem, desk.assignment.id).is_final) == ("reopened", False)
    a_handed_in_sheet(desk.cem, desk.assignment, 0, at=JURY_CLOSES - ONE_SECOND)
    assert standing_out(desk) == [("Wasserrad", "Cem Kurz", "low")]
    assert invariants.breaches() == {}


def test_nobody_answers_for_somebody_else(desk: Desk) -> None:
    desk.asks()
    for person in (desk.anna, desk.chair, desk.ground.admin):
        with pytest.raises(NotFoundError):
            desk.answers("kept", WHY, juror=person)


def test_what_is_changed_by_hand_is_named(desk: Desk) -> None:
    desk.asks()
    question = desk.only.question

    @db.action
    def tamper() -> None:
        db.session().execute(update(SheetQuestion).values(direction="high"))

    tamper()
    promise = "every question about a sheet stands as it was asked and answered"
    assert invariants.breaches() == {promise: [f"question {question.id}"]}
