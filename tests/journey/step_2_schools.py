"""Step 2: schools, the people who run them, a class, and its code for the wall."""

from urllib.parse import urlsplit

from tests.core.papers import codes_of, text_of
from tests.journey.people import Person
from tests.journey.story import PASSWORD, Story

SCHOOL, OTHER_SCHOOL = "Berufsschule am Quellenpark", "Berufsschule an der Lindenallee"
CLASS = "FISI 11/2"
SELMA, SIMON, TAREK = "selma@quellenpark.example", "simon@quellenpark.example", "tarek@quellenpark.example"
GONE, NOT_FOUND = 410, 404


def walk(story: Story) -> None:
    admin, selma, tarek = story["admin"], story.staff("school admin"), story.staff("teacher")
    _found_schools(story, admin)
    _accept(story, selma, SELMA, "Selma Schulz")
    _see_only_the_own_school(story, selma)
    _invite_staff(story, selma, tarek)
    _make_class(story, selma)
    _hang_up_code(story, tarek)


def _found_schools(story: Story, admin: Person) -> None:
    admin.follow_menu("Schulen")
    for name in (OTHER_SCHOOL, SCHOOL):
        admin.follow("Schule anlegen")
        admin.fill(name=name)
        admin.press("Schule anlegen")
        story.paths[name] = admin.path
        admin.follow_menu("Schulen")
    admin.follow(SCHOOL)
    _invite(admin, "Selma Schulz", SELMA, "Schuladministration")


def _invite(giver: Person, name: str, email: str, role: str) -> None:
    giver.follow("Jemanden einladen")
    giver.fill(name=name, email=email)
    giver.check(role)
    giver.press("Einladung schicken")
    giver.expect_text(f"Die Einladung ist unterwegs an {email}.")


def _accept(story: Story, person: Person, email: str, name: str) -> None:
    """Open the link of the mail twice, as scanners of mails do, then accept; afterwards it is used up."""
    link = story.link_in(story.mail_to(email))
    for _time in range(2):
        person.open(link)
        person.expect_heading(f"Willkommen, {name}!")
    person.fill(new_password=PASSWORD)
    person.press("Einladung annehmen")
    person.expect_text("Willkommen! Die Einladung ist angenommen.")
    person.open(link, GONE)
    person.expect_text("Diese Einladung wurde schon benutzt.")


def _see_only_the_own_school(story: Story, selma: Person) -> None:
    selma.open("/start")
    selma.follow_menu("Schulen")
    assert selma.main.get_by_role("article").all_inner_texts() == [SCHOOL]
    selma.open(story.paths[OTHER_SCHOOL], NOT_FOUND)
    selma.open(story.paths[SCHOOL])


def _invite_staff(story: Story, selma: Person, tarek: Person) -> None:
    _invite(selma, "Simon Schulz", SIMON, "Schuladministration")
    _invite(selma, "Tarek Thal", TAREK, "Lehrkraft")
    _accept(story, tarek, TAREK, "Tarek Thal")
    simon = story.staff("second school admin")
    _accept(story, simon, SIMON, "Simon Schulz")


def _make_class(story: Story, selma: Person) -> None:
    selma.open(story.paths[SCHOOL])
    selma.click(selma.main.get_by_role("link", name="Klasse anlegen").first)
    selma.fill(name=CLASS)
    selma.press("Klasse anlegen")
    selma.field("Lehrkraft").select_option(label="Tarek Thal")
    selma.press("Lehrkraft zuordnen")
    story.paths["class"] = selma.path


def _hang_up_code(story: Story, tarek: Person) -> None:
    """A code that is withdrawn at once, and one that stays on the wall."""
    for name, link in (("revoked code", "Klassencode anlegen"), ("code", "Neuer Code")):
        tarek.open("/classes")
        tarek.follow(CLASS)
        tarek.follow(link)
        tarek.fill(days="14", max_uses="30")
        tarek.press("Code anlegen")
        story.words[name] = tarek.main.locator(".code-display__code [aria-hidden]").inner_text()
        if name == "revoked code":
            tarek.press_and_confirm("Code sperren")
    tarek.open("/classes")
    tarek.follow(CLASS)
    tarek.follow(story.words["code"])
    sheet = tarek.download("Aushang (PDF)")
    assert story.words["code"] in text_of(sheet)
    (scanned,) = codes_of(sheet)
    story.paths["scanned code"] = urlsplit(scanned).path
    assert scanned == f"{story.server.url}/k/{story.words['code']}"
    assert len(story.words["code"]) == 8
    assert not set(story.words["code"]) & set("0O1I")
