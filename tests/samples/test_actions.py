from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from app.accounts.models import User
from app.core import clock, db, jobs
from app.core.errors import RefusedError
from app.drafts.queries import late_texts_of
from app.ideas.queries import attachments_of, draft_of, submissions_of
from app.samples import actions
from app.samples.actions import Entry
from app.samples.queries import ideas
from app.samples.rules import Progress
from app.teams.queries import members_of
from tests.support.rounds import REGISTERING, SUBMIT_CLOSES, WRITING
from tests.support.teams import Ground, a_ground


@pytest.fixture
def ground(app: Flask) -> Ground:
    """A round with the category of the idea that is written here."""
    del app
    return a_ground(categories=("Essen und Gastgeben",))


@pytest.fixture
def entry(ground: Ground) -> Entry:
    """Mia has founded the team, Ben has joined."""
    text = next(idea for idea in ideas() if idea.title == "Kochbuch in fünf Sprachen")
    entry = Entry(replace(text, pictures=text.pictures[:1], has_paper=True))
    with clock.at(REGISTERING):
        actions.found_team(entry, ground.round.id, ground.student("Mia"), [ground.student("Ben")])
        actions.join_team(entry)
        actions.join_team(entry)
    return entry


def _write_all(entry: Entry) -> None:
    for days, act in enumerate((actions.begin, actions.go_on, actions.finish)):
        with clock.at(WRITING + timedelta(days=days)):
            act(entry)


def _texts(student: User, entry: Entry) -> dict[str, str]:
    return draft_of(student, entry.idea_id).texts


def test_a_text_that_comes_late_is_kept_and_counts_nothing(entry: Entry) -> None:
    _write_all(entry)
    author = entry.author(1)
    before = _texts(author, entry)
    with clock.at(SUBMIT_CLOSES):
        actions.write_late(entry, "Nachtrag: Es geht.")
    (late,) = late_texts_of(entry.round_id)
    assert (late.key, late.text) == ("progress", f"{before['progress']} Nachtrag: Es geht.")
    assert _texts(author, entry) == before


def test_friends_join_one_after_the_other_until_nobody_is_left(entry: Entry) -> None:
    assert sorted(member.name for member in members_of(entry.team_id)) == ["Ben", "Mia"]
    assert [member.name for member in entry.members] == ["Mia", "Ben"]


def test_the_first_afternoon_leaves_a_beginning(entry: Entry) -> None:
    with clock.at(WRITING):
        actions.begin(entry)

    texts = _texts(entry.members[1], entry)
    assert texts["title"] == "Kochbuch in fünf Sprachen"
    assert texts["problem"] == "In unserer Klasse sprechen wir acht Sprachen."
    assert texts["solution"] == ""


def test_three_afternoons_write_everything_but_what_is_changed_later(entry: Entry) -> None:
    _write_all(entry)

    expected = dict(entry.text.answers)
    expected["progress"] = "Zwölf Videos sind fertig, 40 sollen es werden."
    assert _texts(entry.members[0], entry) == expected
    assert [(file.file.kind, file.alt_text) for file in attachments_of(entry.idea_id)] == [
        ("image", entry.text.pictures[0].alt), ("pdf", ""),
    ]  # fmt: skip


def test_an_idea_is_handed_in_changed_and_handed_in_again(entry: Entry) -> None:
    _write_all(entry)
    with clock.at(WRITING + timedelta(days=4)):
        actions.hand_in(entry)
        first = entry.submission_id
        actions.change(entry)
        actions.hand_in(entry)

    newest, oldest = submissions_of(entry.idea_id)
    assert (newest.id, oldest.id) == (entry.submission_id, first)
    assert newest.content["answers"] == dict(entry.text.answers)


def test_a_team_that_has_only_begun_leaves_the_rest_open(ground: Ground) -> None:
    text = next(idea for idea in ideas() if idea.progress == Progress.BEGUN)
    entry = Entry(text)
    with clock.at(REGISTERING):
        actions.found_team(entry, ground.round.id, ground.student("Mia"), [])
        actions.begin(entry)

    assert {key for key, words in _texts(entry.members[0], entry).items() if words} == {"title", "pitch"}


def test_what_was_handed_in_is_withdrawn_once(entry: Entry) -> None:
    _write_all(entry)
    with clock.at(WRITING + timedelta(days=4)):
        actions.hand_in(entry)
        actions.withdraw(entry)
        with pytest.raises(RefusedError):
            actions.withdraw(entry)

    assert draft_of(entry.members[0], entry.idea_id).idea.state == "withdrawn"


def test_a_film_comes_with_what_is_said_in_it(entry: Entry) -> None:
    entry.text = replace(entry.text, film=("Guten Tag!", "Das ist unser Kochbuch."), has_paper=False)
    _write_all(entry)
    db.end_reading()
    jobs.run_due()
    with clock.at(WRITING + timedelta(days=3)):
        actions.caption(entry)
    db.end_reading()
    db.session().expire_all()
    film = attachments_of(entry.idea_id)[1].file
    assert (film.kind, film.state, film.seconds) == ("video", "ready", 6)
    assert film.transcript == "Guten Tag!\nDas ist unser Kochbuch."
