"""Without JavaScript everything that students need works as well."""

import re

import pytest
from playwright.sync_api import expect

from tests.journey import files
from tests.journey.people import CONFLICT, INVALID, Person
from tests.journey.step_5_ideas import TEXTS, TITLE
from tests.journey.story import Story

WRONG_TYPE, TOO_LARGE = 415, 413


@pytest.mark.browser
@pytest.mark.timeout(900)
def test_students_register_write_upload_and_hand_in_without_javascript(story: Story) -> None:
    told = story.server.run("tests.journey.opening")
    first, second = (story.student(name, has_scripts=False) for name in ("Ronja", "Birk"))
    _register(first, told["code"], "Ronja")
    _register(second, told["code"], "Birk")
    _form_a_team(first, second)
    _write(first)
    _disagree(first, second)
    _upload(first)
    _hand_in(first)

    assert story.watch.complaints == []
    assert story.watch.complaints_about_html() == []
    assert story.server.faults() == []


def _register(student: Person, code: str, name: str) -> None:
    student.open("/register")
    student.fill(code="22222222", name=name)
    student.press("Los geht’s", INVALID)
    student.fill(code=code.lower())
    student.press("Los geht’s")
    student.expect_heading(f"Hallo {name}, du bist dabei!")
    assert student.download("Karte als PDF").startswith(b"%PDF-")
    student.follow("Ich habe mir die Karte gesichert")


def _form_a_team(first: Person, second: Person) -> None:
    first.follow_menu("Team und Idee")
    first.follow("Team gründen")
    first.fill(name="Ohne Skript")
    first.press("Team gründen")
    second.open("/teams/join")
    second.fill(code=first.main.locator(".code-display__code [aria-hidden]").inner_text())
    second.press("Weiter")
    second.press("Beitreten")


def _write(student: Person) -> None:
    student.follow("Weiter zu eurer Idee")
    student.press("Idee aufschreiben")
    student.fill(title=TITLE, pitch="Eine Kiste, die sich meldet, bevor sie überläuft.")
    student.main.get_by_role("radio").first.check()
    student.press("Speichern und weiter")
    for names in (("problem", "solution"), ("benefit", "progress"), ("sources",)):
        student.fill(**{name: TEXTS[name] for name in names})
        student.press("Speichern und weiter")
    student.expect_heading("Bilder, Filme und PDFs")


def _disagree(first: Person, second: Person) -> None:
    second.follow("Weiter zu eurer Idee")
    page = f"{second.path}/write/3"
    for student in (first, second):
        student.open(page)
    first.fill(progress="Ein Modell aus Pappe.")
    first.press("Speichern")
    second.fill(progress="Ein Modell aus Holz.")
    second.press("Speichern", CONFLICT)
    second.expect_text("Ein Modell aus Pappe.", "Ein Modell aus Holz.")
    second.check("Beide zusammenführen")
    second.fill(**{"progress-both": "Zwei Modelle: eines aus Pappe, eines aus Holz."})
    second.press("Speichern")
    first.open(page)
    expect(first.page.locator("[name=progress]")).to_have_value("Zwei Modelle: eines aus Pappe, eines aus Holz.")


def _upload(student: Person) -> None:
    student.open(re.sub("/write/3$", "/files", student.path))
    student.press("Hochladen", INVALID)
    student.open(re.sub("/uploads$", "/files", student.path))
    for name, content, status in (
        *((name, content, 200) for name, content in files.GOOD.items()),
        ("Alles.zip", files.ARCHIVE, WRONG_TYPE),
        ("Riese.jpg", files.HUGE_PICTURE, TOO_LARGE),
    ):
        page = student.path
        student.choose_file(name, content)
        student.press("Hochladen", status)
        if status != 200:
            student.expect_text("Bilder")
            student.open(page)
    while student.main.get_by_text("wird geprüft").count():
        student.page.reload()
    expect(student.main.get_by_text("angekommen", exact=True)).to_have_count(len(files.GOOD))


def _hand_in(student: Person) -> None:
    student.follow("Weiter zur Übersicht")
    student.follow("Prüfen und einreichen")
    student.press("Jetzt einreichen")
    student.expect_heading("Geschafft! Eure Idee ist angekommen")
    assert student.download("Bestätigung als PDF").startswith(b"%PDF-")
