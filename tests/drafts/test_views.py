"""What a script is told while somebody types."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.core import clock, db, idempotency, jobs
from app.core.idempotency import RepeatableWrite
from app.ideas.models import Answer, Revision
from app.ideas.rules import LATE_MAX
from app.rounds.queries import categories_of
from tests.drafts.conftest import Desk, Scripts, told
from tests.support.browsers import Browser
from tests.support.ideas import a_file, process_files, read, write
from tests.support.rounds import BEFORE, ONE_SECOND, SUBMIT_CLOSES, WRITING

KEY = "a" * 32


def count(model: type[db.Base]) -> int:
    db.close_session()
    return db.session().scalar(select(func.count()).select_from(model)) or 0


def test_each_text_is_answered_with_its_version_and_the_time(desk: Desk, scripts: Scripts) -> None:
    answer = scripts.save(desk.mia, {"title": ("Solarbank", 0), "pitch": ("Eine Bank", 0)})
    expected = {"clock": f"{clock.local(WRITING):%H:%M}", "versions": {"title": 1, "pitch": 1}}
    assert (answer.status, answer.body) == (200, expected | {"conflicts": [], "newer": {}, "writers": []})
    assert read(desk.mia, desk.idea.id).text_of("title") == "Solarbank"


def test_the_same_write_twice_counts_once_and_is_answered_alike(desk: Desk, scripts: Scripts) -> None:
    first = scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=KEY)
    again = scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=KEY)
    assert (again, read(desk.mia, desk.idea.id).version_of("title")) == (first, 1)


def test_a_write_whose_answer_was_lost_is_no_conflict_with_what_was_typed_after_it(
    desk: Desk, scripts: Scripts
) -> None:
    scripts.save(desk.mia, {"title": ("Sol", 0)}, key=KEY)
    version = scripts.save(desk.mia, {"title": ("Sol", 0)}, key=KEY).body["versions"]["title"]
    answer = scripts.save(desk.mia, {"title": ("Solarbank", version)})
    assert (answer.body["conflicts"], read(desk.mia, desk.idea.id).text_of("title")) == ([], "Solarbank")


def test_another_text_under_the_same_key_is_refused_and_not_saved(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=KEY)
    answer = scripts.save(desk.mia, {"title": ("Windrad", 1)}, key=KEY)
    assert (answer.status, answer.body["code"]) == (422, "invalid")
    assert read(desk.mia, desk.idea.id).text_of("title") == "Solarbank"


def test_two_people_may_have_the_same_key(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=KEY)
    assert scripts.save(desk.ben, {"pitch": ("Eine Bank", 0)}, key=KEY).body["versions"] == {"pitch": 1}


@pytest.mark.parametrize("key", ["", "x" * 101, "a\tb"])
def test_without_a_usable_key_nothing_is_saved(desk: Desk, scripts: Scripts, key: str) -> None:
    answer = scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=key)
    assert (answer.status, count(Answer), count(RepeatableWrite)) == (422, 0, 0)


def test_a_write_that_was_refused_may_be_tried_again_under_its_key(desk: Desk, scripts: Scripts) -> None:
    refused = scripts.save(desk.mia, {"title": ("x" * 50_001, 0)}, key=KEY)
    assert (refused.status, count(RepeatableWrite)) == (422, 0)
    assert scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=KEY).status == 200


def test_results_are_forgotten_after_a_day_and_not_a_second_before(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"title": ("Solarbank", 0)}, key=KEY)
    with clock.at(WRITING + idempotency.KEPT_FOR - ONE_SECOND):
        jobs.run_due()
    before = count(RepeatableWrite)
    with clock.at(WRITING + idempotency.KEPT_FOR + idempotency.SWEEP_EVERY):
        jobs.run_due()
    assert (before, count(RepeatableWrite)) == (1, 0)


def test_a_conflict_tells_both_texts_word_by_word_and_saves_everything_else(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.ben, {"title": ("Bank mit Sonne", 0)})
    answer = scripts.save(desk.mia, {"title": ("Bank mit Wind", 0), "pitch": ("Ein Satz", 0)})
    assert answer.body["versions"] == {"pitch": 1}
    assert answer.body["conflicts"] == [
        {
            "key": "title",
            "label": "Titel",
            "stored": "Bank mit Sonne",
            "version": 1,
            "title": "Fassung von Ben Winter",
            "changes": [["same", "Bank mit "], ["old", "Sonne"], ["new", "Wind"]],
        }
    ]


def test_a_conflict_is_told_again_when_the_same_write_comes_again(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.ben, {"title": ("Bank mit Sonne", 0)})
    first = scripts.save(desk.mia, {"title": ("Bank mit Wind", 0)}, key=KEY)
    assert scripts.save(desk.mia, {"title": ("Bank mit Wind", 0)}, key=KEY) == first
    assert first.body["conflicts"][0]["key"] == "title"


def test_the_category_goes_by_its_name_in_both_directions(desk: Desk, scripts: Scripts) -> None:
    one, other = [category.name for category in categories_of(desk.ground.round.id)][:2]
    scripts.save(desk.ben, {"category": (one, 0)})
    conflict = scripts.save(desk.mia, {"category": (other, 0)}).body["conflicts"][0]
    versions: dict[str, Any] = {"category-version": "0"}
    newer = scripts.save(desk.mia, {}, **versions).body["newer"]["category"]
    assert (conflict["stored"], newer) == (one, {"text": one, "version": 1, "by": "Ben Winter"})


def test_what_somebody_else_changed_since_is_told_and_nothing_else(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.ben, {"title": ("Solarbank", 0), "pitch": ("Ein Satz", 0)})
    versions: dict[str, Any] = {"title-version": "0", "pitch-version": "1", "x-version": "0"}
    answer = scripts.save(desk.mia, {}, **versions)
    assert answer.body["newer"] == {"title": {"text": "Solarbank", "version": 1, "by": "Ben Winter"}}


def test_the_others_are_told_who_writes_where_for_less_than_a_minute(desk: Desk, scripts: Scripts) -> None:
    scripts.save(desk.mia, {"title": ("Sol", 0)}, section="title")
    told_to_ben = scripts.save(desk.ben, {}, section="pitch").body["writers"]
    told_to_mia = scripts.save(desk.mia, {}, section="title").body["writers"]
    later = scripts.save(desk.mia, {}, at=WRITING + timedelta(seconds=45)).body["writers"]
    assert told_to_ben == [{"section": "title", "words": "Mia Sommer schreibt gerade hier"}]
    assert told_to_mia == [{"section": "pitch", "words": "Ben Winter schreibt gerade hier"}]
    assert later == []


def test_the_description_of_a_picture_is_saved_like_a_text(desk: Desk, scripts: Scripts) -> None:
    picture = a_file(desk.mia, desk.idea)
    process_files()
    answer = scripts.save(desk.mia, {f"alt-{picture.id}": ("Eine Bank mit Modul", 0)})
    assert answer.body["versions"] == {f"alt-{picture.id}": 1}


@pytest.mark.parametrize("name", ["owner", "state", "number", "alt-00000000-0000-0000-0000-000000000000"])
def test_what_is_no_text_of_the_idea_is_neither_saved_nor_said_to_be(desk: Desk, scripts: Scripts, name: str) -> None:
    answer = scripts.save(desk.mia, {name: ("x", 0)})
    assert (answer.status, answer.body["versions"], count(Answer)) == (200, {}, 0)


def test_after_the_end_the_text_is_refused_and_kept(desk: Desk, scripts: Scripts) -> None:
    write(desk.mia, desk.idea.id, {"title": "Solarbank"})
    answer = scripts.save(desk.mia, {"title": ("Solarbank 2", 1)}, at=SUBMIT_CLOSES)
    assert (answer.status, answer.body["code"], answer.body["kept"]) == (409, "phase_closed", ["title"])
    assert read(desk.mia, desk.idea.id).text_of("title") == "Solarbank"
    query = select(Revision.text, Revision.version).where(Revision.origin == "late")
    assert [tuple(row) for row in db.session().execute(query)] == [("Solarbank 2", 1)]


def test_after_the_end_only_what_there_is_room_for_is_said_to_be_kept(desk: Desk, scripts: Scripts) -> None:
    earlier = {"idea_id": desk.idea.id, "field_key": "title", "origin": "late", "author_id": desk.ben.id}
    db.session().add_all(Revision(**earlier, text=str(n), version=0) for n in range(LATE_MAX - 1))
    db.session().commit()
    fields = {"title": ("Solarbank", 0), "pitch": ("Eine Bank", 0), "problem": ("", 0)}
    answer = scripts.save(desk.mia, fields, key="one", at=SUBMIT_CLOSES)
    assert (answer.body["kept"], "aufbewahrt" in answer.body["message"]) == (["problem", "title"], False)
    assert scripts.save(desk.mia, fields, key="one", at=SUBMIT_CLOSES).body == answer.body


def test_a_second_before_the_end_the_text_counts(desk: Desk, scripts: Scripts) -> None:
    answer = scripts.save(desk.mia, {"title": ("Solarbank", 0)}, at=SUBMIT_CLOSES - ONE_SECOND)
    assert (answer.status, read(desk.mia, desk.idea.id).text_of("title")) == (200, "Solarbank")


def test_before_the_beginning_nothing_is_kept(desk: Desk, scripts: Scripts) -> None:
    answer = scripts.save(desk.mia, {"title": ("Solarbank", 0)}, at=BEFORE)
    assert (answer.status, answer.body["code"], count(Revision)) == (409, "phase_not_open", 0)


def test_nobody_saves_into_the_idea_of_another_team(desk: Desk, scripts: Scripts) -> None:
    assert (scripts.save(desk.other, {"title": ("x", 0)}).status, count(Answer)) == (404, 0)


def test_somebody_whose_session_ended_is_told_so(desk: Desk) -> None:
    with clock.at(WRITING):
        answer = told(Browser(desk.app).post(f"/ideas/{desk.idea.id}/answers", headers={"Accept": "application/json"}))
    assert (answer.status, answer.body["code"]) == (401, "sign_in")


def test_without_a_token_the_script_is_told_to_fetch_one(desk: Desk) -> None:
    headers = {"Accept": "application/json", "X-CSRFToken": ""}
    answer = told(desk.post(desk.mia, "/answers", {"title": "x"}, headers=headers))
    assert (answer.status, answer.body["code"]) == (400, "expired_form")


def test_who_saves_too_often_is_told_when_to_go_on(desk: Desk) -> None:
    with clock.at(WRITING):
        browser = Browser(desk.app).sign_in(desk.mia)
        path, headers = f"/ideas/{desk.idea.id}/answers", {"Accept": "application/json"}
        statuses = [browser.post(path, headers=headers).status_code for _ in range(120)]
        braked = told(browser.post(path, headers=headers))
        others = Browser(desk.app).sign_in(desk.ben).post(path, headers=headers)
    assert (set(statuses), braked.status, others.status_code) == ({200}, 429, 200)
    assert 0 < int(braked.retry_after or 0) <= 60
