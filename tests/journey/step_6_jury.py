"""Step 6: jurors are invited, the biased ones refused, and read without knowing whose idea it is."""

from fractions import Fraction

from playwright.sync_api import expect

from tests.journey import files
from tests.journey.blindness import Blindness
from tests.journey.people import CONFLICT, Person
from tests.journey.step_1_competition import NOVELTY
from tests.journey.step_2_schools import CLASS, SCHOOL
from tests.journey.step_3_students import STUDENTS
from tests.journey.step_4_teams import COMPANY, TEAM
from tests.journey.step_5_ideas import LATER, TEXTS, TITLE
from tests.journey.story import PASSWORD, Story

RITA, KONRAD, JANA = "rita@betrieb.example", "konrad@stadt.example", "jana@quellenpark.example"
BODO, FRIEDA = "bodo@quelltechnik.example", "frieda@stadt.example"
# Weight and points of each criterion, in the order of the rubric.
CRITERIA = (
    NOVELTY,
    "Nutzen für Betrieb, Schule oder Verwaltung",
    "Umsetzbarkeit",
    "Sinnvoller Einsatz digitaler Technik",
    "Nachhaltigkeit und Verantwortung",
    "Teamarbeit und Dokumentation",
    "Verständlichkeit der Darstellung",
)
RITAS_POINTS = ((20, 5), (20, 4), (15, 3), (15, 3), (10, 0), (10, 2), (10, 4))
KONRADS_POINTS = ((20, 3), (20, 3), (15, 3), (15, 3), (10, 3), (10, 3), (10, 3))
SENTENCE = "Dafür gibt es einen guten Grund."
NOT_FOUND, FORBIDDEN = 404, 403


def walk(story: Story) -> None:
    admin = story["admin"]
    _invite(story, "Rita Rau", RITA)
    _invite(story, "Konrad Kern", KONRAD)
    _invite(story, "Jana Jung", JANA, school=SCHOOL)
    _invite(story, "Bodo Bach", BODO, company=COMPANY.lower())
    _invite(story, "Frieda Falk", FRIEDA, part="leitet die Jury (Vorsitz), ohne selbst zu bewerten")
    rita, konrad = _arrive(story, "Rita Rau", RITA), _arrive(story, "Konrad Kern", KONRAD)
    jana = _arrive(story, "Jana Jung", JANA)
    _assign(story, admin, jana)
    _take_the_chair(story)
    blindness = Blindness(_secrets_of(story))
    for juror in (rita, konrad):
        juror.is_read_along_by(blindness)
    _score_with_keys(story, rita)
    _see_only_the_own_sheet(story, rita, konrad)
    _score(konrad)
    assert blindness.leaks == []
    assert blindness.answers > 20


def _secrets_of(story: Story) -> list[str]:
    logins = [story.words[f"login name of {name}"] for name in STUDENTS]
    return [TEAM, COMPANY, SCHOOL, "Quellenpark", CLASS, *STUDENTS, *logins, *files.GOOD, story.words["receipt number"]]


def _invite(story: Story, name: str, email: str, *, school: str = "", company: str = "", part: str = "") -> None:
    admin = story["admin"]
    admin.open(story.paths["desk"])
    admin.follow("Jury einladen")
    admin.follow("Jurymitglied hinzufügen")
    admin.fill(email=email, name=name, company=company)
    if school:
        admin.main.locator("[name=school]").select_option(label=school)
    if part:
        admin.check(part)
    admin.press("In die Jury einladen")
    admin.expect_text(name, "eingeladen")


def _arrive(story: Story, name: str, email: str) -> Person:
    juror = story.staff(name)
    juror.open(story.link_in(story.mail_to(email)))
    juror.fill(new_password=PASSWORD)
    juror.press("Einladung annehmen")
    juror.follow_menu("Bewerten")
    juror.expect_text("Noch nichts zu lesen")
    return juror


def _take_the_chair(story: Story) -> None:
    """The chair sees how far the jury is, and nobody's team."""
    frieda = story.staff("Frieda Falk")
    frieda.open(story.link_in(story.mail_to(FRIEDA)))
    frieda.fill(new_password=PASSWORD)
    frieda.press("Einladung annehmen")
    frieda.follow_menu("Juryvorsitz")
    frieda.follow("Fortschritt")
    frieda.expect_text(TITLE)
    assert TEAM not in frieda.page.content()


