"""Step 4: teams form in front of a code that fills the screen; and everybody gets more time."""

import io
import re
from datetime import timedelta

from PIL import Image
from playwright.sync_api import expect

from tests.core.papers import codes_in
from tests.journey.people import INVALID, Person
from tests.journey.step_1_competition import SUBMISSION_ENDS
from tests.journey.story import Story

TEAM, OTHER_TEAM = "Funkenfische", "Tüftelbande"
COMPANY = "Quelltechnik GmbH"
NOT_FOUND = 404


def walk(story: Story) -> None:
    captain, second, third = story["Xaverine"], story["Yorick"], story["Zenzi"]
    _found_team(captain)
    story.paths["team"] = captain.path
    scanned = _show_code(captain)
    _join_by_scanning(second, scanned)
    _join_by_typing(third, scanned.rpartition("/")[2])
    _leave_and_return(third, scanned)
    _hand_over(captain)
    _name_a_company(captain)
    _form_another_team(story["Wendelin"], story["Violetta"])
    _see_the_teams_of_the_class(story, story["teacher"])
    _extend_the_deadline(story, story["admin"])
    second.open("/inbox")
    second.expect_text("Du sprichst jetzt für „Funkenfische“", "Einreichung: mehr Zeit bis")


def _found_team(captain: Person) -> None:
    captain.open("/start")
    captain.follow_menu("Team und Idee")
    captain.follow("Team gründen")
    captain.fill(name="F")
    captain.press("Team gründen", INVALID)
    captain.fill(name=TEAM)
    captain.press("Team gründen")
    captain.expect_text("Euer Team steht!", "Zum Mitmachen braucht ihr mindestens 2 Leute.")


def _show_code(captain: Person) -> str:
    """Show the code to the others on the whole screen; what their cameras read in it."""
    captain.button("Groß zeigen").click()
    display = captain.page.locator("full-screen")
    expect(display.get_by_role("button", name="Kleiner zeigen")).to_be_visible()
    assert captain.page.evaluate("document.fullscreenElement.localName") == "full-screen"
    (found,) = codes_in(Image.open(io.BytesIO(display.screenshot())))
    display.get_by_role("button", name="Kleiner zeigen").click()
    expect(display.get_by_role("button", name="Groß zeigen")).to_be_visible()
    assert re.search(r"/t/[A-Z0-9]{6}$", found.text)
    return found.text


def _join_by_scanning(student: Person, address: str) -> None:
    student.open(address)
    student.expect_heading(f"Willst du bei „{TEAM}“ mitmachen?")
    student.press("Beitreten")
    student.expect_text("Du bist dabei!")


def _join_by_typing(student: Person, code: str) -> None:
    student.open("/teams")
    student.follow("Mit Code beitreten")
    student.fill(code="222222")
    student.press("Weiter", INVALID)
    student.fill(code=f" {code.lower()} ")
    student.press("Weiter")
    student.press("Beitreten")


def _leave_and_return(student: Person, address: str) -> None:
    page = student.path
    student.follow("Aus dem Team austreten")
    student.press("Austreten")
    student.expect_text("Du bist ausgetreten. Texte und Dateien sind noch da.")
    student.open(page, NOT_FOUND)
    student.open(address)
    student.press("Beitreten")


def _hand_over(captain: Person) -> None:
    captain.page.reload()
    captain.follow("Aufgabe weitergeben")
    captain.check("Yorick")
    captain.press("Weitergeben")
    expect(captain.main.get_by_role("listitem").filter(has_text="Yorick")).to_contain_text("Teamsprecher*in")


def _name_a_company(student: Person) -> None:
    """Where a member learns: whoever works there is not to read the idea."""
    student.follow("Unsere Betriebe")
    student.fill(name=COMPANY)
    student.press("Betrieb hinzufügen")
    student.expect_text(COMPANY)
    student.follow("Zurück zum Team")


def _form_another_team(founder: Person, other: Person) -> None:
    founder.open("/teams")
    founder.follow("Team gründen")
    founder.fill(name=TEAM.upper())
    founder.press("Team gründen", INVALID)
    founder.fill(name=OTHER_TEAM)
    founder.press("Team gründen")
    code = founder.main.locator(".code-display__code [aria-hidden]").inner_text()
    other.open(f"/t/{code}")
    other.press("Beitreten")


def _see_the_teams_of_the_class(story: Story, teacher: Person) -> None:
    teacher.open(story.paths["class"])
    teacher.follow("Teams der Klasse FISI 11/2")
    teacher.expect_text(TEAM, OTHER_TEAM)
    teacher.follow(TEAM)
    teacher.expect_text("Xaverine", "Yorick", "Zenzi")


def _extend_the_deadline(story: Story, admin: Person) -> None:
    """Not earlier, but later; who has a mail address gets it there as well."""
    admin.open(story.paths["desk"])
    admin.follow("Phasen")
    card = admin.main.get_by_role("article").filter(has=admin.page.get_by_role("heading", name="Einreichung"))
    admin.click(card.get_by_role("link", name="Frist verlängern"))
    admin.fill_times(closes_at=story.began_at + timedelta(days=SUBMISSION_ENDS + 1))
    admin.fill(reason="Das Netz der Schule war einen Tag lang weg.")
    admin.press("Weiter zum Prüfen")
    admin.expect_text("5 Personen")
    admin.press("Jetzt verlängern und allen Bescheid geben")
    admin.expect_text("Die Frist ist verlängert, alle Betroffenen haben eine Nachricht.")
