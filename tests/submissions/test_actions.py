import contextlib
import contextvars
import threading
import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core import audit, clock, db, invariants
from app.core.errors import InvalidError, NotFoundError, RefusedError
from app.ideas import actions as ideas
from app.ideas.models import Submission
from app.ideas.queries import submissions_of, submissions_of_round
from app.ideas.rules import hash_of_content
from app.media.models import MediaFile
from app.messages.models import Message
from app.messages.queries import messages_of
from app.submissions import actions
from app.teams.queries import team_of
from tests.support.ideas import a_file, an_idea, process_files, read, submit, write
from tests.support.rounds import ONE_SECOND, REGISTERING, SUBMIT_CLOSES, WRITING
from tests.support.teams import Ground, a_ground, a_team, join, leave


@pytest.fixture
def ground(app: Flask) -> Ground:
    del app
    return a_ground()


@contextlib.contextmanager
def raises_refusal(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


class Pair:
    """Mia and Ben with an idea to which nothing is left to do."""

    def __init__(self, ground: Ground) -> None:
        self.mia, self.ben = ground.student("Mia Sommer"), ground.student("Ben Winter")
        self.team = a_team(self.mia, ground.round)
        join(self.ben, self.team)
        self.idea = an_idea(self.mia, self.team)

    def rows(self) -> list[Submission]:
        return submissions_of(self.idea.id)


@pytest.fixture
def pair(ground: Ground) -> Pair:
    return Pair(ground)


# ---------------------------------------------------------------- handing in
def test_what_is_handed_in_is_frozen_with_its_hash_and_a_receipt_number(pair: Pair) -> None:
    submission, mia_id = submit(pair.mia, pair.idea.id), pair.mia.id
    frozen = dict(submission.content)
    write(pair.ben, pair.idea.id, {"title": "Ein neuer Titel"})
    db.close_session()
    (stored,) = pair.rows()
    assert stored.content == frozen
    assert stored.content_hash == hash_of_content(stored.content)
    assert (stored.title, stored.submitted_by_id) == ("Solarbank für den Pausenhof", mia_id)
    assert [len(part) for part in stored.receipt_number.split("-")] == [4, 4, 4]
    assert stored.receipt_number.startswith("FF27-")


def test_the_snapshot_holds_form_answers_category_files_and_team_size_but_no_name(pair: Pair) -> None:
    attachment = a_file(pair.mia, pair.idea, "mia-sommer.png", alt="Eine Bank mit Modul")
    content = submit(pair.mia, pair.idea.id).content
    draft = read(pair.mia, pair.idea.id)
    assert content["answers"] == draft.texts
    assert content["form"] == {"id": str(draft.idea.form_version_id), "number": 1}
    assert content["category"] == {"id": str(draft.idea.category_id), "name": "Arbeit erleichtern"}
    file = attachment.file
    described = {"kind": "image", "sha256": file.sha256, "size": file.size, "alt": "Eine Bank mit Modul"}
    assert content["attachments"] == [{"file": str(file.id), **described}]
    assert (content["team_size"], content["number"]) == (2, pair.idea.number)
    assert "ommer" not in str(content)


def told(person: User) -> list[Message]:
    return [message for message in messages_of(person) if message.template.startswith("submissions.")]


def test_all_members_and_the_teachers_of_their_classes_are_told_once(pair: Pair, ground: Ground) -> None:
    submission = submit(pair.mia, pair.idea.id)
    people = (pair.mia, pair.ben, ground.teacher)
    templates = ["submissions.submitted", "submissions.submitted", "submissions.team_submitted"]
    receipt, entry = f"/submissions/{submission.id}", f"/teams/{pair.team.id}/entry"
    assert [[m.template for m in told(person)] for person in people] == [[name] for name in templates]
    assert [[m.path for m in told(person)] for person in people] == [[receipt], [receipt], [entry]]


def test_handing_in_is_noted_in_the_audit_log_by_ids_only(pair: Pair) -> None:
    submission = submit(pair.mia, pair.idea.id)
    event = db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "submit_idea")).one()
    values = {"idea": str(pair.idea.id), "sequence": 1, "content_hash": submission.content_hash}
    assert (event.actor_id, event.object_id, event.values) == (pair.mia.id, submission.id, values)


def test_the_same_click_gives_the_same_submission(pair: Pair) -> None:
    assert submit(pair.mia, pair.idea.id, "token").id == submit(pair.mia, pair.idea.id, "token").id
    assert len(pair.rows()) == 1


