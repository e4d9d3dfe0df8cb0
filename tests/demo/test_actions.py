"""A little of the demo, played on a database of its own; the whole of it is played in test_commands."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.queries import demo_people
from app.accounts.rules import DEMO_PASSWORD
from app.cast.queries import showcase
from app.core import audit, clock, db, invariants, jobs, storage
from app.core.access import Role
from app.core.audit import AuditEvent
from app.core.db import Base
from app.core.mail import OutboxMail
from app.demo import actions, queries
from app.ideas.models import Idea, Revision, Submission
from app.ideas.rules import LATE
from app.logbook.queries import faults
from app.media.models import MediaFile
from app.messages.models import Message
from app.publication.models import Publication
from app.scoring.models import ScoreSheet
from tests.support.browsers import Browser
from tests.support.demos import a_small_demo

# What nobody does in the demo: nobody asks for links by mail, PostgreSQL has its own queue, and what browsers alone do.
# None of the few jurors of the little demo teaches, is of the company of a team or free to stand in for another; its
# one idea has a prize, so that there is no final, and no sheet is far from the few others.
EMPTY = {"address_claims", "captions", "finalists", "finals", "jobs", "magic_links", "presences",
         "repeatable_writes", "school_ties", "sheet_questions", "uploads", "voidings", "waivers", "waves"}  # fmt: skip


@pytest.fixture
def small_demo(app: Flask) -> Flask:
    """The application with a little of everything."""
    a_small_demo()
    return app


def test_a_little_of_the_demo_has_rows_in_every_table_and_keeps_every_promise(small_demo: Flask) -> None:
    del small_demo
    counts = {
        name: db.session().scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }

    assert {name for name, count in counts.items() if not count} - EMPTY == set()
    assert (invariants.breaches(), audit.verify(), list(faults())) == ({}, [], [])


def test_everybody_of_the_showcase_signs_in_and_sees_a_start_page(small_demo: Flask) -> None:
    shown = {person.login_name or person.email for person in demo_people()}
    people = [person for person in showcase() if person.sign_in_name in shown]

    for person in people:
        browser = Browser(small_demo)
        signed_in = browser.post("/sign-in", {"identifier": person.sign_in_name, "password": DEMO_PASSWORD})
        start = browser.get("/start")
        assert (person.name, signed_in.status_code, start.status_code) == (person.name, 303, 200)
    assert {person.role for person in people} == set(Role)


def test_the_home_page_names_everybody_of_the_showcase(small_demo: Flask) -> None:
    page = Browser(small_demo).get("/").text

    assert [person.name for person in demo_people() if person.name not in page] == []


def test_a_text_that_came_after_the_deadline_is_seen_by_its_team_and_by_the_leader(small_demo: Flask) -> None:
    late = db.session().scalars(select(Revision).where(Revision.origin == LATE)).one()
    idea = db.session().get_one(Idea, late.idea_id)
    seen = {
        Role.STUDENT: (f"/ideas/{idea.id}/versions", "nach der Frist eingegangen"),
        Role.ADMIN: (f"/rounds/{idea.round_id}/late-texts", late.text),
    }
    lina = next(each for each in showcase() if "Kabel-Kompass" in each.ideas)
    leader = next(each for each in showcase() if each.role == Role.ADMIN)
    for person in (lina, leader):
        browser = Browser(small_demo)
        browser.post("/sign-in", {"identifier": person.sign_in_name, "password": DEMO_PASSWORD})
        path, words = seen[person.role]
        assert (person.role, words in browser.get(path).text) == (person.role, True)


def test_files_are_ready_and_no_job_is_left_or_failed(small_demo: Flask) -> None:
    del small_demo
    states = db.session().scalars(select(MediaFile.state)).all()
    queue = jobs.state()

    assert states == ["ready"] * 5
    assert (queue.running, queue.failed) == (0, 0)


def test_things_happened_one_after_the_other_and_before_now(small_demo: Flask) -> None:
    del small_demo
    moments = db.session().scalars(select(AuditEvent.at).order_by(AuditEvent.number)).all()

    assert list(moments) == sorted(moments)
    assert moments[-1] <= clock.now()


def test_actions_left_messages_receipts_and_results(small_demo: Flask) -> None:
    del small_demo
    submissions = db.session().scalars(select(Submission)).all()
    (publication,) = db.session().scalars(select(Publication))

    templates = set(db.session().scalars(select(Message.template)))
    assert {"submissions.submitted", "teams.joined", "panels.dealt"} - templates == set()
    assert len({submission.receipt_number for submission in submissions}) == len(submissions) == 5
    assert [result["title"] for result in publication.results] == ["Der Becher, der mitzählt"]
    assert set(db.session().scalars(select(ScoreSheet.state))) == {"draft", "final"}
    assert set(db.session().scalars(select(Idea.state))) == {"submitted"}


def test_no_mail_of_the_demo_waits_to_be_sent(small_demo: Flask) -> None:
    del small_demo
    mails = db.session().scalars(select(OutboxMail.state)).all()

    assert len(mails) > 10
    assert set(mails) == {"held"}


@pytest.mark.usefixtures("own_app")
def test_a_reset_leaves_nothing_and_the_log_begins_anew() -> None:
    actions.fill_small()
    actions.reset()

    assert queries.has_people() is False
    assert (list(storage.keys()), audit.anchors(), audit.verify()) == ([], {}, [])
