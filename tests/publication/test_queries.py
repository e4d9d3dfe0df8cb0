import hashlib
import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app.clearances.models import Papers
from app.core import audit, clock, db, invariants
from app.core.audit import AuditEvent
from app.publication import actions, queries
from app.publication.models import Publication
from tests.publication.conftest import Stage
from tests.support.clearances import cleared, no_papers_for, withdrawn
from tests.support.jury import a_publication, a_submission
from tests.support.rounds import AFTERWARDS, ONE_SECOND, an_announced_round
from tests.support.statements import statements

PROMISE = "what is public is what was published"
MOMENT = AFTERWARDS + timedelta(days=1)


def take_back(stage: Stage) -> None:
    with clock.at(AFTERWARDS + ONE_SECOND):
        actions.take_back(stage.ground.admin, stage.ground.round.id, "Ein Titel war falsch.")


def test_a_round_has_no_publication_until_there_is_one_of_its_own(stage: Stage) -> None:
    other_round = an_announced_round(stage.ground.admin, title="Runde 2")
    assert queries.shown_publication(stage.ground.round.id, AFTERWARDS) is None
    publication = a_publication(stage.ground.round)
    shown = queries.shown_publication(stage.ground.round.id, AFTERWARDS)
    assert shown is not None
    assert (shown.id, queries.shown_publication(other_round.id, AFTERWARDS)) == (publication.id, None)


def test_the_newest_counts_when_results_were_taken_back_and_published_again(stage: Stage) -> None:
    round_id = stage.ground.round.id
    a_publication(stage.ground.round)
    take_back(stage)
    assert queries.public_state(round_id, AFTERWARDS + ONE_SECOND) == ("taken_back", None)
    with clock.at(AFTERWARDS + 2 * ONE_SECOND):
        again = actions.publish(stage.ground.admin, round_id, queries.bundle_of(round_id).digest)
    assert queries.present_of(round_id, AFTERWARDS + 2 * ONE_SECOND) == ("published", again)
    assert queries.public_state(round_id, AFTERWARDS + 2 * ONE_SECOND) == ("published", again)
    assert invariants.breaches() == {}


def test_a_plan_leaves_what_the_page_says_after_an_earlier_taking_back(stage: Stage) -> None:
    round_id = stage.ground.round.id
    a_publication(stage.ground.round)
    take_back(stage)
    with clock.at(AFTERWARDS + 2 * ONE_SECOND):
        actions.publish(stage.ground.admin, round_id, queries.bundle_of(round_id).digest, at=MOMENT)
    assert queries.public_state(round_id, MOMENT - ONE_SECOND) == ("taken_back", None)
    with clock.at(MOMENT - ONE_SECOND):
        actions.end_plan(stage.ground.admin, round_id)
    assert queries.public_state(round_id, MOMENT) == ("taken_back", None)


def test_the_gallery_holds_everything_that_is_cleared_and_not_only_winners(stage: Stage) -> None:
    third, fourth = a_submission(stage.ground, "Lernkiste"), a_submission(stage.ground, "Zaunkönig")
    cleared(third)
    publication = a_publication(stage.ground.round)
    (shown,) = queries.ideas_of([publication]).values()
    assert [(idea.title, idea.prize) for idea in shown] == [
        ("Solarbank für den Pausenhof", "1. Preis"),
        ("Regentonne", "2. Preis"),
        ("Lernkiste", ""),
    ]
    assert str(fourth.id) not in str(publication.ideas)


def test_what_is_withdrawn_vanishes_from_results_and_gallery_at_once_and_comes_back_with_the_papers(
    stage: Stage,
) -> None:
    publication = a_publication(stage.ground.round)

    def shown() -> list[tuple[str, str]]:
        return [(each.title, each.team) for each in queries.results_of(publication)]

    no_papers_for(stage.winner)
    assert shown() == [("", ""), ("Regentonne", "Regentonne")]
    withdrawn(stage.other, "title")
    assert (shown(), queries.ideas_of([publication])[publication.round_id]) == ([("", ""), ("", "Regentonne")], [])
    cleared(stage.winner)
    assert shown()[0] == ("Solarbank für den Pausenhof", "Sonnenkinder")


