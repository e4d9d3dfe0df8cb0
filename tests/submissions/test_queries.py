import pytest

from app.accounts.queries import person
from app.core import clock, db
from app.core.access import Role
from app.core.errors import NotFoundError
from app.submissions import queries
from app.teams.actions import name_company
from tests.ideas.conftest import Desk
from tests.support.ideas import TEXTS, a_file, an_idea, process_files, read, submit, write
from tests.support.people import a_class, a_school, a_school_admin, a_student, a_teacher, somebody
from tests.support.rounds import WRITING
from tests.support.statements import statements
from tests.support.teams import join


def test_names_are_every_word_that_tells_whose_idea_it_is(desk: Desk) -> None:
    with clock.at(WRITING):
        name_company(desk.mia, desk.team.id, "Zahnrad AG")
    found = queries.names_of(read(desk.mia, desk.idea.id).idea.team)
    school_class = desk.ground.school_class
    assert found == [
        "Ben",
        "Winter",
        "Mia",
        "Sommer",
        school_class.name,
        desk.ground.school.name,
        "Zahnrad AG",
        "Zahnrad",
    ]


def test_the_teachers_of_all_members_classes_are_found_once_each(desk: Desk) -> None:
    colleague = a_teacher(desk.ground.school, "Carla Colleague")
    third = a_student(a_class(colleague), "Una")
    join(third, desk.team)
    a_class(a_teacher(desk.ground.school, "Fremde Lehrkraft"))
    assert [t.name for t in queries.teachers_of(desk.team.id)] == ["Carla Colleague", "Tarek Thal"]


# ---------------------------------------------------------------- whose entry
def test_teacher_school_admin_and_admin_see_the_entry_of_a_team_they_look_after(desk: Desk) -> None:
    school_admin = a_school_admin(desk.ground.school)
    for each in (desk.ground.teacher, school_admin, desk.ground.admin):
        entry = queries.entry_for(each, desk.team.id)
        assert (entry.team.id, entry.valid, entry.texts) == (desk.team.id, None, [])


def test_nobody_else_sees_it(desk: Desk) -> None:
    elsewhere = a_school()
    strangers = [
        a_teacher(desk.ground.school, "Aus dem Nebenzimmer"),
        a_teacher(elsewhere),
        a_school_admin(elsewhere),
        somebody(Role.JUROR),
        desk.mia,
    ]
    for stranger in strangers:
        with pytest.raises(NotFoundError):
            queries.entry_for(stranger, desk.team.id)


def test_an_entry_shows_what_counts_and_nothing_of_the_draft(desk: Desk) -> None:
    first = submit(desk.mia, an_idea(desk.mia, desk.team).id)
    write(desk.mia, desk.idea.id, {"title": "Geheimer Entwurf"})
    entry = queries.entry_for(desk.ground.teacher, desk.team.id)
    assert [each.id for each in entry.submissions] == [first.id]
    assert [text for _label, text in entry.texts] == list(TEXTS.values())


def test_an_entry_takes_as_many_statements_with_three_files_as_with_one(desk: Desk) -> None:
    idea, counts = an_idea(desk.mia, desk.team), []
    teacher_id, team_id = desk.ground.teacher.id, desk.team.id
    for count in (1, 2):
        for _number in range(count):
            a_file(desk.mia, idea)
        process_files()
        submit(desk.mia, idea.id)
        db.close_session()
        teacher = person(teacher_id)
        with statements() as sent:
            files = queries.entry_for(teacher, team_id).files
        counts.append((len(files), len(sent)))
    assert counts == [(1, 5), (3, 5)]


# ---------------------------------------------------------------- receipts
def test_a_receipt_is_for_its_team_only(desk: Desk) -> None:
    made = submit(desk.mia, an_idea(desk.mia, desk.team).id)
    assert queries.submission_of(desk.ben, made.id).id == made.id
    for stranger in (desk.other, desk.ground.teacher):
        with pytest.raises(NotFoundError):
            queries.submission_of(stranger, made.id)


def test_a_receipt_names_the_files_as_the_team_called_them(desk: Desk) -> None:
    idea = an_idea(desk.mia, desk.team)
    file = a_file(desk.mia, idea, "Unsere Skizze.png").file_id
    made = submit(desk.mia, idea.id)
    found = queries.names_and_sizes(queries.submission_of(desk.mia, made.id))
    assert found == [("Unsere Skizze.png", made.content["attachments"][0]["size"])]
    assert made.content["attachments"][0]["file"] == str(file)
