"""Step 1: the first person makes a competition and a round, and shows it to everybody."""

from datetime import datetime, timedelta

from tests.journey.people import CONFLICT, INVALID, OK, Person
from tests.journey.story import PASSWORD, Story

ADDRESS = "ada@stadt.example"
CATEGORIES = ("Klima und Energie", "Arbeit im Betrieb", "Leben in der Stadt")
PUBLIC = "/competitions/innovationswettbewerb-2027/runde-1"
NOVELTY, LOWEST = "Neuheit und Mut", "Das gibt es dort schon genau so."
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
# Days after the beginning.
SUBMISSION_ENDS, JURY_BEGINS, JURY_ENDS = 12, 14, 30


def walk(story: Story) -> None:
    story.server.flask("create-admin", "--email", ADDRESS, "--name", "Ada Admin", "--password", PASSWORD)
    admin = story.staff("admin")
    _sign_in(admin)
    _create_round(admin)
    story.paths["desk"] = admin.path
    _plan_phases(admin, story.began_at)
    _name_categories(admin)
    _change_the_rubric(admin)
    _announce(admin)
    _shorten_in_vain(admin, story.began_at)
    _read_as_anybody(story.student("visitor"))


def _sign_in(admin: Person) -> None:
    admin.open("/")
    admin.expect_text("Bald geht es los")
    admin.open("/rounds")
    assert admin.path == "/sign-in"
    admin.fill(identifier=ADDRESS, password="falsch-geraten")
    admin.press("Anmelden", INVALID)
    admin.expect_text("Name oder Passwort stimmt nicht.")
    admin.fill(password=PASSWORD)
    admin.press("Anmelden")
    # Where she wanted to go before she was asked who she is.
    admin.expect_heading("Runden")


def _create_round(admin: Person) -> None:
    admin.expect_text("Noch kein Wettbewerb")
    admin.follow("Wettbewerb anlegen")
    admin.fill(title="IW")
    admin.press("Weiter zur ersten Runde", INVALID)
    admin.fill(title="Innovationswettbewerb 2027")
    admin.press("Weiter zur ersten Runde")
    admin.fill(title="Runde 1", lead="Was nervt euch jeden Tag? Macht es besser!", contact="wettbewerb@stadt.example")
    admin.fill(team_min="2", team_max="5", teams_per_person="1")
    admin.press("Runde anlegen")
    admin.expect_heading("Runde 1")


def _plan_phases(admin: Person, now: datetime) -> None:
    admin.follow("Phasen")
    admin.expect_text("Noch keine Phase")
    _add_phase(admin, "Anmeldung", now - DAY, now + 10 * DAY)
    _add_phase(admin, "Einreichung", now - HOUR, now + SUBMISSION_ENDS * DAY)
    _add_phase(admin, "Einreichung", now + 11 * DAY, now + 20 * DAY, INVALID)
    admin.expect_text("Zwei Phasen „Einreichung“ überschneiden sich")
    admin.select("Art der Phase", "jury")
    admin.press("Phase speichern", INVALID)
    admin.expect_text("Die Phase „Jury“ beginnt", "bevor die Phase „Einreichung“ samt Nachfrist")
    admin.fill_times(opens_at=now + JURY_ENDS * DAY, closes_at=now + JURY_BEGINS * DAY)
    admin.press("Phase speichern", INVALID)
    admin.expect_text("Jury: Das Ende muss nach dem Beginn liegen.")
    admin.fill_times(opens_at=now + JURY_BEGINS * DAY, closes_at=now + JURY_ENDS * DAY)
    admin.press("Phase speichern")
    _ask_for_the_hour_that_comes_twice(admin)


def _ask_for_the_hour_that_comes_twice(admin: Person) -> None:
    nowhere, twice = datetime(2027, 3, 28, 2, 30), datetime(2027, 10, 31, 2, 30)  # noqa: DTZ001 # as on Berlin's clocks
    _add_phase(admin, "Umsetzung", nowhere, twice, INVALID)
    admin.expect_text("Diese Uhrzeit gibt es an dem Tag nicht", "Meinen Sie So., 28. März 2027, 03:30 Uhr (MESZ)?")
    admin.expect_text("Diese Uhrzeit gibt es an dem Tag zweimal")
    admin.fill_times(opens_at=nowhere + HOUR)
    admin.check("Winterzeit (MEZ), die spätere Stunde")
    admin.press("Phase speichern")
    admin.expect_text("31. Oktober 2027, 02:30 Uhr (MEZ)")


def _add_phase(admin: Person, kind: str, opens_at: datetime, closes_at: datetime, status: int = OK) -> None:
    admin.follow("Phase hinzufügen")
    admin.field("Art der Phase").select_option(label=kind)
    admin.fill_times(opens_at=opens_at, closes_at=closes_at)
    admin.press("Phase speichern", status)


def _name_categories(admin: Person) -> None:
    admin.follow("Zurück zum Rundentisch")
    admin.follow("Themenfelder")
    for name in CATEGORIES:
        admin.fill(name=name)
        admin.press("Hinzufügen")
    admin.fill(name=CATEGORIES[0].upper())
    admin.press("Hinzufügen", INVALID)
    admin.follow("Fertig")


def _change_the_rubric(admin: Person) -> None:
    """A name in other words, a level that is missing, and the last criterion comes before the one above it."""
    admin.follow("Bewertungsraster")
    admin.follow("Bearbeiten")
    admin.follow("Neuheit")
    admin.fill(name_de=NOVELTY, level_0_de="")
    admin.press("Speichern", INVALID)
    admin.expect_text("Die niedrigste und die höchste Stufe brauchen eine Beschreibung.")
    admin.fill(level_0_de=LOWEST)
    admin.press("Speichern")
    admin.expect_text(NOVELTY)
    admin.click(admin.main.get_by_role("button", name="Nach unten").first)
    admin.click(admin.main.get_by_role("button", name="Nach oben").first)
    admin.click(admin.page.get_by_role("link", name="Runde 1", exact=True))


def _announce(admin: Person) -> None:
    for page, text in (("Formular", "Die Idee in einem Satz"), ("Bewertungsraster", NOVELTY)):
        admin.follow(page)
        admin.expect_text(text)
        admin.page.go_back()
    admin.follow("Ankündigen")
    admin.press("Jetzt ankündigen")
    admin.expect_text("Die Runde ist angekündigt. Alle können sie jetzt sehen.", "Anmeldung endet")


def _shorten_in_vain(admin: Person, now: datetime) -> None:
    admin.follow("Phasen")
    card = admin.main.get_by_role("article").filter(has=admin.page.get_by_role("heading", name="Einreichung"))
    admin.open(card.get_by_role("link", name="Ändern").get_attribute("href") or "")
    admin.fill_times(closes_at=now + 2 * DAY)
    admin.press("Phase speichern", CONFLICT)
    admin.expect_text("Sie kann nur verlängert werden.")


def _read_as_anybody(visitor: Person) -> None:
    visitor.open("/")
    visitor.follow("Runde 1")
    assert visitor.path == PUBLIC
    visitor.expect_text("Gründet ein Team aus 2 bis 5 Leuten", *CATEGORIES)
    visitor.follow("So wird bewertet")
    visitor.expect_text(NOVELTY, LOWEST)
    for path in ("/how-it-works", "/legal/imprint", "/legal/privacy", "/legal/accessibility"):
        visitor.open(path)
    visitor.open("/rounds/kein-tisch", 404)
