import contextlib
import threading
import uuid
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.core import audit, clock, db, invariants
from app.core.errors import NotFoundError, RefusedError
from app.deliberation import actions
from app.deliberation.actions import PrizeValues
from app.deliberation.models import Decision
from app.ideas.models import Submission
from tests.deliberation.conftest import Meeting
from tests.support.jury import a_prize
from tests.support.rounds import AFTERWARDS, JURY_CLOSES, ONE_SECOND, an_announced_round

FIRST = PrizeValues("1. Preis", 1, "Überzeugt in jeder Hinsicht.")


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


def award(
    meeting: Meeting, submission: Submission, values: PrizeValues = FIRST, *, at: datetime = AFTERWARDS
) -> Decision:
    with clock.at(at):
        return actions.award(meeting.ground.admin, meeting.ground.round.id, submission.id, values)


def events(action: str) -> list[audit.AuditEvent]:
    return list(db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == action)))


def test_a_prize_is_kept_with_its_reason_and_who_gave_it(meeting: Meeting) -> None:
    decision = award(meeting, meeting.best)
    said = (decision.prize, decision.rank, decision.reason, decision.decided_by_id)
    assert said == ("1. Preis", 1, "Überzeugt in jeder Hinsicht.", meeting.ground.admin.id)
    (event,) = events("award_prize")
    assert (event.object_id, event.values["rank"]) == (decision.id, 1)
    assert "Überzeugt" not in str(event.values)


def test_an_idea_that_nobody_has_read_may_get_a_prize_too(meeting: Meeting) -> None:
    assert award(meeting, meeting.unread).submission_id == meeting.unread.id


@pytest.mark.parametrize(("now", "is_given"), [(JURY_CLOSES - ONE_SECOND, False), (JURY_CLOSES, True)])
def test_prizes_begin_to_the_second_with_the_end_of_the_jury(meeting: Meeting, now: datetime, is_given: bool) -> None:  # noqa: FBT001 # a case
    with contextlib.suppress(RefusedError):
        award(meeting, meeting.best, at=now)
    assert len(list(db.session().scalars(select(Decision.id)))) == is_given


def test_the_same_prize_twice_is_one_and_another_is_refused(meeting: Meeting) -> None:
    assert award(meeting, meeting.best).id == award(meeting, meeting.best).id
    with refused("has_prize"):
        award(meeting, meeting.best, PrizeValues("2. Preis", 2, "Überzeugt in jeder Hinsicht."))
    assert len(events("award_prize")) == 1


def test_two_ideas_may_share_a_prize(meeting: Meeting) -> None:
    award(meeting, meeting.best)
    award(meeting, meeting.second)
    assert list(db.session().scalars(select(Decision.rank))) == [1, 1]


def test_a_revoked_prize_stays_on_record_and_leaves_room_for_another(meeting: Meeting) -> None:
    decision = award(meeting, meeting.best)
    with clock.at(AFTERWARDS):
        actions.revoke(meeting.ground.admin, meeting.ground.round.id, decision.id, "War ein Versehen.")
    award(meeting, meeting.best, PrizeValues("2. Preis", 2, "Knapp dahinter gelandet."))
    rows = db.session().execute(select(Decision.prize, Decision.revoked_at.is_not(None)).order_by(Decision.rank))
    assert [tuple(row) for row in rows] == [("1. Preis", True), ("2. Preis", False)]
    (event,) = events("revoke_prize")
    assert event.reason == "War ein Versehen."
    assert invariants.breaches() == {}


def test_an_idea_or_a_prize_of_another_round_is_nothing_here(meeting: Meeting) -> None:
    decision = a_prize(meeting.best)
    other_round = an_announced_round(meeting.ground.admin, title="Runde 2")
    with clock.at(AFTERWARDS):
        for change in (
            lambda: actions.award(meeting.ground.admin, other_round.id, meeting.second.id, FIRST),
            lambda: actions.revoke(meeting.ground.admin, other_round.id, decision.id, "War ein Versehen."),
            lambda: actions.revoke(meeting.ground.admin, meeting.ground.round.id, uuid.uuid4(), "War ein Versehen."),
        ):
            with pytest.raises(NotFoundError):
                change()
    assert events("revoke_prize") == []


def test_of_twelve_prizes_given_at_once_to_one_idea_one_is_kept(meeting: Meeting) -> None:
    admin_id, round_id, submission_id = meeting.ground.admin.id, meeting.ground.round.id, meeting.best.id
    start, ends = threading.Barrier(12), []

    def run(number: int) -> None:
        with meeting.app.app_context(), clock.at(AFTERWARDS):
            start.wait()
            try:
                values = PrizeValues(f"Preis {number}", 1, "Überzeugt in jeder Hinsicht.")
                actions.award(people.person(admin_id), round_id, submission_id, values)
                ends.append("done")
            except RefusedError as error:
                ends.append(error.refusal.code)
            except Exception as error:  # noqa: BLE001 # a fault in a thread would otherwise be lost
                ends.append(repr(error))
            finally:
                db.close_session()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    assert sorted(ends) == ["done", *["has_prize"] * 11]
    assert len(list(db.session().scalars(select(Decision.id)))) == 1
    assert invariants.breaches() == {}
