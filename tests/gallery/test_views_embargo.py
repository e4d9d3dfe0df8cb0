"""Until the second that was set, no byte of any public page tells that something is prepared, or who has won."""

import re
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from werkzeug.routing import Rule

from app.core import access, clock
from app.deliberation.actions import decide
from app.deliberation.rules import PRIZE, DecisionValues
from app.media.access import address_of
from app.media.queries import files_by_id
from app.publication import actions
from tests.gallery.conftest import RESULTS, Hall
from tests.support.browsers import Browser
from tests.support.clearances import cleared, no_papers_for, team_id_of
from tests.support.jury import a_publication, approve_all
from tests.support.rounds import AFTERWARDS, ONE_SECOND
from tests.support.statements import statements

MOMENT = AFTERWARDS + timedelta(days=1)
LAST_SECOND = MOMENT - ONE_SECOND
# What a machine or a curious person might ask for; none of it exists.
GUESSED = ("/robots.txt", "/sitemap.xml", "/feed", "/feed.xml", "/gallery.json", "/api/results", f"{RESULTS}.csv")
ASKED = ("/gallery?category=klima-und-umwelt", "/gallery?school=berufsschule", "/gallery?page=2", f"{RESULTS}?x=1")
# What every request, and every form that somebody could send, has of its own.
_OWN_HEADERS = {"X-Request-Id", "Date", "Set-Cookie"}
_TOKEN = re.compile(rb'name="(csrf_token|token)"\s+value="[^"]+"')
Answers = dict[tuple[str, str], Any]


def public_paths(app: Flask) -> Iterator[str]:
    """Every address that anybody may read, with the places filled."""
    known = {
        "competition_slug": "innovationswettbewerb-2027", "round_slug": "runde-1", "name": "imprint", "code": "en",
        "token": "none", "filename": "none", "public_id": uuid.UUID(int=7),
    }  # fmt: skip

    def is_open(rule: Rule) -> bool:
        is_public = access.roles_of_view(app.view_functions[rule.endpoint]) is None
        # Figures of the machine grow with every request.
        return is_public and "GET" in (rule.methods or set()) and rule.endpoint != "pages.figures"

    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if is_open(rule):
            yield adapter.build(rule.endpoint, {name: known[name] for name in rule.arguments if name in known})


def everything(hall: Hall, at: datetime, *more: str) -> Answers:
    """Every public answer at a moment: status, headers and bytes, in both languages and as HEAD as well."""
    found: Answers = {}
    paths = [*public_paths(hall.app), *GUESSED, *ASKED, hall.first_path, hall.second_path, *more]
    for path in paths:
        for how in ("GET de", "GET en", "HEAD de"):
            method, language = how.split()
            with clock.at(at):
                answer = Browser(hall.app).open(path, method, headers={"Accept-Language": language}, buffered=True)
            headers = sorted((name, value) for name, value in answer.headers if name not in _OWN_HEADERS)
            found[path, how] = (answer.status_code, headers, _TOKEN.sub(b"", answer.data))
    return found


def pictures_of(hall: Hall) -> list[str]:
    """Addresses of the pictures as their teams have them."""
    ids = [uuid.UUID(each["file"]) for one in (hall.first, hall.second) for each in one.content["attachments"]]
    with hall.app.test_request_context(), clock.at(LAST_SECOND):
        return [address_of(shown, "large") for shown in files_by_id(ids).values()]


def test_up_to_the_last_second_every_public_byte_is_that_of_a_world_in_which_nothing_was_prepared(hall: Hall) -> None:
    addresses = pictures_of(hall)
    before = everything(hall, LAST_SECOND, *addresses)
    a_publication(hall.ground.round, at=MOMENT)
    after = everything(hall, LAST_SECOND, *addresses)
    assert [key for key in before if before[key] != after[key]] == []
    # The comparison sees something: a second later these pages differ, and nothing else does.
    then = everything(hall, MOMENT, *addresses)
    changed = {path for path, _how in before if before[path, "GET de"][::2] != then[path, "GET de"][::2]}
    assert changed == {RESULTS, f"{RESULTS}?x=1", "/gallery", *ASKED, hall.first_path, hall.second_path}


