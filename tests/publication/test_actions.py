import contextlib
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import User
from app.core import audit, clock, db, invariants, jobs
from app.core.errors import RefusedError
from app.core.mail import OutboxMail
from app.deliberation.rules import SHORTLIST, DecisionValues
from app.messages.actions import open_message
from app.messages.models import Message
from app.messages.rules import subject_of, text_of
from app.publication import actions, queries
from app.publication.models import Publication
from app.publication.rules import digest_of
from app.teams.queries import members_of
from tests.publication.conftest import PUBLIC, Stage
from tests.support.clearances import no_papers_for, team_id_of, withdrawn
from tests.support.jury import a_decision, a_prize, a_publication, a_submission
from tests.support.rounds import AFTERWARDS, ONE_SECOND

MOMENT = AFTERWARDS + timedelta(days=1)
TOLD = [
    {"kind": "prize", "rank": 1, "prize": "1. Preis", "title": "Solarbank für den Pausenhof", "team": "Sonnenkinder"},
    {"kind": "prize", "rank": 2, "prize": "2. Preis", "title": "Regentonne", "team": "Regentonne"},
]


@contextlib.contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


def events(action: str) -> list[audit.AuditEvent]:
    return list(db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == action)))


def take_back(stage: Stage) -> None:
    with clock.at(AFTERWARDS + ONE_SECOND):
        actions.take_back(stage.ground.admin, stage.ground.round.id, "Ein Titel war falsch.")


def messages(template: str) -> list[Message]:
    """As they are now: jobs write in a transaction of their own."""
    db.session().rollback()
    return list(db.session().scalars(select(Message).where(Message.template == template)))


def run_jobs() -> None:
    with clock.at(AFTERWARDS):
        jobs.run_due()


@db.action
def give_address(person_id: uuid.UUID, address: str) -> None:
    db.load(User, person_id, to_change=True).email = address


def mails_waiting() -> Counter[str]:
    """How many mails about results wait for a mail server, by address."""
    db.session().rollback()
    is_theirs = OutboxMail.to_address.like("%@post.example")
    query = select(OutboxMail.to_address).where(OutboxMail.state == "held", is_theirs)
    return Counter(db.session().scalars(query))


def told(publication: Publication) -> list[dict[str, object]]:
    """What is frozen, without the ids."""
    return [{name: each[name] for name in TOLD[0]} for each in publication.results]


