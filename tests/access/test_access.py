"""Every endpoint × method × kind of person × own, other team, other school, asked over HTTP.

The table says who reaches what; the views' own `@allow` says which role is refused at the door (403) and which only
finds nothing (404). After a refusal the database is unchanged.
"""

import re
import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.core import access, clock, db
from tests.access.table import ANYONE, REACH
from tests.access.world import OWNERS, PERSONS, World, build
from tests.support.browsers import Browser
from tests.support.rounds import JUDGING, WRITING

# Nothing of a team may be changed while the jury reads, and nothing of the jury's before: each is asked in its time.
OF_THE_JURY = {"waves", "calibration", "clearances", "deliberation", "discussions", "feedback", "gallery", "meetings",
               "panels", "plans", "profiles", "progress", "publication", "questions", "ranking", "recusals",
               "scoring"}  # fmt: skip
# What needs a token, a code, an archived team or something released, which this world does not have; their own tests
# have them.
NOTHING_THERE = {
    "media.read_file",
    "captions.captions",
    "teams.join_team",
    "enrolment.accept_invitation",
    "ideas.restore_file",
    "teams.restore_team",
    "teams.restore_team_of_class",
    "feedback.moderate",
    "appeals.appeal",
    "appeals.take_up",
    "appeals.answer_appeal",
    "publication.withdraw_approval",
    "questions.ask",
    "questions.answer_question",
    "recusals.end_conflict",
    "recusals.void",
    "gallery.idea",
    "gallery.preview_idea",
    "verification.verify",
    "verification.compare_name",
}
TOKENS = {
    "token": "no-such-token",
    "code": "ABCD2345",
    "name": "imprint",
    "filename": "no-such-file",
    "direction": "up",
    "kind": "xlsx",
}


@dataclass(frozen=True)
class Cell:
    """One question: may this person do this with what belongs to that owner?"""

    endpoint: str
    method: str
    person: str
    owner: str


class House:
    """The application with a world in it, put back after whatever changed it."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.copy = app, folder / "world.sqlite"
        self.watcher: sqlite3.Connection | None = None
        self.world: World = build()
        self.browsers = {
            (name, moment): self._browser(name, moment) for name in PERSONS for moment in (WRITING, JUDGING)
        }
        self.url = db.engine().url.render_as_string(hide_password=False)
        self.path = Path(db.engine().url.database or "")
        db.close_session()
        db.disconnect()
        shutil.copyfile(self.path, self.copy)
        self.put_back()

    def _browser(self, name: str, moment: datetime) -> Browser:
        browser = Browser(self.app)
        with clock.at(moment):
            return browser.sign_in(self.world.people[name]) if name in self.world.people else browser

    def put_back(self) -> None:
        self.close()
        db.disconnect()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.copy, self.path)
        db.connect(self.url)
        self.watcher = sqlite3.connect(self.path)
        self.version = self._version()

    def has_changed(self) -> bool:
        """Whether anybody wrote into the database since it was put back."""
        return self._version() != self.version

    def _version(self) -> int:
        assert self.watcher is not None
        version: int = self.watcher.execute("PRAGMA data_version").fetchone()[0]
        return version

    def close(self) -> None:
        if self.watcher is not None:
            self.watcher.close()

    def ask(self, cell: Cell, rule: Rule) -> tuple[int, str]:
        """The status of the answer and where it leads."""
        with self.app.test_request_context():
            path = self.app.url_map.bind("localhost").build(cell.endpoint, self.places(cell, rule))
        moment = JUDGING if cell.endpoint.split(".")[0] in OF_THE_JURY else WRITING
        with clock.at(moment):
            response = self.browsers[cell.person, moment].open(path, cell.method, buffered=True)
        return response.status_code, response.headers.get("Location", "")

    def places(self, cell: Cell, rule: Rule) -> dict[str, object]:
        known = {**TOKENS, **self.world.values[cell.owner], "number": 1}
        known |= {"competition_slug": "innovationswettbewerb-2027", "round_slug": "runde-1"}
        if cell.endpoint == "pages.choose_language":
            known["code"] = "en"
        if cell.endpoint == "enrolment.end_school_role":
            known |= {"person_id": known["teacher_id"], "role": "teacher"}
        if cell.endpoint == "enrolment.end_city_role":
            known |= {"person_id": known["auditor_id"], "role": "auditor"}
        return {name: known.get(name, uuid.UUID(int=0)) for name in rule.arguments}


@pytest.fixture
def house(app: Flask, tmp_path: Path) -> Iterator[House]:
    made = House(app, tmp_path)
    yield made
    made.close()


def _cells(app: Flask, owner: str) -> Iterator[tuple[Cell, Rule]]:
    # Signing out comes last: it takes the cookie, which putting the database back does not return.
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint == "accounts.sign_out"):
        has_owner = any(name.endswith("_id") for name in rule.arguments)
        if rule.endpoint == "static" or not (has_owner or owner == "A"):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            for person in PERSONS:
                yield Cell(rule.endpoint, method, person, owner), rule


def _expected(app: Flask, cell: Cell) -> str:
    roles = access.roles_of_view(app.view_functions[cell.endpoint])
    reach = REACH[cell.endpoint]
    if cell.endpoint in NOTHING_THERE:
        return "nothing there" if reach is ANYONE or cell.person in reach else _refusal(cell, roles)
    if reach is ANYONE or cell.owner in reach.get(cell.person, ""):
        return "in"
    return _refusal(cell, roles)


def _refusal(cell: Cell, roles: frozenset[access.Role] | None) -> str:
    if cell.person == "nobody":
        return "sign-in"
    return "nothing there" if roles is None or cell.person in roles else "refused"


def _verdict(status: int, location: str) -> str:
    if status == 401 or location.startswith("/sign-in?"):
        return "sign-in"
    return {403: "refused", 404: "nothing there"}.get(status, "in" if status < 500 else "crash")


def test_the_table_has_a_line_for_every_endpoint_and_no_other(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()} - {"static"}
    assert (sorted(endpoints - REACH.keys()), sorted(REACH.keys() - endpoints)) == ([], [])


@pytest.mark.parametrize("owner", OWNERS)
def test_everybody_reaches_what_the_table_says_and_nothing_else(house: House, owner: str) -> None:
    wrong = []
    for cell, rule in _cells(house.app, owner):
        expected = _expected(house.app, cell)
        status, location = house.ask(cell, rule)
        verdict = _verdict(status, location)
        if verdict != expected:
            wrong.append(f"{cell}: {verdict} ({status} {location}), not {expected}")
        if house.has_changed():
            if verdict != "in":
                wrong.append(f"{cell}: the database changed after a refusal")
            house.put_back()
    assert wrong == [], "\n".join(wrong)


def test_a_foreign_thing_and_a_missing_one_answer_alike(house: House) -> None:
    student = house.browsers["student", WRITING]
    for name in ("ideas/{}", "teams/{}", "submissions/{}", "inbox/{}"):
        key = {"ideas": "idea_id", "teams": "team_id", "submissions": "submission_id", "inbox": "message_id"}
        foreign = house.world.values["C"][key[name.split("/")[0]]]
        with clock.at(WRITING):
            missing = uuid.uuid4()
            answers = [student.get(f"/{name.format(id_)}") for id_ in (foreign, missing)]
        pages = [
            re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text).replace(str(id_), "")
            for answer, id_ in zip(answers, (foreign, missing), strict=True)
        ]
        assert (answers[0].status_code, answers[1].status_code, pages[0] == pages[1]) == (404, 404, True)
