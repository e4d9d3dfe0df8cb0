"""Step 3: students register on their phones with the code of their class, and come in again with their card."""

from urllib.parse import urlsplit

from tests.core.papers import codes_of, text_of
from tests.journey.people import INVALID, Person
from tests.journey.story import Story

STUDENTS = ("Xaverine", "Yorick", "Zenzi", "Wendelin", "Violetta")
TOO_MANY = 429
NO_SUCH_CODE = "Diesen Code gibt es nicht oder er ist abgelaufen – frag deine Lehrkraft."
PASSPHRASE = "Passwort (vier Wörter)"
OWN_PASSWORD = "vier rote pinguine tanzen"


def walk(story: Story) -> None:
    first, *others = STUDENTS
    student = story.student(first)
    _type_wrong_codes(story, student)
    _register(story, student, first)
    _come_in_with_the_card(story, student, first)
    for name in others:
        _register(story, story.student(name), name)
    _guess_until_it_is_enough(story.student("guesser"))
    _forget_the_passphrase(story, story["teacher"], story["Yorick"])
    _choose_an_own_password(story, student, first)
    _print_all_cards(story["teacher"])


def _type_wrong_codes(story: Story, student: Person) -> None:
    student.open("/")
    student.follow("Mit Klassencode starten")
    for code in ("ABCDEFGH", story.words["revoked code"]):
        student.fill(code=code, name="Xaverine")
        student.press("Los geht’s", INVALID)
        student.expect_text(NO_SUCH_CODE)


def _register(story: Story, student: Person, name: str) -> None:
    student.open(story.paths["scanned code"])
    student.fill(name=name)
    student.press("Los geht’s")
    student.expect_heading(f"Hallo {name}, du bist dabei!")
    story.words[f"login name of {name}"] = student.summary_of("Anmeldename")
    story.words[f"passphrase of {name}"] = student.summary_of(PASSPHRASE)
    assert len(student.summary_of(PASSPHRASE).split("-")) == 4


def _come_in_with_the_card(story: Story, student: Person, name: str) -> None:
    login_name, passphrase = story.words[f"login name of {name}"], story.words[f"passphrase of {name}"]
    card = student.download("Karte als PDF")
    assert {login_name, name} <= set(text_of(card).split())
    (scanned,) = codes_of(card)
    assert passphrase not in scanned
    # The page has shown the passphrase once; it is nowhere to be found again.
    student.open(story.paths["scanned code"])
    student.expect_heading("Hier ist schon jemand angemeldet")
    student.open("/account")
    assert passphrase not in student.page.content()
    student.press("Abmelden")
    student.open(scanned)
    assert urlsplit(student.page.url).path == "/sign-in"
    assert student.field("Anmeldename oder E-Mail").input_value() == login_name
    # As thumbs and autocorrection type it.
    student.fill(password=passphrase.replace("-", " ").capitalize())
    student.press("Anmelden")
    student.expect_heading(f"Hallo, {name}!")


def _guess_until_it_is_enough(guesser: Person) -> None:
    guesser.open("/register")
    for number in range(10):
        guesser.fill(code=f"GUESSED{number + 2}", name="Niemand")
        guesser.press("Los geht’s", INVALID)
    guesser.press("Los geht’s", TOO_MANY)


def _forget_the_passphrase(story: Story, teacher: Person, student: Person) -> None:
    teacher.open(story.paths["class"])
    row = teacher.main.get_by_role("row").filter(has_text="Yorick")
    teacher.click(row.get_by_role("link", name="Neue Karte"))
    teacher.press("Neues Passwort machen")
    passphrase = teacher.summary_of(PASSPHRASE)
    assert text_of(teacher.download("Karte als PDF")).count(story.words["login name of Yorick"]) > 0
    student.open("/start")
    assert student.path == "/sign-in"
    student.fill(identifier=story.words["login name of Yorick"], password=story.words["passphrase of Yorick"])
    student.press("Anmelden", INVALID)
    student.fill(password=passphrase)
    student.press("Anmelden")
    assert student.path == "/start"


def _choose_an_own_password(story: Story, student: Person, name: str) -> None:
    student.open("/account")
    student.follow("Neues Passwort wählen")
    student.fill(current_password=story.words[f"passphrase of {name}"], new_password="zu kurz")
    student.press("Passwort speichern", INVALID)
    student.fill(current_password=story.words[f"passphrase of {name}"], new_password=OWN_PASSWORD)
    student.press("Passwort speichern")
    student.press("Abmelden")
    student.open("/sign-in")
    student.fill(identifier=story.words[f"login name of {name}"], password=OWN_PASSWORD)
    student.press("Anmelden")
    student.expect_heading(f"Hallo, {name}!")


def _print_all_cards(teacher: Person) -> None:
    teacher.follow("Fertig, zurück zur Klasse")
    printed = text_of(teacher.download("Karten ohne Passwort (PDF)"))
    assert [name for name in STUDENTS if name not in printed] == []
    teacher.follow("Neue Karten mit Passwort")
    teacher.press("Weiter", INVALID)
    teacher.follow("Abbrechen")
