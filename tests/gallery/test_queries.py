import uuid
from datetime import timedelta

import pytest

from app.core import clock
from app.core.errors import NotFoundError
from app.gallery import queries
from app.publication.queries import bundle_of
from tests.gallery.conftest import Hall
from tests.support.clearances import cleared, no_papers_for, withdrawn
from tests.support.ideas import TEXTS
from tests.support.jury import a_prize, a_publication, a_submission
from tests.support.rounds import AFTERWARDS, ONE_SECOND, OPENS, an_announced_round
from tests.support.teams import a_ground

MOMENT = AFTERWARDS + timedelta(days=1)


def public_id(path: str) -> uuid.UUID:
    return uuid.UUID(path.rsplit("/", 1)[1])


def test_the_pieces_appear_at_the_second_the_newest_round_first(hall: Hall) -> None:
    newer = a_ground(round_=an_announced_round(hall.ground.admin, title="Runde 2", opens=OPENS + ONE_SECOND))
    windmill = a_submission(newer, "Windrad")
    a_prize(windmill)
    cleared(windmill)
    a_publication(hall.ground.round)
    a_publication(newer.round, at=MOMENT)
    found = [[piece.idea.title for piece in queries.pieces_at(at)] for at in (MOMENT - ONE_SECOND, MOMENT)]
    assert found == [["Solarbank", "Regentonne"], ["Windrad", "Solarbank", "Regentonne"]]


def test_the_page_of_an_idea_is_there_at_the_second_and_gone_without_papers(hall: Hall) -> None:
    a_publication(hall.ground.round, at=MOMENT)
    id_ = public_id(hall.first_path)
    with pytest.raises(NotFoundError):
        queries.exhibit_at(id_, MOMENT - ONE_SECOND)
    round_, exhibit = queries.exhibit_at(id_, MOMENT)
    assert (round_.id, exhibit.idea.title) == (hall.ground.round.id, "Solarbank")
    no_papers_for(hall.first)
    with pytest.raises(NotFoundError):
        queries.exhibit_at(id_, MOMENT)


def test_texts_come_in_the_order_of_the_form_with_their_labels_and_only_the_released_ones(hall: Hall) -> None:
    withdrawn(hall.first, "solution")
    a_publication(hall.ground.round)
    _round, exhibit = queries.exhibit_at(public_id(hall.first_path), AFTERWARDS)
    assert exhibit.texts == [
        ("Welches Problem löst ihr?", TEXTS["problem"]),
        ("Wem hilft das?", TEXTS["benefit"]),
    ]
    assert [(piece.alt, piece.position) for piece in exhibit.files] == [("Ein Bild: Solarbank", 1)]


def test_a_picture_withdrawn_after_publication_is_not_on_the_page(hall: Hall) -> None:
    a_publication(hall.ground.round)
    withdrawn(hall.first, *(each["file"] for each in hall.first.content["attachments"]))
    _round, exhibit = queries.exhibit_at(public_id(hall.first_path), AFTERWARDS)
    assert (exhibit.files, exhibit.idea.picture) == ([], None)


def test_the_preview_knows_only_what_would_be_shown(hall: Hall) -> None:
    with clock.at(AFTERWARDS):
        bundle = bundle_of(hall.ground.round.id)
    assert queries.previewed(bundle, hall.first.id).idea.title == "Solarbank"
    with pytest.raises(NotFoundError):
        queries.previewed(bundle, uuid.uuid4())