def test_handing_in_what_counts_already_gives_the_same_submission(pair: Pair) -> None:
    assert submit(pair.mia, pair.idea.id).id == submit(pair.ben, pair.idea.id).id
    assert len(pair.rows()) == 1


def test_the_token_of_another_team_stands_in_nobodys_way(pair: Pair, ground: Ground) -> None:
    other = ground.student("Ole")
    team = a_team(other, ground.round, "Windrad")
    join(ground.student("Una"), team)
    first = submit(pair.mia, pair.idea.id, "token")
    second = submit(other, an_idea(other, team).id, "token")
    assert [s.id for s in (first, second)] == [s.id for s in [*pair.rows(), *submissions_of(second.idea_id)]]


def test_twelve_clicks_at_once_hand_in_once(app: Flask, pair: Pair) -> None:
    version, barrier, numbers, errors = read(pair.mia, pair.idea.id).idea.version, threading.Barrier(12), set(), []

    def click() -> None:
        with app.app_context(), clock.at(WRITING):
            barrier.wait()
            try:
                numbers.add(actions.submit_idea(pair.mia, pair.idea.id, "token", version).receipt_number)
            except Exception as error:  # noqa: BLE001 # a thread's error would be lost
                errors.append(error)
            finally:
                db.close_session()

    threads = [threading.Thread(target=contextvars.Context().run, args=(click,)) for _ in range(12)]
    db.close_session()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, len(numbers)) == ([], 1)
    assert {row.receipt_number for row in pair.rows()} == numbers
    assert len(pair.rows()) == 1


def test_what_was_changed_since_it_was_looked_at_is_not_handed_in(pair: Pair) -> None:
    seen = read(pair.mia, pair.idea.id).idea.version
    write(pair.ben, pair.idea.id, {"pitch": "Bens neuer Satz, den Mia nicht kennt."})
    with clock.at(WRITING), raises_refusal("changed_meanwhile"):
        actions.submit_idea(pair.mia, pair.idea.id, "token", seen)
    assert pair.rows() == []


def test_open_points_keep_an_idea_from_being_handed_in(pair: Pair) -> None:
    write(pair.mia, pair.idea.id, {"title": "", "pitch": "x" * 161})
    with pytest.raises(InvalidError) as caught:
        submit(pair.mia, pair.idea.id)
    words = ["Titel: noch leer", "Die Idee in einem Satz: 1 Zeichen zu lang, höchstens 160"]
    assert caught.value.errors == {"": words}
    assert pair.rows() == []


def test_a_team_that_became_too_small_may_not_hand_in(pair: Pair) -> None:
    leave(pair.ben, pair.team)
    with clock.at(REGISTERING):
        assert team_of(pair.mia, pair.team.id).member_count == 1
    with pytest.raises(InvalidError) as caught:
        submit(pair.mia, pair.idea.id)
    assert caught.value.errors == {"": ["Euer Team braucht mindestens 2 Mitglieder und hat 1."]}


def test_a_second_before_the_deadline_counts_and_the_deadline_does_not(pair: Pair) -> None:
    version = read(pair.mia, pair.idea.id).idea.version
    with clock.at(SUBMIT_CLOSES), raises_refusal("phase_closed"):
        actions.submit_idea(pair.mia, pair.idea.id, "spät", version)
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        actions.submit_idea(pair.mia, pair.idea.id, "knapp", version)
    assert [row.submitted_at for row in pair.rows()] == [SUBMIT_CLOSES - ONE_SECOND]


def test_a_second_click_after_the_deadline_still_shows_what_the_first_one_did(pair: Pair) -> None:
    version = read(pair.mia, pair.idea.id).idea.version
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        first = actions.submit_idea(pair.mia, pair.idea.id, "token", version)
    with clock.at(SUBMIT_CLOSES):
        assert actions.submit_idea(pair.mia, pair.idea.id, "token", version).id == first.id


def test_nobody_hands_in_for_another_team(pair: Pair, ground: Ground) -> None:
    with clock.at(WRITING), pytest.raises(NotFoundError):
        actions.submit_idea(ground.student("Ole"), pair.idea.id, "token", pair.idea.version)


# ---------------------------------------------------------------- working on
def test_the_last_submission_counts_until_a_newer_one_is_handed_in(pair: Pair, ground: Ground) -> None:
    first = submit(pair.mia, pair.idea.id)
    write(pair.mia, pair.idea.id, {"title": "Solarbank, zweite Fassung"})
    assert [s.id for s in submissions_of_round(ground.round.id)] == [first.id]
    second = submit(pair.ben, pair.idea.id)
    assert [s.id for s in submissions_of_round(ground.round.id)] == [second.id]
    assert [(s.sequence, s.title) for s in pair.rows()] == [
        (2, "Solarbank, zweite Fassung"), (1, "Solarbank für den Pausenhof"),
    ]  # fmt: skip


