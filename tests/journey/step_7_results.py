"""Step 7: decisions, two approvals, papers and releases, results at the planned second, and what comes then."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.core.papers import codes_of, text_of
from tests.core.working import wait_until
from tests.journey.people import CONFLICT, INVALID, Person
from tests.journey.step_1_competition import JURY_ENDS, PUBLIC
from tests.journey.step_2_schools import CLASS, SCHOOL
from tests.journey.step_3_students import STUDENTS
from tests.journey.step_4_teams import TEAM
from tests.journey.step_5_ideas import TEXTS, TITLE
from tests.journey.step_6_jury import KONRADS_POINTS, RITAS_POINTS, SENTENCE, shown, total
from tests.journey.story import Story

PRIZE, REASON = "1. Preis", "Nah am Alltag, sofort umsetzbar und gut erklärt."
OTHER_WORDS = "Das ist der Jury besonders aufgefallen."
DAYS_UNTIL_PUBLICATION = 2
NOT_FOUND = 404


def walk(story: Story) -> None:
    admin, chair, visitor = story["admin"], story["Frieda Falk"], story["visitor"]
    story.go_to(JURY_ENDS)
    before = _public_pages(visitor)
    _decide(chair)
    _approve(chair, "Juryvorsitz")
    _approve_only_once(chair)
    _approve(admin, "Wettbewerbsleitung")
    _plan_in_vain(story, admin)
    _bring_papers(story["teacher"])
    _release(story, admin)
    _choose_words(chair)
    _plan(story, admin)
    assert _public_pages(visitor) == before
    _is_closed(story)
    story.publish_by_clock(DAYS_UNTIL_PUBLICATION)
    _read_results(story, visitor)
    _read_feedback(story["Xaverine"])
    _print_certificates(story)


def _public_pages(visitor: Person) -> list[bytes]:
    """Everything in which the result could show too early, byte by byte."""
    paths = (PUBLIC, f"{PUBLIC}/results", "/gallery", f"{PUBLIC}/rubric")
    return [visitor.page.request.get(visitor.address_of(path)).body() for path in paths]


# ---------------------------------------------------------------- deciding and approving
def _decide(chair: Person) -> None:
    mean = shown((total(RITAS_POINTS) + total(KONRADS_POINTS)) / 2)
    chair.open("/start")
    chair.follow("In „Runde 1“ ist noch über eine Idee zu entscheiden")
    chair.expect_text(TITLE, mean)
    assert TEAM not in chair.page.content()
    _wait_for_the_ranking(chair)
    row = chair.main.get_by_role("row").filter(has_text=TITLE)
    chair.click(row.get_by_role("link", name="Entscheiden"))
    chair.check("Preis")
    chair.fill(prize=PRIZE, rank="1", reason="zu kurz")
    chair.press("Entscheidung speichern", INVALID)
    chair.fill(reason=REASON)
    chair.press("Entscheidung speichern")


def _wait_for_the_ranking(chair: Person) -> None:
    """It is worked out beside the pages, some seconds after the last sheet; nobody decides before."""
    address = chair.page.url.replace("/decisions", "/ranking")
    wait_until(lambda: "wird gerade" not in chair.page.request.get(address).text(), 60)


def _approve(person: Person, part: str) -> None:
    person.open("/start")
    person.follow("Die Entscheidungen in „Runde 1“ warten auf Ihre Freigabe")
    person.follow("Prüfen und freigeben")
    person.expect_text(TITLE, PRIZE, REASON)
    person.check(part)
    person.press("Freigeben", INVALID)
    person.check("Ich habe alle Entscheidungen geprüft und gebe sie so frei.")
    person.press("Freigeben")


def _approve_only_once(chair: Person) -> None:
    """The second yes has to come from somebody else."""
    chair.follow("Prüfen und freigeben")
    chair.expect_text("Die zweite Freigabe muss von einer anderen Person kommen.")


# ---------------------------------------------------------------- what may be shown
def _plan_in_vain(story: Story, admin: Person) -> None:
    """Nothing of the team is released, and nobody has said that it may stay out."""
    admin.open(story.paths["desk"])
    admin.follow("Veröffentlichen")
    admin.expect_text("1 Element bleibt zurück", "Unterlagen fehlen")
    admin.check("Ich habe die Vorschau geprüft. So dürfen es alle sehen.")
    admin.press("Veröffentlichen", CONFLICT)


def _bring_papers(teacher: Person) -> None:
    teacher.open("/start")
    teacher.follow("Bei einem Team fehlt das Häkchen „Unterlagen liegen vor“")
    row = teacher.main.get_by_role("row").filter(has_text=TEAM)
    teacher.click(row.get_by_role("button", name="Unterlagen liegen vor"))
    teacher.expect_text("liegen vor")


def _release(story: Story, admin: Person) -> None:
    """Everything with a description, and the school beside it."""
    admin.open(f"{_round_path(story)}/clearances")
    admin.follow(TITLE)
    admin.press("Alles freigeben")
    admin.open(f"{_round_path(story)}/clearances")
    admin.follow(TITLE)
    admin.check("Schule nennen")
    admin.press("Speichern")


def _round_path(story: Story) -> str:
    return story.paths["desk"].removesuffix("/desk")


def _choose_words(chair: Person) -> None:
    """One comment in other words, all others stay with the jury."""
    chair.open("/start")
    chair.click(chair.main.get_by_role("link", name="In „Runde 1“ sind noch"))
    chair.follow(TITLE)
    chair.expect_text(SENTENCE)
    chair.main.get_by_role("textbox").first.fill(OTHER_WORDS)
    releases, withholds = (chair.main.get_by_role("radio", name=name) for name in ("freigeben", "zurückhalten"))
    releases.first.check()
    for radio in withholds.all()[1:]:
        radio.check()
    chair.press("Speichern")


# ---------------------------------------------------------------- the moment
def _plan(story: Story, admin: Person) -> None:
    admin.open(f"{_round_path(story)}/publication")
    admin.check("Zu einem Zeitpunkt")
    admin.fill_times(publishes_at=datetime.now(UTC) + timedelta(days=DAYS_UNTIL_PUBLICATION, hours=-1))
    admin.check("Ich habe die Vorschau geprüft. So dürfen es alle sehen.")
    admin.press("Veröffentlichen")
    admin.expect_text("Das wird öffentlich:")


def _is_closed(story: Story) -> None:
    """Neither feedback nor certificate before the moment."""
    student = story["Xaverine"]
    student.open(f"{story.paths['team']}/feedback")
    student.expect_text("Noch ein bisschen Geduld")
    student.open(f"{story.paths['team']}/certificate.pdf", CONFLICT)
    student.open("/certificates")
    student.expect_text("Noch nicht so weit")


def _read_results(story: Story, visitor: Person) -> None:
    """Prize, title, team and school; nobody's name, no points, no reason."""
    visitor.open(f"{PUBLIC}/results")
    visitor.expect_text(PRIZE, TITLE, TEAM)
    pages = [visitor.page.content()]
    visitor.open("/gallery")
    visitor.click(visitor.main.get_by_role("link", name=TITLE))
    story.paths["gallery idea"] = visitor.path
    visitor.expect_text(TITLE, TEAM, SCHOOL, TEXTS["solution"])
    pages.append(visitor.page.content())
    told = [word for page in pages for word in (*STUDENTS, CLASS, REASON, "Rita", "Konrad", SENTENCE) if word in page]
    assert told == []
    story["Xaverine"].open("/inbox")
    story["Xaverine"].expect_text(PRIZE)


