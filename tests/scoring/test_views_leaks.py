"""Nothing that a juror can fetch tells whose idea it is: every endpoint jurors reach, every file, header and mail."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts.models import School
from app.core import clock, db
from app.core.access import Role, roles_of_view
from app.core.mail.outbox import OutboxMail
from app.messages.models import Message
from app.rounds.models import Competition
from tests.scoring import origin
from tests.scoring.origin import Case, a_case, leaks_in
from tests.support.browsers import Browser
from tests.support.ideas import number_of
from tests.support.jury import a_handed_in_sheet, a_juror, an_assignment, marks
from tests.support.rounds import JUDGING, JURY_CLOSES, JURY_OPENS, ONE_SECOND


@pytest.fixture
def case(app: Flask) -> Case:
    return a_case(app)


@dataclass(frozen=True)
class Answer:
    """An answer read to its end, so that the file behind it is closed."""

    what: str
    status: int
    text: str
    headers: str
    leaks: list[str]


def ask(case: Case, browser: Browser, path: str, values: Any = None, **options: Any) -> Answer:  # noqa: ANN401 # as Flask's client
    method = options.pop("method", "GET" if values is None else "POST")
    with browser.open(path, method, data=values, **options) as answer:
        headers, text, found = f"{answer.headers}", answer.data.decode("utf-8", errors="replace"), answer.data
        for known in told_on_purpose(case, path):
            found, headers = found.replace(known.encode(), b""), headers.replace(known, "")
        return Answer(f"{method} {path}", answer.status_code, text, headers, leaks_in(case.secrets, found, headers))


def told_on_purpose(case: Case, path: str) -> list[str]:
    """Whoever teaches chooses among all schools there are."""
    school = db.session().get(School, case.team.school_id)
    return [str(school.id), school.name] if school is not None and path.endswith("/profile") else []


def leaking(answers: list[Answer]) -> dict[str, list[str]]:
    return {answer.what: answer.leaks for answer in answers if answer.leaks}


def linked_files(page: str) -> list[str]:
    return sorted(set(re.findall(r'(?:href|src|poster)="(/files/[^"]+)"', page)))


# ---------------------------------------------------------------- the reader finds what there is
def test_what_is_searched_for_is_really_there(case: Case) -> None:
    assert leaks_in(case.secrets, origin.a_picture()) == ["metadata"]
    assert leaks_in(case.secrets, origin.a_paper()) == ["metadata"]
    assert all(words for words in case.secrets.values())


def test_every_secret_is_found_however_it_is_written(case: Case) -> None:
    for what, words in case.secrets.items():
        for word in words:
            ways = [
                word.encode(),
                escape(word).encode(),
                word.upper().encode(),
                word.encode("utf-16"),
                quote(word).encode(),
                origin.packed(word),
            ]
            assert [what in leaks_in(case.secrets, way) for way in ways] == [True] * len(ways), word
            assert what in leaks_in(case.secrets, b"", f'Content-Disposition: inline; filename="{quote(word)}"')


def test_a_leak_that_is_planted_is_found(app: Flask) -> None:
    case = a_case(app, title="Wasser der Funkelfinken aus Zunderheim")
    with clock.at(JUDGING):
        browser = Browser(app).sign_in(case.juror)
        answers = [ask(case, browser, path) for path in ("/jury", f"/jury/{case.assignment.id}")]
    assert [answer.leaks for answer in answers] == [["name of the team", "school"]] * 2


# ---------------------------------------------------------------- everything a juror reaches
Request = tuple[datetime, str, dict[str, Any] | None]


def requests_of(case: Case) -> Iterator[Request]:
    """A way through every endpoint that is open to jurors, from the second before the jury begins to its end."""
    sheet, round_id, before = f"/jury/{case.assignment.id}", case.round.id, JURY_OPENS - ONE_SECOND
    yield from seen(before, "/jury", sheet, f"{sheet}/hand-in", f"/jury/rounds/{round_id}")
    yield from scoring_of(case, sheet)
    yield from mail_of(case)
    yield from seen(JUDGING, "/account", "/account/password", "/certificates", f"/rounds/{round_id}/rubric")
    yield JUDGING, "/account/password", {"old": "falsch"}
    yield JUDGING, f"/rounds/{round_id}/juror-certificate.pdf", None
    yield from public_pages(case)
    yield from talk_of(case, sheet)
    yield from seen(JURY_CLOSES, "/jury", sheet, f"{sheet}/hand-in", f"{sheet}/next")
    yield JURY_CLOSES, sheet, {"version": 9}
    yield JURY_CLOSES, "/sign-out", {}


def seen(moment: datetime, *paths: str) -> Iterator[Request]:
    yield from ((moment, path, None) for path in paths)


def scoring_of(case: Case, sheet: str) -> Iterator[Request]:
    """A sheet with everything that can go wrong, handed in, refused and opened again."""
    filled = {f"points-{key}": "3" for key in marks(case.juror, case.assignment)}
    steps: list[tuple[str, dict[str, Any] | None]] = [
        *((path, None) for path in ("/", "/start", "/jury", sheet, f"{sheet}/hand-in")),
        (sheet, {"version": 0, "points-novelty": "77"}),
        (sheet, {"version": 0, "points-novelty": "1", "comment-novelty": "x" * 2001}),
        (sheet, {"version": 0, "points-novelty": "5", "check": "1"}),
        (sheet, {"version": 0, "points-novelty": "2"}),
        (f"{sheet}/hand-in", None),
        (f"{sheet}/hand-in", {"version": 1}),
        (sheet, {"version": 1, **filled, "go_on": "1"}),
        (f"{sheet}/hand-in", {"version": 1}),
        (f"{sheet}/hand-in", {"version": 2}),
        (f"{sheet}/next", None),
        *((path, None) for path in (sheet, f"{sheet}/hand-in", f"/jury/rounds/{case.round.id}", "/jury")),
        (sheet, {"version": 3, **filled}),
        (f"{sheet}/reopen", {}),
    ]
    yield from ((JUDGING, path, values) for path, values in steps)


def talk_of(case: Case, sheet: str) -> Iterator[Request]:
    """What a juror does around the sheets: a folder, a profile, practice, talk, questions, and giving ideas back."""
    jury, round_, none = f"/jury/rounds/{case.round.id}", f"/rounds/{case.round.id}", uuid.uuid4()
    talk = f"{round_}/discussions/{number_of(case.submission)}"
    yield from seen(JUDGING, f"{jury}/profile", f"{jury}/practise", f"{jury}/practise/{none}", f"{round_}/policy")
    yield from seen(JUDGING, f"{round_}/discussions", talk, f"{talk}/idea", f"/jury/questions/{none}", "/offline")
    yield from seen(JUDGING, "/service-worker.js", "/manifest.webmanifest", "/account/address", "/account/address/x")
    yield JUDGING, "/account/address/remove", {}
    yield JUDGING, f"{sheet}/marks", {"points-novelty": "3"}
    yield JUDGING, f"{jury}/folder", {}
    yield JUDGING, f"{jury}/accept", {}
    yield JUDGING, f"{sheet}/decline", {"cause": "unknown"}
    yield JUDGING, f"{talk}/{none}/withdraw", {}


def mail_of(case: Case) -> Iterator[Request]:
    message_id = db.session().scalars(select(Message.id).where(Message.user_id == case.juror.id)).first()
    yield from seen(JUDGING, "/inbox", f"/inbox/{message_id}")
    for path in (f"/inbox/{message_id}/read", f"/inbox/{message_id}/open", "/inbox/read"):
        yield JUDGING, path, {}


def public_pages(case: Case) -> Iterator[Request]:
    competition = db.session().scalars(select(Competition)).one()
    public = f"/competitions/{competition.slug}/{case.round.slug}"
    yield from seen(JUDGING, public, f"{public}/rubric", f"{public}/results", f"{public}/method")
    yield from seen(JUDGING, "/gallery", f"/gallery/{uuid.uuid4()}", "/verify", "/verify/ABCD2345", "/how-it-works")
    yield from seen(JUDGING, "/legal/privacy", "/session", "/k/ABCDEFGH", "/register", "/sign-in", "/sign-in/link")
    yield from seen(JUDGING, "/sign-in/link/x", "/invitations/x", "/language/de", "/healthz", "/readyz", "/metrics")
    yield from seen(JUDGING, "/files/x")
    yield JUDGING, "/verify/ABCD2345/name", {"name": "Xenia"}
    yield from ((JUDGING, path, {}) for path in ("/sign-in/again", "/csp-report"))


def open_to_jurors(app: Flask) -> Iterator[Rule]:
    for rule in app.url_map.iter_rules():
        roles = roles_of_view(app.view_functions[rule.endpoint])
        if roles is None or Role.JUROR in roles:
            yield rule


def test_no_page_header_refusal_or_redirect_tells_whose_idea_it_is(case: Case) -> None:
    browser, asked, answers, now = Browser(case.app), set(), [], None
    for moment, path, values in requests_of(case):
        with clock.at(moment):
            if moment != now:
                browser.sign_in(case.juror)
            now = moment
            answers.append(ask(case, browser, path, values))
            answers.append(ask(case, browser, path, values, headers={"Accept": "application/json"}))
        asked.add(case.app.url_map.bind("localhost").match(path, method="GET" if values is None else "POST")[0])
    assert {rule.endpoint for rule in open_to_jurors(case.app)} - asked == {"static"}
    assert {answer.status for answer in answers} >= {200, 303, 404, 409, 422}
    assert leaking(answers) == {}


def test_what_is_closed_to_jurors_says_no_and_nothing_else(case: Case) -> None:
    """Even with the ids of the idea, its team and its school in hand."""
    mine = {rule.endpoint for rule in open_to_jurors(case.app)}
    closed = [rule for rule in case.app.url_map.iter_rules() if rule.endpoint not in mine]
    with clock.at(JUDGING):
        browser = Browser(case.app).sign_in(case.juror)
        answers: list[Answer] = []
        for rule in closed:
            methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            method = "GET" if "GET" in methods else min(methods, default="OPTIONS")
            values: dict[str, str] | None = None if method == "GET" else {}
            answers.append(ask(case, browser, path_to(case, rule), values, method=method))
    assert {answer.status for answer in answers} == {403}
    # The page repeats its own address in the links to other languages.
    assert {tuple(answer.leaks) for answer in answers} == {(), ("id",)}


def path_to(case: Case, rule: Rule) -> str:
    """The path of a rule, with what belongs to the idea in its places."""
    known = {"idea_id": case.submission.idea_id, "team_id": case.team.id, "round_id": case.round.id}

    def fill(place: re.Match[str]) -> str:
        kind, choices, name = place.groups()
        if kind == "uuid":
            return str(known.get(name, case.submission.id))
        return choices.split(",")[0].strip("'\" ") if choices else "1"

    return re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?(\w+)>", fill, rule.rule)


# ---------------------------------------------------------------- files
def files_of(case: Case, browser: Browser) -> list[str]:
    return linked_files(browser.get(f"/jury/{case.assignment.id}").text)


def test_no_file_tells_whose_idea_it_is(case: Case) -> None:
    with clock.at(JUDGING):
        browser = Browser(case.app).sign_in(case.juror)
        files = files_of(case, browser)
        parts = (
            {"Range": "bytes=0-99"},
            {"If-Modified-Since": "Tue, 16 Mar 2027 07:00:00 GMT"},
            {"If-None-Match": '"x"'},
        )
        answers = [ask(case, browser, path) for path in files]
        answers += [ask(case, browser, path, method="HEAD") for path in files]
        answers += [ask(case, browser, path, headers=headers) for path in files for headers in parts]
    # Two sizes of the picture, the first page of the PDF and its cleaned copy.
    assert len(files) == 4
    assert {answer.status for answer in answers} == {200, 206}
    assert leaking(answers) == {}
    assert [each.what for each in answers if re.search("(?i)etag|last-modified|expires", each.headers)] == []


def test_the_files_come_under_names_of_ours(case: Case) -> None:
    with clock.at(JUDGING):
        browser = Browser(case.app).sign_in(case.juror)
        headers = [ask(case, browser, path).headers for path in files_of(case, browser)]
    names = {re.findall(r'filename="?([^"\r\n]+)', each)[0] for each in headers}
    assert names == {"bild-1.webp", "anlage-2.webp", "anlage-2.pdf"}


def test_an_address_tells_two_jurors_the_same_and_neither_reads_in_it(case: Case) -> None:
    other = a_juror(case.round)
    assignment = an_assignment(other, case.submission)
    with clock.at(JUDGING):
        mine = files_of(case, Browser(case.app).sign_in(case.juror))
        theirs = linked_files(Browser(case.app).sign_in(other).get(f"/jury/{assignment.id}").text)
    assert mine == theirs
    assert leaks_in(case.secrets, "\n".join(mine).encode()) == []


# ---------------------------------------------------------------- mails, and other jurors
def test_no_mail_to_a_juror_tells_whose_idea_it_is(case: Case) -> None:
    a_handed_in_sheet(case.juror, case.assignment)
    query = select(OutboxMail).where(OutboxMail.to_address == case.juror.email)
    mails = [str(vars(mail)) for mail in db.session().scalars(query)]
    # The invitation, and the news that there is something to read.
    assert len(mails) == 2
    assert [leaks_in(case.secrets, mail.encode()) for mail in mails] == [[], []]


def test_a_juror_learns_nothing_of_the_others(case: Case) -> None:
    other = a_juror(case.round, name="Berta Quendel")
    theirs = an_assignment(other, case.submission)
    a_handed_in_sheet(other, theirs, 5)
    secrets = {
        "juror": {"Berta", "Quendel", other.email or "", str(other.id), str(theirs.id)},
        "sheet": {"Weil es so ist."},
    }
    told = []
    for moment, path, values in requests_of(case):
        with clock.at(moment):
            answer = Browser(case.app).sign_in(case.juror).open(path, "GET" if values is None else "POST", data=values)
            told += leaks_in(secrets, answer.data, str(answer.headers))
            answer.close()
    assert told == []
