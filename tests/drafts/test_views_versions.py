"""Reading, comparing and restoring versions; what came too late."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core import clock, db
from app.ideas.models import Revision
from tests.drafts.conftest import Desk, Scripts
from tests.support.browsers import Browser
from tests.support.ideas import read
from tests.support.rounds import SUBMIT_CLOSES, WRITING
from tests.support.statements import statements

LATER = timedelta(minutes=5)


@pytest.fixture
def written(desk: Desk, scripts: Scripts) -> Desk:
    """Mia wrote a title, Ben changed it five minutes later."""
    scripts.save(desk.mia, {"title": ("Bank mit Wind", 0)})
    scripts.save(desk.ben, {"title": ("Bank mit Sonne", 1)}, at=WRITING + LATER)
    return desk


def revisions(desk: Desk) -> list[Revision]:
    query = select(Revision).where(Revision.idea_id == desk.idea.id)
    return list(db.session().scalars(query.order_by(Revision.created_at)))


def test_the_list_tells_who_wrote_what_and_when_the_newest_first(written: Desk) -> None:
    page = written.get(written.mia, "/versions")
    cells = re.findall(r'data-label="(?:Feld|Wer|Zeichen)">\s*(?:<a[^>]*>)?([^<]+?)(?:</a>)?\s*</t[hd]>', page.text)
    assert (page.status_code, cells) == (200, ["Titel", "Ben Winter", "14", "Titel", "Mia Sommer", "13"])


def test_a_version_is_shown_with_what_it_changed(written: Desk) -> None:
    first, second = revisions(written)
    page = written.get(written.mia, f"/versions/{second.id}")
    assert re.findall(r"</span>([^<]*)</(del|ins)>", page.text) == [("Wind", "del"), ("Sonne", "ins")]
    backwards = written.get(written.mia, f"/versions/{first.id}?with={second.id}")
    assert re.findall(r"</span>([^<]*)</(del|ins)>", backwards.text) == [("Sonne", "del"), ("Wind", "ins")]


def test_restoring_an_earlier_text_makes_a_new_version_of_it(written: Desk) -> None:
    first = revisions(written)[0]
    answer = written.post(written.ben, f"/versions/{first.id}/restore", at=WRITING + 2 * LATER)
    draft = read(written.mia, written.idea.id)
    assert (answer.status_code, draft.text_of("title"), draft.version_of("title")) == (303, "Bank mit Wind", 3)
    assert [row.text for row in revisions(written)] == ["Bank mit Wind", "Bank mit Sonne", "Bank mit Wind"]


def test_the_present_text_and_one_after_the_end_cannot_be_restored(written: Desk) -> None:
    first, second = revisions(written)
    present = written.post(written.mia, f"/versions/{second.id}/restore")
    late = written.post(written.mia, f"/versions/{first.id}/restore", at=SUBMIT_CLOSES)
    assert (present.status_code, late.status_code, len(revisions(written))) == (409, 409, 2)


def test_nobody_reads_the_versions_of_another_team(written: Desk) -> None:
    id_ = revisions(written)[0].id
    pages = [written.get(written.other, path) for path in ("/versions", f"/versions/{id_}")]
    restored = written.post(written.other, f"/versions/{id_}/restore")
    assert [page.status_code for page in (*pages, restored)] == [404, 404, 404]


def test_a_list_costs_the_same_with_one_version_and_with_sixty(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"title": ("0", 0)})
    open_page = desk.browser(desk.ben)
    with statements() as few:
        open_page("/versions")
    for number in range(1, 60):
        scripts.save(desk.mia, {"title": (str(number), number)}, at=WRITING + number * LATER)
    with statements() as many:
        page = open_page("/versions")
    assert (len(many), len(few) <= 8, page.text.count('data-label="Feld"')) == (len(few), True, 50)
    assert desk.get(desk.ben, "/versions?page=2").text.count('data-label="Feld"') == 10


def test_what_came_too_late_is_read_by_team_and_admin_and_nobody_else(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"pitch": ("Leider zu spät <b>", 0)}, at=SUBMIT_CLOSES)
    path = f"/rounds/{desk.ground.round.id}/late-texts"
    with clock.at(SUBMIT_CLOSES):
        answers = [
            Browser(desk.app).sign_in(person).get(path) for person in (desk.ground.admin, desk.mia, desk.ground.teacher)
        ]
    assert [answer.status_code for answer in answers] == [200, 403, 403]
    assert "Leider zu spät &lt;b&gt;" in answers[0].text
    assert "nach der Frist eingegangen" in desk.get(desk.ben, "/versions", at=SUBMIT_CLOSES).text
