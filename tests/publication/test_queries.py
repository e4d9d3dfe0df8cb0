import uuid

import pytest
from sqlalchemy import delete, update

from app.core import clock, db, invariants
from app.publication import actions, queries
from app.publication.models import Publication
from app.publication.rules import digest_of
from tests.publication.conftest import Stage
from tests.support.jury import a_publication
from tests.support.rounds import AFTERWARDS, ONE_SECOND, an_announced_round

PROMISE = "what is public is what was published"


def take_back(stage: Stage) -> None:
    with clock.at(AFTERWARDS + ONE_SECOND):
        actions.take_back(stage.ground.admin, stage.ground.round.id, "Ein Titel war falsch.")


def test_a_round_has_no_publication_until_there_is_one_of_its_own(stage: Stage) -> None:
    other_round = an_announced_round(stage.ground.admin, title="Runde 2")
    assert queries.newest_of(stage.ground.round.id) is None
    publication = a_publication(stage.ground.round)
    newest = queries.newest_of(stage.ground.round.id)
    assert newest is not None
    assert (newest.id, queries.newest_of(other_round.id)) == (publication.id, None)


def test_the_newest_counts_when_results_were_taken_back_and_published_again(stage: Stage) -> None:
    a_publication(stage.ground.round)
    take_back(stage)
    with clock.at(AFTERWARDS + 2 * ONE_SECOND):
        newest = queries.newest_of(stage.ground.round.id)
        assert newest is not None
        again = actions.publish(stage.ground.admin, stage.ground.round.id, digest_of(newest.results))
    found = queries.newest_of(stage.ground.round.id)
    assert found is not None
    assert (found.id, found.taken_back_at) == (again.id, None)
    assert invariants.breaches() == {}


@pytest.mark.parametrize("changed", [{"results": []}, {"taken_back_at": AFTERWARDS}])
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


@db.action
def change(publication_id: uuid.UUID, **values: object) -> None:
    """Behind the back of all actions, as somebody with the database's password could."""
    db.session().execute(update(Publication).where(Publication.id == publication_id).values(**values))


@db.action
def remove(publication_id: uuid.UUID) -> None:
    db.session().execute(delete(Publication).where(Publication.id == publication_id))
