"""What is kept of texts that were changed, came too late, or after the end."""

import pytest
from sqlalchemy import update

from app.core import db, invariants
from app.core.errors import EditConflictError
from app.ideas import rules
from app.ideas.models import Revision
from tests.ideas.conftest import Desk
from tests.ideas.test_actions import raises_refusal, revisions_of, save
from tests.support.ideas import read
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES, WRITING


def test_what_one_person_saves_within_a_minute_is_one_revision(desk: Desk) -> None:
    for number, said in enumerate(("Eine", "Eine Bank", "Eine Bank, die lädt")):
        save(desk, {"pitch": (said, number)}, at=WRITING + number * 29 * ONE_SECOND)
    assert revisions_of(desk.idea, "pitch") == [("Eine Bank, die lädt", 3, "saved")]
    save(desk, {"pitch": ("Eine Bank, die alle lädt", 3)}, at=WRITING + rules.JOIN_WITHIN)
    assert revisions_of(desk.idea, "pitch")[1:] == [("Eine Bank, die alle lädt", 4, "saved")]


def test_no_revision_joins_more_saves_than_somebody_can_type_in_a_minute(desk: Desk) -> None:
    for number in range(rules.JOINED_MAX + 2):
        save(desk, {"pitch": ("x" * (number + 1), number)})
    versions = [version for _text, version, _origin in revisions_of(desk.idea, "pitch")]
    assert versions == [rules.JOINED_MAX + 1, rules.JOINED_MAX + 2]
    assert invariants.breaches() == {}


def test_what_two_people_save_within_a_minute_is_two_revisions(desk: Desk) -> None:
    save(desk, {"pitch": ("Mias Satz", 0)})
    save(desk, {"pitch": ("Mias Satz und Bens", 1)}, by="ben")
    save(desk, {"pitch": ("Mias Satz und Bens!", 2)})
    assert [version for _text, version, _origin in revisions_of(desk.idea, "pitch")] == [1, 2, 3]


def test_a_text_that_is_deleted_within_the_minute_it_was_typed_in_can_be_read_later(desk: Desk) -> None:
    save(desk, {"pitch": ("Zwanzig Zeichen sind das!", 0)})
    save(desk, {"pitch": ("", 1)})
    assert [said for said, _version, _origin in revisions_of(desk.idea, "pitch")] == ["Zwanzig Zeichen sind das!", ""]


def test_many_small_deletions_of_one_minute_do_not_add_up_to_a_loss(desk: Desk) -> None:
    whole = "abcdefghijklmnopqrstuvwxyz"
    save(desk, {"pitch": (whole, 0)})
    for number in range(1, len(whole)):
        save(desk, {"pitch": (whole[:-number], number)})
    said = [text for text, _version, _origin in revisions_of(desk.idea, "pitch")]
    assert said == [whole[:6], whole[:1]]


def test_a_page_older_than_a_joined_save_is_no_conflict_while_it_changed_nothing(desk: Desk) -> None:
    for number, said in enumerate(("Eine", "Eine Bank", "Eine Bank, die lädt")):
        save(desk, {"pitch": (said, number)})
    for base, said in ((1, "Eine"), (2, "Eine Bank")):
        save(desk, {"pitch": (said, base)}, by="ben")
    with pytest.raises(EditConflictError):
        save(desk, {"pitch": ("Eine Bank?", 2)}, by="ben")
    assert read(desk.mia, desk.idea.id).text_of("pitch") == "Eine Bank, die lädt"


def test_a_missing_version_is_found(desk: Desk) -> None:
    save(desk, {"pitch": ("eins", 0)})
    save(desk, {"pitch": ("eins und zwei", 1)})
    promise = "no version of an answer is missing among its revisions"
    before = invariants.breaches()
    db.session().execute(update(Revision).values(joined=[]))
    assert (before, list(invariants.breaches())) == ({}, [promise])


def test_texts_after_the_end_are_kept_apart_and_not_without_bound(desk: Desk) -> None:
    save(desk, {"pitch": ("eins", 0)})
    earlier = {"idea_id": desk.idea.id, "field_key": "title", "origin": "late", "author_id": desk.ben.id}
    db.session().add_all(Revision(**earlier, text=str(n), version=0) for n in range(rules.LATE_MAX - 2))
    db.session().commit()
    for number in range(4):
        with raises_refusal("phase_closed"):
            save(desk, {"pitch": (f"zu spät {number}", 1)}, at=SUBMIT_CLOSES + number * rules.JOIN_WITHIN)
    assert read(desk.mia, desk.idea.id).text_of("pitch") == "eins"
    late = [said for said, _version, origin in revisions_of(desk.idea, "pitch") if origin == "late"]
    assert late == ["zu spät 0", "zu spät 1"]


def test_a_page_that_comes_unchanged_after_the_end_leaves_nothing(desk: Desk) -> None:
    save(desk, {"pitch": ("eins", 0)})
    with raises_refusal("phase_closed"):
        save(desk, {"pitch": ("eins", 1), "title": ("", 0)}, at=SUBMIT_CLOSES)
    assert revisions_of(desk.idea, "pitch") + revisions_of(desk.idea, "title") == [("eins", 1, "saved")]
