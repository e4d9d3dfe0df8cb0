import re

from app.core import clock, jobs
from app.core.access import Role
from tests.deliberation.conftest import Meeting, meeting, words_of
from tests.support.jury import a_juror, a_reading, a_submission, an_assignment
from tests.support.people import somebody
from tests.support.rounds import AFTERWARDS, JUDGING
from tests.support.statements import statements

__all__ = ["meeting"]


def agenda_path(meeting: Meeting) -> str:
    return f"/rounds/{meeting.round_id}/agenda"


def points_in(html: str, path: str) -> list[str]:
    return re.findall(rf'href="({path}/[0-9a-f-]+)"', html)


def test_the_chair_goes_from_point_to_point_and_back(meeting: Meeting) -> None:
    path = agenda_path(meeting)
    assert path in meeting.get(meeting.path, meeting.chair).text
    first, *_rest = points_in(meeting.get(path, meeting.chair).text, path)
    seen = [first]
    page = meeting.get(first, meeting.chair).text
    assert ('data-key="n"' in page, 'data-key="z"' in page) == (True, False)
    while after := re.search(rf'href="({path}/[0-9a-f-]+)" data-key="n"', page):
        seen.append(after[1])
        page = meeting.get(after[1], meeting.chair).text
    assert (len(seen), len(set(seen)), 'data-key="z"' in page) == (3, 3, True)
    assert "Punkt 3 von 3" in page


def test_with_a_snapshot_the_page_tells_chances(meeting: Meeting) -> None:
    for points in (2, 5):
        a_reading(meeting.ground, meeting.best, points)
        a_reading(meeting.ground, meeting.second, points)
    with clock.at(AFTERWARDS):
        jobs.run_due()
    text = words_of(meeting.get(agenda_path(meeting), meeting.chair).text)
    assert len(re.findall(r"\d+ %", text)) >= 2
    assert "Die Bögen gehen weit auseinander." in text


def test_who_still_judges_sees_nothing_of_it(meeting: Meeting) -> None:
    chair_who_reads = meeting.chair
    juror = a_juror(meeting.ground.round, name="Jule Jung")
    an_assignment(juror, meeting.best)
    assert meeting.get(agenda_path(meeting), juror).status_code == 403
    assert meeting.get(agenda_path(meeting), chair_who_reads, at=JUDGING).status_code == 200


def test_the_auditor_reads_and_no_team_is_named(meeting: Meeting) -> None:
    path = agenda_path(meeting)
    html = meeting.get(path, somebody(Role.AUDITOR)).text
    html += meeting.get(points_in(html, path)[0], somebody(Role.AUDITOR)).text
    assert [name for name in ("Kapitänin", meeting.ground.school.name, "Entscheiden</span>") if name in html] == []


def test_the_pages_ask_as_often_for_six_ideas_as_for_three(meeting: Meeting) -> None:
    before = counts(meeting)
    for number in range(3):
        a_submission(meeting.ground, f"Mehr {number}")
    assert (counts(meeting), max(before) <= 8) == (before, True)


def counts(meeting: Meeting) -> list[int]:
    path, found = agenda_path(meeting), []
    with clock.at(AFTERWARDS):
        browser = meeting.browser(meeting.chair)
        point = points_in(browser.get(path).text, path)[0]
        for each in (path, point):
            with statements() as sent:
                assert browser.get(each).status_code == 200
            found.append(len(sent))
    return found
