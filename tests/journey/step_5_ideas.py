"""Step 5: a team writes its idea with four hands, adds files of every kind, hands it in, and meets the deadline."""

import re

from playwright.sync_api import expect

from tests.core.papers import text_of
from tests.journey import files
from tests.journey.people import CONFLICT, INVALID, Person
from tests.journey.step_1_competition import JURY_BEGINS
from tests.journey.step_2_schools import TAREK
from tests.journey.step_4_teams import OTHER_TEAM, TEAM
from tests.journey.story import Story

TITLE = "Die Pfandkiste, die mitzählt"
TEXTS = {
    "problem": "In der Werkstatt liegen jede Woche über hundert leere Flaschen herum, und keiner fühlt sich zuständig.",
    "solution": "Eine Kiste mit Waage und Zähler meldet sich, sobald sie voll ist.",
    "benefit": "Der Betrieb spart sich das Aufräumen.",
    "progress": "Ein Modell aus Pappe steht.",
    "sources": "Datenblatt der Waage. Ein Sprachmodell hat Rechtschreibfehler gesucht.",
}
LATER = "Ein Modell aus Pappe steht, eines aus Holz folgt."
LATE = "Zu spät, aber nicht verloren. " * 60
YORICKS_ADDRESS = "yorick@post.example"
SAVED = re.compile(r"^gespeichert \d\d:\d\d$")
NOT_FOUND = 404


def walk(story: Story) -> None:
    first, second = story["Xaverine"], story["Yorick"]
    _begin(story, first)
    _write_at_the_same_time(story, first, second)
    _write_the_rest(first)
    _upload(story, first)
    _look_at_files(first)
    _hand_in(story, second)
    _hand_in_again(story, first)
    _withdraw(story["Wendelin"])
    _read_as_teacher(story, story["teacher"])
    _leave_the_class(story, story["teacher"], story["Zenzi"])


def _begin(story: Story, student: Person) -> None:
    student.open(story.paths["team"])
    student.follow("Weiter zu eurer Idee")
    student.press("Idee aufschreiben")
    story.paths["idea"] = student.path.removesuffix("/write/1")
    student.open(f"{story.paths['idea']}/check")
    student.expect_text("Das fehlt noch", "Titel: noch leer", "Themenfeld: noch nicht ausgewählt")
    expect(student.button("Jetzt einreichen")).to_be_disabled()


def _write_at_the_same_time(story: Story, first: Person, second: Person) -> None:
    """Whoever types second sees both texts and puts them together; in a third tab nothing of it is old."""
    for student in (first, second):
        student.open(f"{story.paths['idea']}/write/1")
    first.fill(title=TITLE)
    expect(first.page.locator("#title-count")).to_have_text(f"{len(TITLE)} von 80 Zeichen")
    first.press("Speichern")
    second.fill(title="Pfand 2000")
    panel = second.page.locator("section.conflict")
    expect(panel).to_contain_text(TITLE)
    second.look("with a conflict")
    panel.get_by_role("button", name="Beide behalten").click()
    expect(panel).to_have_count(0)
    expect(second.page.locator(".auto-save__state")).to_have_text(SAVED)
    assert second.field("Titel").input_value().split() == ["Pfand", "2000", *TITLE.split()]
    second.fill(title=TITLE, pitch="Eine Kiste, die sich meldet, bevor sie überläuft.")
    second.check("Arbeit im Betrieb")
    # Both texts were saved a moment ago, and that is what the line says until these are as well.
    expect(second.page.locator(".auto-save__state")).to_have_text(SAVED)
    second.press("Speichern")
    tab = first.new_tab()
    tab.open(f"{story.paths['idea']}/write/1")
    assert tab.field("Titel").input_value() == TITLE
    assert tab.field("Die Idee in einem Satz").input_value() == "Eine Kiste, die sich meldet, bevor sie überläuft."
    tab.page.close()


def _write_the_rest(student: Person) -> None:
    student.open(re.sub("/write/1$", "/write/2", student.path))
    for names in (("problem", "solution"), ("benefit", "progress"), ("sources",)):
        student.fill(**{name: TEXTS[name] for name in names})
        student.press("Speichern und weiter")
    student.expect_heading("Bilder, Filme und PDFs")


def _upload(story: Story, student: Person) -> None:
    # The page loads again as soon as all files are checked; nobody is to choose the next one in that very moment.
    student.page.route("**/files/state", lambda route: route.fulfill(json={"is_settled": False}))
    for name, content in files.GOOD.items():
        student.send_file(name, content)
    student.send_file_in_vain("Alles.zip", files.ARCHIVE, "Diese Datei können wir nicht annehmen.")
    student.send_file_in_vain("Riese.jpg", files.HUGE_PICTURE, "Bilder dürfen höchstens 20 MB haben")
    student.send_file_in_vain("Wal.pdf", files.HUGE_PAPER, "PDFs 30 MB")
    # The server decodes each file in a process of its own; the page asks until it is done.
    student.page.unroute("**/files/state")
    student.open(student.path)
    expect(student.main.get_by_text("wird geprüft")).to_have_count(0, timeout=90_000)
    expect(student.main.get_by_text("angekommen", exact=True)).to_have_count(len(files.GOOD))
    student.look("with files")
    story.paths["files"] = student.path


