import threading
import uuid
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import User
from app.core import audit, clock, db
from app.core.access import Role
from app.core.errors import NotFoundError, RefusedError
from app.messages.models import Message
from app.progress import actions
from app.progress.rules import REMINDER
from tests.progress.conftest import Jury
from tests.support.jury import a_chair
from tests.support.people import somebody
from tests.support.rounds import JUDGING, JURY_CLOSES, an_announced_round


def reminded() -> list[uuid.UUID]:
    query = select(Message.user_id).where(Message.template == REMINDER)
    return sorted(db.session().scalars(query))


def remind(jury: Jury, person: User | None = None) -> int:
    return actions.remind(person or jury.chair, jury.round_id)


def test_only_who_has_something_left_is_reminded(jury: Jury) -> None:
    with clock.at(JUDGING):
        assert remind(jury) == 2
    assert reminded() == sorted([jury.bela.id, jury.cem.id])
    (event,) = db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "remind_jurors"))
    assert (event.actor_id, event.object_id) == (jury.chair.id, jury.round_id)
    assert sorted(event.values["people"]) == sorted([str(jury.bela.id), str(jury.cem.id)])


def test_a_second_time_on_the_same_day_reminds_nobody_and_the_next_day_again(jury: Jury) -> None:
    with clock.at(JUDGING):
        remind(jury)
        with pytest.raises(RefusedError) as caught:
            remind(jury, jury.ground.admin)
    assert caught.value.refusal.code == "nobody_to_remind"
    with clock.at(JUDGING + timedelta(days=1)):
        assert remind(jury) == 2
    assert len(reminded()) == 4


def test_after_the_jury_nobody_is_reminded(jury: Jury) -> None:
    with clock.at(JURY_CLOSES), pytest.raises(RefusedError) as caught:
        remind(jury)
    assert (caught.value.refusal.code, reminded()) == ("phase_closed", [])


def test_only_the_rounds_own_chair_and_admins_remind(jury: Jury) -> None:
    stranger = a_chair(an_announced_round(jury.ground.admin, title="Runde 2"))
    for person in (stranger, somebody(Role.AUDITOR)):
        with clock.at(JUDGING), pytest.raises(NotFoundError):
            remind(jury, person)
    assert reminded() == []


def test_of_six_clicks_at_once_everybody_gets_one_reminder(jury: Jury) -> None:
    chair_id, round_id = jury.chair.id, jury.round_id
    ends: list[int | str] = []
    start = threading.Barrier(6)

    def run() -> None:
        with jury.app.app_context(), clock.at(JUDGING):
            start.wait()
            try:
                ends.append(actions.remind(people.person(chair_id), round_id))
            except RefusedError as error:
                ends.append(error.refusal.code)
            finally:
                db.close_session()

    db.session().rollback()
    threads = [threading.Thread(target=run) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    assert sorted(ends, key=str) == [2, *["nobody_to_remind"] * 5]
    assert len(reminded()) == 2