# ---------------------------------------------------------------- what comes then
def _read_feedback(student: Person) -> None:
    student.open("/start")
    student.follow(f"Lies, was die Jury zu „{TITLE}“ sagt")
    student.expect_text("2 Leute aus der Jury haben eure Idee gelesen", OTHER_WORDS)
    assert [word for word in (SENTENCE, "Rita", "Konrad") if word in student.page.content()] == []


def _print_certificates(story: Story) -> None:
    """The own one with the name, that of the team without, those of the class at once; and a stranger checks one."""
    student, teacher, visitor = story["Xaverine"], story["teacher"], story["visitor"]
    student.follow_menu("Urkunden")
    own, team = student.download("Meine Urkunde"), student.download("Urkunde des Teams")
    assert [word in text_of(own) for word in ("Xaverine", TEAM, TITLE, PRIZE, SCHOOL)] == [True] * 5
    assert [name for name in STUDENTS if name in text_of(team)] == []
    teacher.open("/certificates")
    printed = text_of(teacher.download(f"Urkunden der Klasse {CLASS}"))
    assert [name in printed for name in ("Xaverine", "Yorick")] == [True, True]
    (address,) = codes_of(own)
    _check(visitor, address, Path(address).name)


def _check(visitor: Person, address: str, code: str) -> None:
    visitor.open(address)
    visitor.expect_text("Diese Urkunde ist echt und gültig.", PRIZE, TEAM, TITLE)
    assert "Xaverine" not in visitor.page.content()
    visitor.follow("Namen vergleichen")
    for name, answer in (("Yorick", "Dieser Name steht nicht auf der Urkunde."), ("xaverine", "Der Name stimmt.")):
        visitor.fill(name=name)
        visitor.press("Vergleichen")
        visitor.expect_text(answer)
    visitor.open("/verify")
    visitor.fill(code=code[::-1])
    visitor.press("Prüfen", NOT_FOUND)
    visitor.expect_text("Zu diesem Prüfcode gibt es keine gültige Urkunde.")
