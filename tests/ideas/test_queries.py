from datetime import timedelta
from typing import Any

import pytest

from app.core import clock, db
from app.core.errors import NotFoundError
from app.ideas import actions, queries
from app.ideas.models import Idea, Submission
from app.rounds.models import FormVersion
from app.submissions.actions import withdraw_idea
from tests.ideas.conftest import Desk
from tests.support.ideas import (
    TEXTS,
    a_file,
    a_full_team,
    a_submitted_idea,
    an_idea,
    process_files,
    submit,
    write,
)
from tests.support.rounds import ONE_SECOND, WRITING
from tests.support.statements import statements
from tests.support.teams import leave


@pytest.fixture
def submission(desk: Desk) -> Submission:
    """Handed in with a picture that is ready, and changed afterwards."""
    idea = an_idea(desk.mia, desk.team)
    a_file(desk.mia, idea, "mia-sommer.png", alt="Eine Bank mit Modul")
    process_files()
    made = submit(desk.mia, idea.id)
    write(desk.mia, idea.id, {"title": "Nur ein Entwurf"})
    return made


# ---------------------------------------------------------------- for the team
def test_an_idea_is_its_teams_and_nobody_elses(desk: Desk) -> None:
    assert queries.idea_of(desk.ben, desk.idea.id).id == desk.idea.id
    for stranger in (desk.other, desk.ground.teacher, desk.ground.admin):
        with pytest.raises(NotFoundError):
            queries.idea_of(stranger, desk.idea.id)


def test_who_left_the_team_reaches_the_idea_no_more(desk: Desk) -> None:
    leave(desk.ben, desk.team)
    with pytest.raises(NotFoundError):
        queries.draft_of(desk.ben, desk.idea.id)


def test_a_draft_takes_three_statements(desk: Desk) -> None:
    an_idea(desk.mia, desk.team)
    db.close_session()
    with statements() as sent:
        queries.draft_of(desk.mia, desk.idea.id)
    assert len(sent) == 3


def test_removed_files_are_apart_and_gone_after_thirty_days(desk: Desk) -> None:
    first, second = a_file(desk.mia, desk.idea, "a.png"), a_file(desk.mia, desk.idea, "b.png")
    with clock.at(WRITING):
        actions.remove_file(desk.mia, desk.idea.id, first.id)
    gone_at = WRITING + timedelta(days=30)
    for moment, expected in ((gone_at - ONE_SECOND, [first.id]), (gone_at, [])):
        with clock.at(moment):
            present, removed = queries.present_and_removed(desk.idea.id)
        assert ([a.id for a in present], [a.id for a in removed]) == ([second.id], expected)


# ---------------------------------------------------------------- for those who judge
def test_a_round_lists_the_latest_valid_submission_of_every_idea_by_number(desk: Desk, submission: Submission) -> None:
    una, ole = desk.ground.student("Una"), desk.ground.student("Ole")
    second = a_submitted_idea(una, a_full_team(desk.ground, una, "Windrad"))
    withdrawn = a_submitted_idea(ole, a_full_team(desk.ground, ole, "Regentonne"))
    with clock.at(WRITING):
        withdraw_idea(ole, withdrawn.idea_id)
    newest = submit(desk.mia, desk.idea.id)
    found = queries.submissions_of_round(desk.ground.round.id)
    expected = sorted([newest, second], key=lambda each: queries.submission(each.id).idea.number)
    assert [each.id for each in found] == [each.id for each in expected]
    assert submission.id not in {each.id for each in found}


def test_the_list_of_a_round_takes_one_statement_and_has_team_and_category(desk: Desk) -> None:
    for count, name in ((1, "Windrad"), (3, "Regentonne")):
        for number in range(count):
            student = desk.ground.student()
            a_submitted_idea(student, a_full_team(desk.ground, student, f"{name} {'x' * number}"))
        db.close_session()
        with statements() as sent:
            found = queries.submissions_of_round(desk.ground.round.id)
            seen = {(each.idea.team.school_id, each.category.name) for each in found}
        assert len(sent) == 1
        assert seen == {(desk.ground.school.id, "Arbeit erleichtern")}


def test_a_juror_reads_number_title_category_texts_and_cleaned_files(desk: Desk, submission: Submission) -> None:
    entry = queries.blind_entry(submission.id)
    assert (entry.number, entry.title, entry.category) == (desk.idea.number, TEXTS["title"], "Arbeit erleichtern")
    labels = [
        "Die Idee in einem Satz", "Welches Problem löst ihr?", "Was ist eure Lösung?", "Wem hilft das?",
        "Wie weit seid ihr?", "Quellen und KI-Werkzeuge",
    ]  # fmt: skip
    assert entry.texts == list(zip(labels, list(TEXTS.values())[1:], strict=True))
    (file,) = entry.files
    assert (file.alt_text, file.position, file.shown.is_ready) == ("Eine Bank mit Modul", 1, True)


def test_a_blind_entry_has_no_identifying_answer(desk: Desk, submission: Submission) -> None:
    form, submission_id = db.session().get_one(FormVersion, desk.idea.form_version_id), submission.id
    hidden: dict[str, dict[str, Any]] = {"pitch": {"is_identifying": True}, "problem": {"audience": "nobody"}}
    fields = [{**field, **hidden.get(field["key"], {})} for field in form.fields]
    newer = db.add(FormVersion(round_id=form.round_id, number=2, fields=fields))
    db.session().get_one(Idea, desk.idea.id).form_version_id = newer.id
    db.session().commit()
    db.close_session()
    texts = [text for _label, text in queries.blind_entry(submission_id).texts]
    assert texts == [TEXTS[key] for key in ("solution", "benefit", "progress", "sources")]


def test_a_blind_entry_takes_three_statements_and_leaves_out_files_that_are_not_ready(desk: Desk) -> None:
    idea = an_idea(desk.mia, desk.team)
    a_file(desk.mia, idea)
    made = submit(desk.mia, idea.id)
    db.close_session()
    with statements() as sent:
        entry = queries.blind_entry(made.id)
    assert (entry.files, len(sent)) == ([], 3)


def test_the_files_of_a_submission_keep_the_order_of_then(desk: Desk) -> None:
    idea = an_idea(desk.mia, desk.team)
    first, second = a_file(desk.mia, idea, "a.png"), a_file(desk.mia, idea, "b.png")
    made = submit(desk.mia, idea.id)
    with clock.at(WRITING):
        actions.move_file(desk.mia, idea.id, second.id, -1)
        actions.remove_file(desk.mia, idea.id, first.id)
    files = queries.files_of_submission(queries.submission(made.id))
    assert [(each.shown.file.display_name, each.position) for each in files] == [("a.png", 1), ("b.png", 2)]