def _look_at_files(student: Person) -> None:
    pictures = student.main.get_by_role("listitem").locator("img")
    addresses = [picture.get_attribute("src") or "" for picture in pictures.all()]
    assert len(addresses) == len(files.GOOD)
    for address in addresses:
        content = student.page.request.get(student.address_of(address)).body()
        assert files.traces_in(content) == []
    student.follow(next(iter(files.GOOD)))
    student.main.get_by_role("textbox").fill("Ein Modell aus Pappe auf einem Tisch.")
    student.press("Beschreibung speichern")
    student.expect_text("Ein Modell aus Pappe auf einem Tisch.")


def _hand_in(story: Story, student: Person) -> None:
    """Handed in by one member; all members and the teacher learn of it, by mail where there is an address."""
    with story.server.database() as database:
        database.execute("UPDATE users SET email = ? WHERE name = 'Yorick'", (YORICKS_ADDRESS,))
    student.open(story.paths["idea"])
    student.follow("Prüfen und einreichen")
    student.expect_text(TITLE, *TEXTS.values(), *files.GOOD)
    student.press("Jetzt einreichen")
    student.expect_heading("Geschafft! Eure Idee ist angekommen")
    number = student.summary_of("Eingangsnummer")
    receipt = text_of(student.download("Bestätigung als PDF"))
    assert number in receipt
    assert student.summary_of("Prüfsumme (SHA-256)") in receipt.replace(" ", "")
    for name in ("Xaverine", "Zenzi"):
        story[name].open("/inbox")
        story[name].follow("Eure Idee ist eingereicht")
        story[name].expect_text(number)
        story[name].press("Hier geht es weiter")
        assert story[name].summary_of("Eingangsnummer") == number
    assert number in story.mail_to(YORICKS_ADDRESS).as_string()
    assert TEAM in story.mail_to(TAREK, 2)["Subject"]


def _hand_in_again(story: Story, student: Person) -> None:
    """Write on after handing in: the old one counts until the new one is handed in."""
    student.open(f"{story.paths['idea']}/write/3")
    student.fill(progress=LATER)
    student.press("Speichern")
    student.open(story.paths["idea"])
    student.expect_text("Ihr habt seit dem Einreichen etwas geändert")
    student.follow("Prüfen und einreichen")
    student.press("Noch einmal einreichen")
    story.words["receipt number"] = student.summary_of("Eingangsnummer")


def _withdraw(student: Person) -> None:
    student.open("/teams")
    student.follow(OTHER_TEAM)
    student.follow("Weiter zu eurer Idee")
    student.press("Idee aufschreiben")
    student.fill(title="Der Stuhl, der steht", pitch="Ein Stuhl, der nicht mehr kippelt.")
    student.check("Leben in der Stadt")
    student.press("Speichern und weiter")
    for names in (("problem", "solution"), ("benefit", "progress"), ("sources",)):
        student.fill(**{name: TEXTS[name] for name in names})
        student.press("Speichern und weiter")
    student.follow("Weiter zur Übersicht")
    student.follow("Prüfen und einreichen")
    student.press("Jetzt einreichen")
    student.follow("Zur Idee")
    student.follow("Idee zurückziehen")
    student.fill(word="weg damit")
    student.press("Idee zurückziehen", INVALID)
    student.fill(word="Zurückziehen")
    student.press("Idee zurückziehen")
    student.expect_text("Eure Idee ist zurückgezogen. Texte und Dateien sind noch da.", "Der Stuhl, der steht")


def _read_as_teacher(story: Story, teacher: Person) -> None:
    teacher.open(story.paths["class"])
    teacher.follow("Teams der Klasse FISI 11/2")
    teacher.follow(TEAM)
    teacher.follow("Idee ansehen")
    teacher.expect_text(TITLE, TEXTS["solution"], "Datei 1 ansehen", story.words["receipt number"], "ersetzt", "zählt")


def _leave_the_class(story: Story, teacher: Person, student: Person) -> None:
    """Whoever leaves the class keeps team and idea."""
    teacher.open(story.paths["class"])
    row = teacher.main.get_by_role("row").filter(has_text="Zenzi")
    teacher.click(row.get_by_role("link", name="Aus der Klasse nehmen"))
    teacher.press("Aus der Klasse nehmen")
    student.open(story.paths["idea"])
    student.expect_text(TITLE)


def meet_the_deadline(story: Story, student: Person) -> None:
    """Type until it is too late: the page that says no still holds every word."""
    student.open(f"{story.paths['idea']}/write/2")
    student.fill(solution=LATE.strip())
    story.go_to(JURY_BEGINS)
    student.press("Speichern", CONFLICT)
    student.expect_text("Die Zeit zum Schreiben ist vorbei.", "wettbewerb@stadt.example")
    kept = student.page.locator(".kept-text").filter(has_text=LATE.strip())
    expect(kept.get_by_role("button", name="Text kopieren")).to_be_visible()
    with student.page.expect_download() as download:
        kept.get_by_role("button", name="Als Datei sichern").click()
    assert download.value.path().read_text(encoding="utf-8") == LATE.strip()
    student.open(f"{story.paths['idea']}/check")
    student.expect_text("Die Einreichung ist geschlossen.")