def test_a_file_that_was_handed_in_outlives_its_removal(pair: Pair) -> None:
    attachment = a_file(pair.mia, pair.idea)
    process_files()
    submit(pair.mia, pair.idea.id)
    with clock.at(WRITING):
        ideas.remove_file(pair.mia, pair.idea.id, attachment.id)
    assert db.load(MediaFile, attachment.file_id).is_pinned


def test_leaving_the_team_leaves_what_was_handed_in(pair: Pair, ground: Ground) -> None:
    submission = submit(pair.ben, pair.idea.id)
    leave(pair.ben, pair.team)
    assert [s.id for s in submissions_of_round(ground.round.id)] == [submission.id]


# ---------------------------------------------------------------- taking back
def test_withdrawing_takes_back_every_submission_and_keeps_every_text(pair: Pair, ground: Ground) -> None:
    submit(pair.mia, pair.idea.id)
    write(pair.mia, pair.idea.id, {"title": "Zweite Fassung"})
    submit(pair.mia, pair.idea.id)
    with clock.at(WRITING):
        actions.withdraw_idea(pair.ben, pair.idea.id)
    assert submissions_of_round(ground.round.id) == []
    assert [row.withdrawn_at for row in pair.rows()] == [WRITING, WRITING]
    draft = read(pair.mia, pair.idea.id)
    assert (draft.idea.state, draft.text_of("title")) == ("withdrawn", "Zweite Fassung")
    assert [m.template for m in told(ground.teacher)].count("submissions.team_withdrawn") == 1


def test_a_withdrawn_idea_can_be_handed_in_again_before_the_deadline(pair: Pair, ground: Ground) -> None:
    submit(pair.mia, pair.idea.id)
    with clock.at(WRITING):
        actions.withdraw_idea(pair.mia, pair.idea.id)
    again = submit(pair.mia, pair.idea.id)
    assert [(s.id, s.sequence) for s in submissions_of_round(ground.round.id)] == [(again.id, 2)]
    assert read(pair.mia, pair.idea.id).idea.state == "submitted"


def test_nothing_is_withdrawn_twice_at_the_deadline_or_by_others(pair: Pair, ground: Ground) -> None:
    with clock.at(WRITING), raises_refusal("nothing_submitted"):
        actions.withdraw_idea(pair.mia, pair.idea.id)
    submit(pair.mia, pair.idea.id)
    with clock.at(SUBMIT_CLOSES), raises_refusal("phase_closed"):
        actions.withdraw_idea(pair.mia, pair.idea.id)
    with clock.at(WRITING), pytest.raises(NotFoundError):
        actions.withdraw_idea(ground.student("Ole"), pair.idea.id)
    assert [row.withdrawn_at for row in pair.rows()] == [None]


def test_withdrawing_lets_the_files_go_that_only_the_submission_kept(pair: Pair) -> None:
    file_id = a_file(pair.mia, pair.idea).file_id
    submit(pair.mia, pair.idea.id)
    with clock.at(WRITING):
        actions.withdraw_idea(pair.mia, pair.idea.id)
    db.close_session()
    assert not db.load(MediaFile, file_id).is_pinned


def test_all_promises_hold_after_handing_in_and_taking_back(pair: Pair) -> None:
    submit(pair.mia, pair.idea.id)
    assert invariants.breaches() == {}
    with clock.at(WRITING + timedelta(hours=1)):
        actions.withdraw_idea(pair.mia, pair.idea.id)
    assert invariants.breaches() == {}


def test_a_submission_that_somebody_changed_is_found(pair: Pair) -> None:
    submission = submit(pair.mia, pair.idea.id)
    submission.content = {**submission.content, "team_size": 5}
    db.session().commit()
    name = "the hash of every submission is that of its content"
    assert invariants.breaches() == {name: [f"submission {submission.id}"]}


def test_receipt_numbers_differ(pair: Pair, ground: Ground) -> None:
    del ground
    numbers = {submit(pair.mia, pair.idea.id, uuid.uuid4().hex).receipt_number}
    write(pair.mia, pair.idea.id, {"title": "Zweite Fassung"})
    numbers.add(submit(pair.mia, pair.idea.id).receipt_number)
    assert len(numbers) == 2