def test_whoever_wins_all_bytes_are_the_same_until_the_moment(hall: Hall) -> None:
    before = everything(hall, LAST_SECOND)
    with clock.at(AFTERWARDS):
        for submission, prize in ((hall.first, "Sonderpreis"), (hall.second, "1. Preis")):
            values = DecisionValues(PRIZE, prize, 1, "Überzeugt in jeder Hinsicht.", deviates=True)
            decide(hall.ground.admin, hall.ground.round.id, submission.id, values, **seen(submission))
    approve_all(hall.ground.round)
    a_publication(hall.ground.round, at=MOMENT)
    after = everything(hall, LAST_SECOND)
    assert [key for key in before if before[key] != after[key]] == []


def seen(submission: Any) -> dict[str, Any]:  # noqa: ANN401 # a submission
    """What the page of a decision sends along for a change."""
    del submission
    return {"seen_version": 1, "change_reason": "Wir haben uns verlesen."}


def test_the_public_pages_ask_the_same_of_the_database_whether_something_is_planned_or_not(hall: Hall) -> None:
    def asked() -> list[list[str]]:
        found = []
        for path in (RESULTS, "/gallery", hall.first_path, "/"):
            hall.get("/", at=LAST_SECOND)
            with statements() as sent:
                hall.get(path, at=LAST_SECOND)
            found.append(sent)
        return found

    before = asked()
    a_publication(hall.ground.round, at=MOMENT)
    assert asked() == before


def test_a_page_that_is_not_public_yet_is_missing_like_one_that_never_was(hall: Hall) -> None:
    a_publication(hall.ground.round, at=MOMENT)
    unknown = f"/gallery/{uuid.uuid4()}"
    pages = [hall.get(path, at=LAST_SECOND) for path in (hall.first_path, unknown)]
    same = [page.data.replace(path.encode(), b"") for page, path in zip(pages, (hall.first_path, unknown), strict=True)]
    assert [page.status_code for page in pages] == [404, 404]
    assert same[0].replace(quoted(hall.first_path), b"") == same[1].replace(quoted(unknown), b"")


def quoted(path: str) -> bytes:
    return path.replace("/", "%2F").encode()


@pytest.mark.parametrize("path_of", [lambda _hall: RESULTS, lambda _hall: "/gallery", lambda hall: hall.first_path])
def test_bytes_that_are_kept_do_not_outlive_the_moment(hall: Hall, path_of: Any) -> None:  # noqa: ANN401 # a function
    a_publication(hall.ground.round, at=MOMENT)
    path, browser = path_of(hall), Browser(hall.app)
    with time_machine.travel(MOMENT - timedelta(milliseconds=1), tick=False) as machine:
        before = [browser.get(path) for _time in range(2)]
        machine.move_to(MOMENT)
        tag = before[0].headers.get("ETag", "")
        after = browser.get(path, headers={"If-None-Match": tag})
    assert (["Solarbank" in page.text for page in before], "Solarbank" in after.text) == ([False, False], True)
    assert after.status_code == 200


def test_what_is_taken_back_is_gone_although_the_page_was_kept_and_so_are_the_pictures(hall: Hall) -> None:
    a_publication(hall.ground.round)
    browser, picture = Browser(hall.app), pictures_in(hall.get("/gallery").text)[0]
    with time_machine.travel(AFTERWARDS + ONE_SECOND, tick=False):
        assert "Solarbank" in browser.get("/gallery").text
        assert browser.get(picture, buffered=True).status_code == 200
        actions.take_back(hall.ground.admin, hall.ground.round.id, "Ein Titel war falsch.")
        pages = [browser.get(path) for path in ("/gallery", RESULTS, hall.first_path, picture)]
    assert [page.status_code for page in pages] == [200, 200, 404, 404]
    assert ["Solarbank" in page.text for page in pages] == [False] * 4
    assert "Die Ergebnisse werden überarbeitet" in pages[1].text


def test_without_papers_a_team_is_gone_at_once_and_nobody_else(hall: Hall) -> None:
    a_publication(hall.ground.round)
    own, other = pictures_in(hall.get("/gallery").text)
    no_papers_for(hall.first)
    answers = [hall.get(path).status_code for path in (hall.first_path, hall.second_path, own, other)]
    assert answers == [404, 200, 404, 200]
    for path in (RESULTS, "/gallery"):
        text = hall.get(path).text
        assert ("Solarbank" in text, "Regentonne" in text, str(team_id_of(hall.first)) in text) == (False, True, False)
    cleared(hall.first)
    assert hall.get(hall.first_path).status_code == 200


def pictures_in(html: str) -> list[str]:
    return [part.split('"')[0] for part in html.split('src="')[1:] if part.startswith("/files/")]
