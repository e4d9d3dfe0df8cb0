from sqlalchemy import select

from app.core import clock, db
from app.drafts import queries
from app.drafts.rules import PRESENT_FOR
from app.ideas.models import Revision
from tests.drafts.conftest import Desk, Scripts
from tests.support.rounds import WRITING


def test_what_was_not_taken_over_is_compared_with_what_was_faster(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.ben, {"title": ("Bank mit Sonne", 0)})
    scripts.save(desk.mia, {"title": ("Bank mit Wind", 0)})
    aside = db.session().scalars(select(Revision).where(Revision.origin == "conflict")).one()
    found = queries.comparison_of(desk.idea, aside.id, None)
    assert (found.other and found.other.text, len(found.others)) == ("Bank mit Sonne", 1)
    assert found.changes == [("same", "Bank mit "), ("old", "Sonne"), ("new", "Wind")]


def test_writers_are_told_with_their_place_until_they_are_gone(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"title": ("Bank", 0)}, section="title")
    db.close_session()
    with clock.at(WRITING):
        (writer,) = queries.writers_in(desk.idea.id, clock.now())
        later = queries.writers_in(desk.idea.id, clock.now() + PRESENT_FOR)
    assert (writer.user_id, writer.name, writer.section) == (desk.mia.id, "Mia Sommer", "title")
    assert later == []