def _assign(story: Story, admin: Person, jana: Person) -> None:
    admin.open(story.paths["desk"])
    admin.follow("Ideen zuteilen")
    admin.follow(TITLE)
    expect(admin.field("Jana Jung")).to_be_disabled()
    admin.expect_text("Jana Jung gehört zur Schule des Teams und ist deshalb befangen.")
    expect(admin.field("Bodo Bach")).to_be_disabled()
    admin.expect_text("Bodo Bach gehört zu einem Betrieb des Teams und ist deshalb befangen.")
    # Whoever takes the lock off the box meets the same rule behind it.
    admin.field("Jana Jung").evaluate("(box) => { box.disabled = false; }")
    admin.check("Jana Jung")
    admin.press("Zuteilen", CONFLICT)
    admin.expect_text("Jana Jung gehört zur Schule des Teams")
    admin.open(story.paths["desk"])
    admin.follow("Ideen zuteilen")
    admin.follow(TITLE)
    for name in ("Rita Rau", "Konrad Kern"):
        admin.check(name)
    admin.press("Zuteilen")
    jana.open("/jury")
    assert jana.main.get_by_role("link", name=TITLE).count() == 0


def _score_with_keys(story: Story, rita: Person) -> None:
    """Digits give points, arrows go on, C comments; 0 and 5 points need a sentence."""
    rita.open("/jury")
    rita.follow(TITLE)
    story.paths["Rita's sheet"] = rita.path
    rita.expect_text(*{**TEXTS, "progress": LATER}.values())
    pickers, keyboard = rita.page.locator("level-picker"), rita.page.keyboard
    pickers.first.get_by_role("radio").first.focus()
    asked = _asked(rita)
    for number, criterion in enumerate(asked):
        points = RITAS_POINTS[CRITERIA.index(criterion)][1]
        if number:
            keyboard.press("ArrowDown")
        keyboard.press(str(points))
        expect(pickers.nth(number).locator(f"input[value='{points}']")).to_be_checked()
    keyboard.press("?")
    expect(rita.main.get_by_text("nächstes und voriges Kriterium")).to_be_visible()
    keyboard.press("?")
    rita.press("Prüfen und abgeben")
    rita.expect_text("2 Punkte sind noch offen")
    expect(rita.button("Bewertung abgeben")).to_be_disabled()
    # What is open leads to where it is done; there one types at once.
    first, second = sorted((CRITERIA[0], CRITERIA[4]), key=asked.index)
    rita.click(rita.main.get_by_role("status").get_by_role("link").first)
    expect(rita.field(f"Kommentar zu „{first}“")).to_be_focused()
    keyboard.insert_text(SENTENCE)
    pickers.nth(asked.index(second)).locator("input:checked").focus()
    keyboard.press("c")
    keyboard.insert_text(SENTENCE)
    rita.press("Prüfen und abgeben")
    rita.press("Bewertung abgeben")
    rita.expect_text("Abgegeben. Vielen Dank!")


def _asked(juror: Person) -> list[str]:
    """The criteria of the sheet at hand, with which another juror begins elsewhere."""
    asked = juror.page.locator(".level-picker__name").all_inner_texts()
    begin = CRITERIA.index(asked[0])
    assert asked == [*CRITERIA[begin:], *CRITERIA[:begin]]
    return asked


def _see_only_the_own_sheet(story: Story, rita: Person, konrad: Person) -> None:
    konrad.open(story.paths["Rita's sheet"], NOT_FOUND)
    konrad.open(story.paths["idea"], FORBIDDEN)
    konrad.open("/jury")
    konrad.follow(TITLE)
    assert SENTENCE not in konrad.page.content()
    rita.open(story.paths["Rita's sheet"])
    rita.expect_text(f"Abgegeben: {shown(total(RITAS_POINTS))} von 100 Punkten")


def _score(konrad: Person) -> None:
    for number, (_weight, points) in enumerate(KONRADS_POINTS):
        level = konrad.page.locator("level-picker").nth(number).locator(f"label:has(input[value='{points}'])")
        level.click()
        expect(level.get_by_role("radio")).to_be_checked()
    konrad.press("Speichern")
    konrad.press("Prüfen und abgeben")
    konrad.press("Bewertung abgeben")


def total(points: tuple[tuple[int, int], ...]) -> Fraction:
    """The weighted total from 0 to 100, counted apart from the program."""
    return sum((Fraction(weight * given, 5) for weight, given in points), Fraction())


def shown(total: Fraction) -> str:
    return f"{float(total):.1f}".replace(".", ",")
