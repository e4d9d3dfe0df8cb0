from app.cast import rules
from app.core.access import Role

NAMES = ["Mia", "Emre", "Olena", "Linh", "Paul", "Amara"]


def test_a_class_has_the_same_names_on_every_machine_and_each_first_name_once() -> None:
    names = rules.names_of_class(NAMES, "it", "FISI 11a", 6)

    assert names == rules.names_of_class(NAMES, "it", "FISI 11a", 6)
    assert sorted(name.split()[0] for name in names) == sorted(NAMES)
    assert {len(name.split()[1]) for name in names} == {2}


def test_two_classes_have_different_names() -> None:
    assert rules.names_of_class(NAMES, "it", "FISI 11a", 4) != rules.names_of_class(NAMES, "it", "FISI 11b", 4)


def test_staff_sign_in_with_an_address_of_the_demo_and_students_with_a_name() -> None:
    stored = {"name": "Lina K.", "account": "demo-schueler-1", "note": ""}

    student = rules.person_from({**stored, "role": "student", "schools": ["it"], "classes": ["FISI 11a"]})
    teacher = rules.person_from({**stored, "role": "teacher", "account": "lehrkraft"})

    assert (student.role, student.sign_in_name) == (Role.STUDENT, "demo-schueler-1")
    assert (teacher.role, teacher.sign_in_name) == (Role.TEACHER, "lehrkraft@demo.funkenflug.example")


def test_an_address_has_plain_letters_only() -> None:
    assert rules.address_of("Dr. Emir Hodžić") == "dr.emir.hodzic@demo.funkenflug.example"
