import contextlib
import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.core import audit, clock, db, invariants
from app.core.errors import RefusedError
from app.deliberation import actions as deliberation
from app.messages.models import Message
from app.messages.rules import subject_of, text_of
from app.publication import actions, queries, rules
from app.publication.models import Publication
from app.teams.queries import members_of
from tests.publication.conftest import PUBLIC, Stage
from tests.support.jury import a_publication
from tests.support.rounds import AFTERWARDS, ONE_SECOND

RESULTS = [
    {"rank": 1, "prize": "1. Preis", "title": "Solarbank für den Pausenhof", "team": "Sonnenkinder"},
    {"rank": 2, "prize": "2. Preis", "title": "Regentonne", "team": "Regentonne"},
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


def winning_messages() -> list[Message]:
    return list(db.session().scalars(select(Message).where(Message.template == "publication.won")))


def test_what_is_published_is_frozen_and_noted_by_its_digest(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    assert publication.results == RESULTS
    (event,) = events("publish_results")
    assert event.values == {
        "round": str(stage.ground.round.id),
        "prizes": 2,
        "digest": rules.digest_of(RESULTS),
    }


def test_every_member_of_a_team_with_a_prize_is_told_and_nobody_else(stage: Stage) -> None:
    a_publication(stage.ground.round)
    ideas = [stage.winner.idea, stage.second.submission.idea]
    members = {member.id for idea in ideas for member in members_of(idea.team_id)}
    messages = winning_messages()
    assert sorted(str(message.user_id) for message in messages) == sorted(map(str, members))
    captain = stage.winner.submitted_by_id
    (mine,) = [message for message in messages if message.user_id == captain]
    assert mine.path == PUBLIC
    assert subject_of(mine.template, mine.values) == "Ihr habt gewonnen: 1. Preis"
    assert "„Solarbank für den Pausenhof“ hat in „Runde 1“ gewonnen: 1. Preis" in text_of(mine.template, mine.values)


def test_publishing_twice_is_publishing_once(stage: Stage) -> None:
    first, second = a_publication(stage.ground.round), a_publication(stage.ground.round)
    assert first.id == second.id
    assert len(events("publish_results")) == 1


def test_what_changed_since_the_preview_is_not_published(stage: Stage) -> None:
    with clock.at(AFTERWARDS):
        deliberation.revoke(stage.ground.admin, stage.ground.round.id, stage.second.id, "War ein Versehen.")
        with refused("changed_meanwhile"):
            actions.publish(stage.ground.admin, stage.ground.round.id, rules.digest_of(RESULTS))
    assert queries.newest_of(stage.ground.round.id) is None
    assert winning_messages() == []


def test_a_prize_that_is_revoked_later_stays_public_until_the_results_are_taken_back(stage: Stage) -> None:
    a_publication(stage.ground.round)
    with clock.at(AFTERWARDS):
        deliberation.revoke(stage.ground.admin, stage.ground.round.id, stage.second.id, "War ein Versehen.")
    newest = queries.newest_of(stage.ground.round.id)
    assert newest is not None
    assert newest.results == RESULTS


def test_results_taken_back_are_noted_with_the_reason_and_can_be_published_again(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    take_back(stage)
    (event,) = events("take_back_results")
    assert (event.object_id, event.reason) == (publication.id, "Ein Titel war falsch.")
    with refused("not_published"):
        take_back(stage)
    with clock.at(AFTERWARDS + 2 * ONE_SECOND):
        actions.publish(stage.ground.admin, stage.ground.round.id, rules.digest_of(RESULTS))
    # Nobody is congratulated twice for one prize.
    assert set(Counter(message.user_id for message in winning_messages()).values()) == {1}
    assert invariants.breaches() == {}


def test_twelve_who_publish_at_once_publish_once(stage: Stage) -> None:
    admin_id, round_id, digest = stage.ground.admin.id, stage.ground.round.id, rules.digest_of(RESULTS)
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
    assert set(Counter(message.user_id for message in winning_messages()).values()) == {1}
