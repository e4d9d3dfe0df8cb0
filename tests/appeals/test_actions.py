import threading

import pytest
from sqlalchemy import select, update

from app.accounts import queries as people
from app.appeals import actions, queries
from app.appeals.models import Appeal
from app.appeals.rules import PROCEDURE, REJECTED, UPHELD
from app.core import audit, clock, db, invariants
from app.core.errors import NotFoundError, RefusedError
from app.messages.models import Message
from app.publication import actions as publication
from tests.appeals.conftest import CLOSES, WHAT, Case
from tests.deliberation.conftest import refused
from tests.support.jury import a_chair
from tests.support.rounds import AFTERWARDS, ONE_SECOND, an_announced_round

ANSWER = "Der Film lief bei allen drei, die ihn bewertet haben."


def told(template: str) -> list[object]:
    return sorted(db.session().scalars(select(Message.user_id).where(Message.template == template)), key=str)


def states(case: Case) -> list[str]:
    return [each.state for each in queries.appeals_of(case.team)]


def test_an_appeal_reaches_chair_and_admin_and_the_log_keeps_no_word_of_it(case: Case) -> None:
    appeal = case.appeals()
    assert (appeal.state, appeal.raised_by_id, appeal.raised_at) == ("received", case.mia.id, AFTERWARDS)
    assert told("appeals.raised") == sorted([case.chair.id, case.ground.admin.id], key=str)
    (event,) = db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.object_id == appeal.id))
    assert (event.action, event.values["ground"], WHAT in str(event.values)) == ("appeal", PROCEDURE, False)
    assert invariants.breaches() == {}


def test_it_is_too_late_to_the_second(case: Case) -> None:
    with refused("too_late"):
        case.appeals(at=CLOSES)
    assert case.appeals(at=CLOSES - ONE_SECOND).state == "received"


def test_before_the_results_are_public_nobody_appeals(unpublished: Case) -> None:
    with refused("not_published"):
        unpublished.appeals()
    assert states(unpublished) == []


def test_what_was_taken_back_is_not_appealed(case: Case) -> None:
    with clock.at(AFTERWARDS):
        publication.take_back(case.ground.admin, case.ground.round.id, "Ein Name war falsch.")
    with refused("not_published"):
        case.appeals()
    assert states(case) == []


def test_a_second_click_is_no_second_appeal_and_another_one_waits(case: Case) -> None:
    assert case.appeals().id == case.appeals().id
    with refused("one_at_a_time"):
        case.appeals("Und die Jury hat die Seiten vertauscht.")
    assert states(case) == ["received"]


def test_of_two_members_at_once_one_appeals(case: Case) -> None:
    student_id, team_id, ends = case.mia.id, case.team.id, list[str]()
    start = threading.Barrier(2)

    def run(number: int) -> None:
        with case.app.app_context(), clock.at(AFTERWARDS):
            start.wait()
            try:
                actions.appeal(people.person(student_id), team_id, PROCEDURE, f"{WHAT} {number}")
                ends.append("raised")
            except RefusedError as error:
                ends.append(error.refusal.code)
            finally:
                db.close_session()

    db.session().rollback()
    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    assert sorted(ends) == ["one_at_a_time", "raised"]


def test_nobody_appeals_for_another_team(case: Case) -> None:
    with pytest.raises(NotFoundError):
        case.appeals(student=case.ground.student("Ole"))


def test_an_appeal_is_taken_up_answered_and_the_team_told_each_time(case: Case) -> None:
    appeal, round_id = case.appeals(), case.ground.round.id
    with clock.at(AFTERWARDS):
        actions.take_up(case.ground.admin, round_id, appeal.id)
        with refused("taken_up"):
            actions.take_up(case.chair, round_id, appeal.id)
    assert (states(case), len(told("appeals.taken_up"))) == (["in_review"], 2)
    case.answers(appeal.id, REJECTED, ANSWER)
    with refused("answered"):
        case.answers(appeal.id, UPHELD, "Doch, Sie haben recht gehabt.")
    (stored,) = queries.appeals_of(case.team)
    assert (stored.state, stored.answer, stored.answered_at) == (REJECTED, ANSWER, AFTERWARDS)
    assert (stored.handled_by_id, len(told("appeals.answered"))) == (case.chair.id, 2)
    assert case.appeals("Dann haben wir noch einen anderen Grund.").state == "received"
    assert invariants.breaches() == {}


def test_only_the_rounds_own_chair_and_admins_answer(case: Case) -> None:
    appeal = case.appeals()
    stranger = a_chair(an_announced_round(case.ground.admin, title="Runde 2"))
    for person in (stranger, case.ground.teacher):
        with pytest.raises(NotFoundError):
            case.answers(appeal.id, UPHELD, ANSWER, person)
    assert states(case) == ["received"]


def test_what_is_changed_by_hand_is_named(case: Case) -> None:
    appeal = case.appeals()

    @db.action
    def tamper() -> None:
        db.session().execute(update(Appeal).values(text="Alles war gut."))

    tamper()
    assert invariants.breaches() == {"every appeal stands as it was raised and answered": [f"appeal {appeal.id}"]}
