from app.accounts.rules import DEMO_PASSWORD
from app.cast import queries, rules
from app.core.access import Role
from app.samples.queries import ideas


def test_there_are_nine_schools_with_fifty_two_classes() -> None:
    schools = queries.schools()

    assert len({school.name for school in schools}) == 9
    assert len({(school.key, name) for school in schools for name in school.classes}) == 52


def test_everybody_has_an_address_of_their_own() -> None:
    staff = [name for school in queries.schools() for name in (school.admin, *school.teachers)]
    addresses = [rules.address_of(name) for name in (*staff, *(juror.name for juror in queries.jurors()))]
    addresses += [person.sign_in_name for person in queries.showcase()]

    assert len(addresses) == len(set(addresses))


def test_the_showcase_has_every_role_and_two_students_of_different_schools() -> None:
    people = queries.showcase()
    students = [person for person in people if person.role == Role.STUDENT]

    assert {person.role for person in people} == set(Role)
    assert len({school for person in students for school in person.schools}) == len(students) == 4


def test_the_showcase_names_only_schools_classes_and_ideas_that_exist() -> None:
    classes = {(school.key, name) for school in queries.schools() for name in school.classes}
    titles = {(idea.school, idea.title) for idea in ideas()}

    for person in queries.showcase():
        assert {(school, name) for school in person.schools for name in person.classes} <= classes
        assert {(school, title) for school in person.schools for title in person.ideas} <= titles


def test_every_juror_of_a_school_names_one_that_exists() -> None:
    assert {juror.school for juror in queries.jurors()} - {None} <= {school.key for school in queries.schools()}


def test_machines_read_the_same_showcase_everywhere() -> None:
    listed = queries.showcase_for_machines()

    assert listed[0] == {
        "role": "admin",
        "name": "Helga Brandt (Wettbewerbsleitung)",
        "email": "leitung@demo.funkenflug.example",
        "password": DEMO_PASSWORD,
        "school": None,
        "note": "legt Runden an, teilt die Jury ein, vergibt Preise und veröffentlicht Ergebnisse",
    }
    assert listed[-1]["login_name"] == "demo-schueler-4"
    assert listed[-1]["school"] == "Berufsschule für Gastronomie am Lindenhof"


def test_first_names_stand_there_once() -> None:
    assert len(queries.first_names()) == len(set(queries.first_names())) >= 150