def test_a_plan_costs_the_public_page_no_other_statement_than_none(stage: Stage) -> None:
    round_id = stage.ground.round.id

    def asked() -> list[str]:
        db.session().rollback()
        with statements() as sent:
            queries.public_state(round_id, MOMENT - ONE_SECOND)
        return sent

    before = asked()
    a_publication(stage.ground.round, at=MOMENT)
    assert (asked(), len(before)) == (before, 1)


# ---------------------------------------------------------------- verify
@pytest.mark.parametrize(
    "changed",
    [{"results": []}, {"ideas": []}, {"taken_back_at": AFTERWARDS}, {"published_at": AFTERWARDS - ONE_SECOND}],
)
def test_verify_names_a_publication_that_was_changed(stage: Stage, changed: dict[str, object]) -> None:
    publication = a_publication(stage.ground.round)
    assert invariants.breaches() == {}
    change(publication.id, **changed)
    assert invariants.breaches() == {PROMISE: [f"publication {publication.id}"]}


def test_verify_names_a_publication_that_came_back_or_vanished(stage: Stage) -> None:
    publication_id = a_publication(stage.ground.round).id
    take_back(stage)
    change(publication_id, taken_back_at=None)
    assert invariants.breaches() == {PROMISE: [f"publication {publication_id}"]}
    remove(publication_id)
    assert invariants.breaches() == {PROMISE: [f"publication {publication_id}"]}


def test_verify_names_a_team_that_is_public_without_its_papers(stage: Stage) -> None:
    publication = a_publication(stage.ground.round)
    no_papers_for(stage.winner)
    # What was prepared while they were there is hidden by now, not wrong.
    assert invariants.breaches() == {}
    team_id = uuid.UUID(publication.results[0]["team_id"])
    forget_papers(team_id)
    assert invariants.breaches() == {
        "no team is named in public without its papers": [f"publication {publication.id}: team {team_id}"]
    }


@db.action
def change(publication_id: uuid.UUID, **values: Any) -> None:  # noqa: ANN401 # columns
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(Publication).where(Publication.id == publication_id).values(**values))


@db.action
def remove(publication_id: uuid.UUID) -> None:
    db.session().execute(delete(Publication).where(Publication.id == publication_id))


@db.action
def forget_papers(team_id: uuid.UUID) -> None:
    """The papers and what the log says of them: then only the publication itself still tells."""
    ids = list(db.session().scalars(select(Papers.id).where(Papers.team_id == team_id)))
    db.session().execute(delete(AuditEvent).where(AuditEvent.object_id.in_(ids)))
    db.session().execute(delete(Papers).where(Papers.id.in_(ids)))


def test_a_publication_from_before_there_were_papers_is_sound_and_shows_nothing(stage: Stage) -> None:
    early = publish_as_before(stage)
    assert invariants.breaches() == {}
    shown = queries.shown_publication(stage.ground.round.id, AFTERWARDS)
    assert shown is not None
    assert [(each.prize, each.title, each.team) for each in queries.results_of(shown)] == [("1. Preis", "", "")]
    change(early, results=[{"rank": 1, "prize": "1. Preis", "title": "Anderes", "team": "Mondkinder"}])
    assert invariants.breaches() == {PROMISE: [f"publication {early}"]}


@db.action
def publish_as_before(stage: Stage) -> uuid.UUID:
    """What the first version stored and noted: prizes only, and no moment."""
    results = [{"rank": 1, "prize": "1. Preis", "title": "Solarbank", "team": "Sonnenkinder"}]
    admin_id, round_id = stage.ground.admin.id, stage.ground.round.id
    with clock.at(AFTERWARDS):
        row = Publication(
            round_id=round_id, results=results, ideas=[], published_by_id=admin_id, published_at=clock.now()
        )
        db.add(row)
        text = json.dumps(results, sort_keys=True, separators=(",", ":"))
        values = {"round": str(round_id), "prizes": 1, "digest": hashlib.sha256(text.encode()).hexdigest()}
        audit.record(admin_id, "publish_results", "publication", row.id, values=values)
    return row.id
