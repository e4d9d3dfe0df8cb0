import contextlib
import io
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlalchemy import select

from app.core import audit, clock, db, invariants
from app.core.errors import (
    EditConflictError,
    InvalidError,
    NotFoundError,
    RefusedError,
    TextConflict,
    TooLargeError,
    WrongTypeError,
)
from app.ideas import actions, queries, rules
from app.ideas.models import Answer, Attachment, Idea, Revision
from app.rounds.queries import categories_of
from tests.ideas.conftest import Desk
from tests.support.ideas import a_begun_idea, a_file, read, write
from tests.support.rounds import BEFORE, ONE_SECOND, SUBMIT_CLOSES, WRITING
from tests.support.teams import leave


@contextlib.contextmanager
def raises_refusal(code: str) -> Iterator[None]:
    with pytest.raises(RefusedError) as caught:
        yield
    assert caught.value.refusal.code == code


def save(desk: Desk, texts: dict[str, tuple[str, int]], *, by: str = "mia", at: datetime = WRITING) -> None:
    with clock.at(at):
        actions.save_answers(getattr(desk, by), desk.idea.id, texts)


def revisions_of(idea: Idea, key: str) -> list[tuple[str, int, str]]:
    query = select(Revision.text, Revision.version, Revision.origin).where(Revision.idea_id == idea.id)
    found = db.session().execute(query.where(Revision.field_key == key).order_by(Revision.version, Revision.origin))
    return [(text, version, origin) for text, version, origin in found]


# ---------------------------------------------------------------- beginning
def test_a_team_has_one_idea_however_often_it_is_begun(desk: Desk) -> None:
    again = a_begun_idea(desk.ben, desk.team)
    assert again.id == desk.idea.id
    assert list(db.session().scalars(select(Idea.id))) == [desk.idea.id]


def test_an_idea_has_a_number_of_four_digits(desk: Desk) -> None:
    assert 1000 <= desk.idea.number <= 9999


def test_beginning_is_noted_in_the_audit_log_without_a_name(desk: Desk) -> None:
    event = db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.action == "begin_idea")).one()
    assert (event.actor_id, event.object_id) == (desk.mia.id, desk.idea.id)
    assert event.values == {"team": str(desk.team.id), "number": desk.idea.number}


def test_nobody_begins_an_idea_for_another_team(desk: Desk) -> None:
    with clock.at(WRITING), pytest.raises(NotFoundError):
        actions.begin_idea(desk.other, desk.team.id)


# ---------------------------------------------------------------- saving
def test_a_saved_text_is_there_with_its_author_version_and_revision(desk: Desk) -> None:
    save(desk, {"pitch": ("Eine Bank, die lädt", 0)})
    answer = db.session().scalars(select(Answer)).one()
    assert (answer.text, answer.version, answer.changed_by_id) == ("Eine Bank, die lädt", 1, desk.mia.id)
    assert revisions_of(desk.idea, "pitch") == [("Eine Bank, die lädt", 1, "saved")]


def test_every_change_is_a_revision_and_an_unchanged_text_is_none(desk: Desk) -> None:
    save(desk, {"pitch": ("eins", 0)})
    save(desk, {"pitch": ("zwei", 1)}, at=WRITING + rules.JOIN_WITHIN)
    version = read(desk.mia, desk.idea.id).idea.version
    save(desk, {"pitch": ("zwei", 2)}, at=WRITING + 2 * rules.JOIN_WITHIN)
    assert revisions_of(desk.idea, "pitch") == [("eins", 1, "saved"), ("zwei", 2, "saved")]
    assert read(desk.mia, desk.idea.id).idea.version == version


def test_title_and_category_are_repeated_for_lists(desk: Desk) -> None:
    category = categories_of(desk.ground.round.id)[1]
    save(desk, {"title": ("Solarbank", 0), rules.CATEGORY: (str(category.id), 0)})
    idea = read(desk.mia, desk.idea.id).idea
    assert (idea.title, idea.category_id) == ("Solarbank", category.id)


def test_a_draft_may_be_longer_than_its_field_allows(desk: Desk) -> None:
    save(desk, {"title": ("x" * 500, 0)})
    assert len(read(desk.mia, desk.idea.id).text_of("title")) == 500


def test_beyond_all_bounds_a_text_is_invalid_and_nothing_of_the_save_is_stored(desk: Desk) -> None:
    save(desk, {"problem": ("x" * rules.TEXT_MAX, 0)})
    with pytest.raises(InvalidError) as caught:
        save(desk, {"pitch": ("Satz", 0), "problem": ("x" * (rules.TEXT_MAX + 1), 1)})
    assert set(caught.value.errors) == {"problem"}
    assert read(desk.mia, desk.idea.id).text_of("pitch") == ""


def test_a_category_of_another_round_is_invalid(desk: Desk) -> None:
    with pytest.raises(InvalidError) as caught:
        save(desk, {rules.CATEGORY: (str(uuid.uuid4()), 0)})
    assert set(caught.value.errors) == {rules.CATEGORY}