def test_what_is_published_is_frozen_and_noted_by_its_digest(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    assert told(publication) == TOLD
    (event,) = events("publish_results")
    assert event.values == {
        "round": str(stage.ground.round.id),
        "results": 2,
        "ideas": 2,
        "published_at": AFTERWARDS.isoformat(),
        "digest": digest_of(publication.results, publication.ideas),
        "without": [],
    }


def test_the_results_name_submissions_teams_and_decisions_for_certificates_and_feedback(stage: Stage) -> None:
    first = a_publication(stage.ground.round).results[0]
    ids = {name: uuid.UUID(first[name]) for name in ("submission", "idea", "team_id", "decision")}
    winner = stage.winner
    expected = {"submission": winner.id, "idea": winner.idea_id, "team_id": team_id_of(winner)}
    assert ids == {**expected, "decision": stage.first.id}


def test_every_member_of_a_team_with_a_prize_is_told_and_nobody_else(stage: Stage) -> None:
    a_publication(stage.ground.round)
    run_jobs()
    members = {member.id for each in (stage.winner, stage.other) for member in members_of(team_id_of(each))}
    found = messages("publication.won")
    assert sorted(str(message.user_id) for message in found) == sorted(map(str, members))
    captain = stage.winner.submitted_by_id
    (mine,) = [message for message in found if message.user_id == captain]
    assert mine.path == PUBLIC
    assert subject_of(mine.template, mine.values) == "Ihr habt gewonnen: 1. Preis"
    assert "„Solarbank für den Pausenhof“ hat in „Runde 1“ gewonnen: 1. Preis" in text_of(mine.template, mine.values)


def test_a_team_on_the_short_list_is_told_so(stage: Stage) -> None:
    third = a_submission(stage.ground, "Lernkiste")
    a_decision(third, DecisionValues(SHORTLIST, reason="Gut gedacht und gut erzählt.", deviates=True))
    a_publication(stage.ground.round)
    run_jobs()
    told_so = {message.user_id for message in messages("publication.shortlisted")}
    assert told_so == {member.id for member in members_of(team_id_of(third))}


def test_every_team_is_told_that_its_feedback_is_there(stage: Stage) -> None:
    third = a_submission(stage.ground, "Lernkiste")
    a_publication(stage.ground.round)
    assert messages("publication.feedback") == []
    run_jobs()
    found = messages("publication.feedback")
    teams = [team_id_of(each) for each in (stage.winner, stage.other, third)]
    expected = {member.id: f"/teams/{team_id}/feedback" for team_id in teams for member in members_of(team_id)}
    assert {message.user_id: message.path for message in found} == expected


def test_who_was_not_told_before_the_results_were_taken_back_is_not_told_but_when_they_are_back(stage: Stage) -> None:
    winner, other = (members_of(team_id_of(each))[0] for each in (stage.winner, stage.other))
    for person, address in ((winner, "winner@post.example"), (other, "other@post.example")):
        give_address(person.id, address)
    a_publication(stage.ground.round)
    run_jobs()
    assert mails_waiting() == {"winner@post.example": 2, "other@post.example": 2}
    # One of them has opened the page meanwhile.
    (opened,) = [each for each in messages("publication.won") if each.user_id == other.id]
    open_message(other, opened.id)

    take_back(stage)
    assert mails_waiting() == {"other@post.example": 1}
    assert winner.id not in {each.user_id for each in messages("publication.won")}
    a_publication(stage.ground.round)
    run_jobs()
    assert mails_waiting() == {"winner@post.example": 2, "other@post.example": 2}


def test_teams_whose_turn_comes_after_the_results_were_taken_back_are_not_told(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    take_back(stage)
    with clock.at(AFTERWARDS + ONE_SECOND):
        actions.tell_team(publication.id, team_id_of(stage.winner))
    assert (messages("publication.won"), messages("publication.feedback")) == ([], [])


def test_publishing_twice_is_publishing_once(stage: Stage) -> None:
    first, second = a_publication(stage.ground.round), a_publication(stage.ground.round)
    assert first.id == second.id
    assert len(events("publish_results")) == 1


def test_decisions_that_two_people_have_not_approved_are_not_published(stage: Stage) -> None:
    a_prize(a_submission(stage.ground, "Lernkiste"), "3. Preis", 3)
    with clock.at(AFTERWARDS), refused("not_approved"):
        actions.publish(stage.ground.admin, stage.ground.round.id, stage.bundle().digest)
    assert queries.present_of(stage.ground.round.id, AFTERWARDS) == ("hidden", None)


def test_what_changed_since_the_preview_is_not_published(stage: Stage) -> None:
    seen = stage.bundle().digest
    withdrawn(stage.winner, "pitch")
    with clock.at(AFTERWARDS), refused("changed_meanwhile"):
        actions.publish(stage.ground.admin, stage.ground.round.id, seen)
    assert queries.present_of(stage.ground.round.id, AFTERWARDS) == ("hidden", None)


@pytest.mark.parametrize("key", ["team", "title"])
def test_what_is_withheld_stays_out_only_with_somebodys_word(stage: Stage, key: str) -> None:
    if key == "team":
        no_papers_for(stage.winner)
    else:
        withdrawn(stage.winner, "title")
    bundle, element = stage.bundle(), f"{key}-{stage.winner.id}"
    assert bundle.withheld_keys == {element}
    with clock.at(AFTERWARDS):
        for without in ([], [f"{key}-{uuid.uuid4()}"]):
            with refused("not_confirmed"):
                actions.publish(stage.ground.admin, stage.ground.round.id, bundle.digest, without=without)
        publication = actions.publish(stage.ground.admin, stage.ground.round.id, bundle.digest, without=[element])
    team = "" if key == "team" else "Sonnenkinder"
    assert told(publication) == [{**TOLD[0], "title": "", "team": team}, TOLD[1]]
    assert [idea["title"] for idea in publication.ideas] == ["Regentonne"]
    assert events("publish_results")[0].values["without"] == [element]


def test_a_decision_that_changes_later_leaves_public_what_is_public(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    with clock.at(AFTERWARDS + ONE_SECOND):
        a_prize(a_submission(stage.ground, "Lernkiste"), "3. Preis", 3)
        shown = queries.shown_publication(stage.ground.round.id, clock.now())
    assert shown is not None
    assert (shown.id, told(shown)) == (publication.id, TOLD)


def test_results_taken_back_are_noted_with_the_reason_and_can_be_published_again(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    run_jobs()
    take_back(stage)
    (event,) = events("take_back_results")
    assert (event.object_id, event.reason) == (publication.id, "Ein Titel war falsch.")
    with refused("not_published"):
        take_back(stage)
    with clock.at(AFTERWARDS + 2 * ONE_SECOND):
        actions.publish(stage.ground.admin, stage.ground.round.id, stage.bundle().digest)
    run_jobs()
    # Nobody is congratulated twice for one prize.
    for template in ("publication.won", "publication.feedback"):
        assert set(Counter(message.user_id for message in messages(template)).values()) == {1}
    assert invariants.breaches() == {}


def test_twelve_who_publish_at_once_publish_once(stage: Stage) -> None:
    admin_id, round_id, digest = stage.ground.admin.id, stage.ground.round.id, stage.bundle().digest
    start, ends = threading.Barrier(12), []

    def run() -> None:
        with stage.app.app_context(), clock.at(AFTERWARDS):
            start.wait()
            try:
                actions.publish(people.person(admin_id), round_id, digest)
                ends.append("done")
            except Exception as error:  # noqa: BLE001 # a fault in a thread would otherwise be lost
                ends.append(repr(error))
            finally:
                db.close_session()

    threads = [threading.Thread(target=run) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session().rollback()
    assert ends == ["done"] * 12
    assert len(list(db.session().scalars(select(Publication.id)))) == 1
    assert len(events("publish_results")) == 1
    run_jobs()
    assert set(Counter(message.user_id for message in messages("publication.won")).values()) == {1}