def test_nobody_saves_in_the_idea_of_another_team_or_in_a_field_that_does_not_exist(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        save(desk, {"title": ("Fremd", 0)}, by="other")
    with pytest.raises(NotFoundError):
        save(desk, {"state": ("submitted", 0)})


# ---------------------------------------------------------------- two at once
def test_the_slower_of_two_gets_both_texts_and_nothing_is_overwritten(desk: Desk) -> None:
    save(desk, {"pitch": ("Bens Satz", 0)}, by="ben")
    with pytest.raises(EditConflictError) as caught:
        save(desk, {"pitch": ("Mias Satz", 0)})
    conflict = TextConflict("pitch", "Die Idee in einem Satz", "Bens Satz", "Mias Satz", 1, "Ben Winter")
    assert caught.value.conflicts == [conflict]
    assert read(desk.mia, desk.idea.id).text_of("pitch") == "Bens Satz"
    assert revisions_of(desk.idea, "pitch") == [("Mias Satz", 1, "conflict"), ("Bens Satz", 1, "saved")]


def test_what_does_not_conflict_is_saved_with_the_same_click(desk: Desk) -> None:
    save(desk, {"pitch": ("Bens Satz", 0)}, by="ben")
    with pytest.raises(EditConflictError):
        save(desk, {"pitch": ("Mias Satz", 0), "title": ("Mias Titel", 0)})
    assert read(desk.mia, desk.idea.id).text_of("title") == "Mias Titel"


def test_who_changed_another_field_of_the_same_page_conflicts_with_nobody(desk: Desk) -> None:
    save(desk, {"title": ("alt", 0), "pitch": ("alt", 0)})
    save(desk, {"title": ("alt", 1), "pitch": ("Bens Satz", 1)}, by="ben")
    save(desk, {"title": ("Mias Titel", 1), "pitch": ("alt", 1)})
    draft = read(desk.mia, desk.idea.id)
    assert (draft.text_of("title"), draft.text_of("pitch")) == ("Mias Titel", "Bens Satz")


def test_two_who_wrote_the_same_do_not_conflict(desk: Desk) -> None:
    save(desk, {"pitch": ("derselbe Satz", 0)}, by="ben")
    save(desk, {"pitch": ("derselbe Satz", 0)})
    assert revisions_of(desk.idea, "pitch") == [("derselbe Satz", 1, "saved")]


def test_the_choice_counts_for_the_version_that_was_shown(desk: Desk) -> None:
    save(desk, {"pitch": ("Bens Satz", 0)}, by="ben")
    save(desk, {"pitch": ("Mias Satz. Bens Satz", 1)})
    assert revisions_of(desk.idea, "pitch") == [("Bens Satz", 1, "saved"), ("Mias Satz. Bens Satz", 2, "saved")]


def test_two_categories_conflict_by_their_names(desk: Desk) -> None:
    first, second = categories_of(desk.ground.round.id)
    save(desk, {rules.CATEGORY: (str(first.id), 0)}, by="ben")
    with pytest.raises(EditConflictError) as caught:
        save(desk, {rules.CATEGORY: (str(second.id), 0)})
    assert [(c.stored, c.offered) for c in caught.value.conflicts] == [(first.name, second.name)]
    assert read(desk.mia, desk.idea.id).idea.category_id == first.id


@pytest.mark.parametrize("base", [-1, 7, 10**30])
def test_a_version_that_never_was_is_a_conflict(desk: Desk, base: int) -> None:
    save(desk, {"pitch": ("Satz", 0)})
    with pytest.raises(EditConflictError):
        save(desk, {"pitch": ("anderer Satz", base)})


# ---------------------------------------------------------------- time
def test_a_second_before_the_deadline_is_in_time_and_the_deadline_is_not(desk: Desk) -> None:
    save(desk, {"pitch": ("gerade noch", 0)}, at=SUBMIT_CLOSES - ONE_SECOND)
    with raises_refusal("phase_closed"):
        save(desk, {"pitch": ("zu spät", 1)}, at=SUBMIT_CLOSES)
    assert read(desk.mia, desk.idea.id).text_of("pitch") == "gerade noch"


def test_nothing_is_written_before_the_round_opens(desk: Desk) -> None:
    with raises_refusal("phase_not_open"):
        save(desk, {"pitch": ("zu früh", 0)}, at=BEFORE)


def test_who_left_the_team_reaches_nothing_any_more_and_nothing_is_lost(desk: Desk) -> None:
    save(desk, {"pitch": ("Bens Satz", 0)}, by="ben")
    leave(desk.ben, desk.team)
    with pytest.raises(NotFoundError):
        save(desk, {"pitch": ("noch einer", 1)}, by="ben")
    assert read(desk.mia, desk.idea.id).text_of("pitch") == "Bens Satz"


# ---------------------------------------------------------------- files
def names(desk: Desk) -> list[str]:
    return [attachment.file.display_name for attachment in queries.attachments_of(desk.idea.id)]


def test_files_keep_the_order_in_which_they_came_and_can_be_moved(desk: Desk) -> None:
    files = [a_file(desk.mia, desk.idea, f"{name}.png") for name in "abc"]
    with clock.at(WRITING):
        actions.move_file(desk.ben, desk.idea.id, files[2].id, -1)
        assert names(desk) == ["a.png", "c.png", "b.png"]
        actions.move_file(desk.ben, desk.idea.id, files[0].id, 1)
        assert names(desk) == ["c.png", "a.png", "b.png"]
        actions.move_file(desk.ben, desk.idea.id, files[2].id, -1)
    assert names(desk) == ["c.png", "a.png", "b.png"]


def test_a_removed_file_comes_back_at_the_end(desk: Desk) -> None:
    files = [a_file(desk.mia, desk.idea, f"{name}.png") for name in "ab"]
    with clock.at(WRITING):
        actions.remove_file(desk.ben, desk.idea.id, files[0].id)
        assert names(desk) == ["b.png"]
        actions.restore_file(desk.mia, desk.idea.id, files[0].id)
    assert names(desk) == ["b.png", "a.png"]


def test_every_change_of_the_files_counts_as_a_change_of_the_idea(desk: Desk) -> None:
    def version() -> int:
        return read(desk.mia, desk.idea.id).idea.version

    seen = [version()]
    first, _second = a_file(desk.mia, desk.idea), a_file(desk.mia, desk.idea)
    seen.append(version())
    changes: list[Callable[[], None]] = [
        lambda: actions.move_file(desk.mia, desk.idea.id, first.id, 1),
        lambda: write(desk.mia, desk.idea.id, {rules.alt_key(first.id): "Eine Bank"}),
        lambda: actions.remove_file(desk.mia, desk.idea.id, first.id),
        lambda: actions.restore_file(desk.mia, desk.idea.id, first.id),
    ]
    for change in changes:
        with clock.at(WRITING):
            change()
        seen.append(version())
    assert seen == sorted(set(seen))


def test_a_description_is_a_text_like_any_other_and_repeated_for_lists(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    key = rules.alt_key(attachment.id)
    save(desk, {key: ("Bens Worte", 0)}, by="ben")
    with pytest.raises(EditConflictError):
        save(desk, {key: ("Mias Worte", 0)})
    assert [a.alt_text for a in queries.attachments_of(desk.idea.id)] == ["Bens Worte"]


def test_nobody_touches_the_files_of_another_team(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    for change in (actions.remove_file, actions.restore_file):
        with clock.at(WRITING), pytest.raises(NotFoundError):
            change(desk.other, desk.idea.id, attachment.id)
    with clock.at(WRITING), pytest.raises(NotFoundError):
        actions.move_file(desk.other, desk.idea.id, attachment.id, 1)
    with clock.at(WRITING), pytest.raises(NotFoundError):
        actions.upload_file(desk.other, desk.idea.id, io.BytesIO(b""), "x.png", 0)
    assert names(desk) == ["skizze.png"]


def test_a_file_of_another_idea_is_not_moved_through_ones_own(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    with clock.at(WRITING), pytest.raises(NotFoundError):
        actions.remove_file(desk.mia, desk.idea.id, uuid.uuid4())
    assert db.load(Attachment, attachment.id).removed_at is None


def test_what_is_no_picture_and_no_pdf_is_refused_and_so_is_what_is_too_large(desk: Desk) -> None:
    with clock.at(WRITING), pytest.raises(WrongTypeError):
        actions.upload_file(desk.mia, desk.idea.id, io.BytesIO(b"MZ" + b"\0" * 100), "bild.jpg", 102)
    with clock.at(WRITING), pytest.raises(TooLargeError):
        actions.upload_file(desk.mia, desk.idea.id, io.BytesIO(b"%PDF-1.7\n"), "plan.pdf", 31 * 1024**2)
    with clock.at(WRITING), pytest.raises(TooLargeError):
        actions.upload_file(desk.mia, desk.idea.id, io.BytesIO(b""), "film.mp4", 501 * 1024**2)
    assert names(desk) == []


def test_files_are_taken_until_a_second_before_the_deadline(desk: Desk) -> None:
    attachment = a_file(desk.mia, desk.idea)
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        actions.remove_file(desk.mia, desk.idea.id, attachment.id)
    with clock.at(SUBMIT_CLOSES), raises_refusal("phase_closed"):
        actions.restore_file(desk.mia, desk.idea.id, attachment.id)
    with clock.at(SUBMIT_CLOSES), raises_refusal("phase_closed"):
        actions.upload_file(desk.mia, desk.idea.id, io.BytesIO(b"\xff\xd8\xff"), "bild.jpg", 3)


def test_an_idea_takes_only_so_many_files(desk: Desk) -> None:
    for _number in range(rules.ATTACHMENTS_MAX):
        a_file(desk.mia, desk.idea)
    with raises_refusal("too_many_files"):
        a_file(desk.mia, desk.idea)


def test_all_promises_hold_after_much_writing(desk: Desk) -> None:
    save(desk, {"title": ("eins", 0), "pitch": ("Satz", 0)})
    with pytest.raises(EditConflictError):
        save(desk, {"title": ("zwei", 0)}, by="ben")
    assert invariants.breaches() == {}
