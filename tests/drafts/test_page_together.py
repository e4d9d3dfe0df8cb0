"""Two people, two devices, and devices that several people share."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.drafts.desks import Seat
from tests.support.browser import axe_of
from tests.support.chaos import SAVED
from tests.support.server import Server
from tests.support.wire import Wire

pytestmark = pytest.mark.browser
SHARED = "Ja, zum Beispiel ein Tablet der Schule"
PITCH = "Die Idee in einem Satz"


@pytest.fixture
def both(team: tuple[Seat, Seat]) -> tuple[Seat, Seat]:
    """Mia and Ben, each on the same page of their idea."""
    for seat in team:
        seat.arrive()
        seat.open()
    return team


def test_one_sees_who_writes_where_and_what_they_wrote(both: tuple[Seat, Seat]) -> None:
    mia, ben = both
    mia.type("Titel", "Solarbank")
    mia.wait_for("title", "Solarbank")
    ben.field(PITCH).focus()
    expect(ben.page.get_by_text("Mia Sommer schreibt gerade hier")).to_be_visible()
    expect(ben.field("Titel")).to_have_value("Solarbank")
    ben.type(PITCH, "Sie lädt Handys.")
    expect(ben.state).to_have_text(SAVED)
    assert (mia.stored("pitch"), mia.texts_aside("conflict")) == ("Sie lädt Handys.", [])


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("Meine Fassung behalten", "Bank mit Wind"),
        ("Die andere übernehmen", "Bank mit Sonne"),
        ("Beide behalten", "Bank mit Wind Bank mit Sonne"),
    ],
)
def test_two_texts_for_one_field_are_shown_word_by_word_and_one_chooses(
    both: tuple[Seat, Seat], button: str, expected: str
) -> None:
    mia, ben = both
    ben.type("Titel", "Bank mit Sonne")
    ben.wait_for("title", "Bank mit Sonne")
    mia.type("Titel", "Bank mit Wind")
    panel = mia.page.locator("section.conflict")
    expect(panel).to_be_visible()
    expect(mia.state).to_have_text(re.compile("^Konflikt"))
    assert panel.locator("del, ins").all_text_contents() == ["entfernt: Sonne", "neu: Wind"]
    assert axe_of(mia.page).violations == []
    assert (mia.stored("title"), mia.texts_aside("conflict")) == ("Bank mit Sonne", ["Bank mit Wind"])
    panel.get_by_role("button", name=button).click()
    expect(panel).to_have_count(0)
    mia.wait_for("title", expected)


def test_the_button_does_not_leave_a_page_with_a_conflict(both: tuple[Seat, Seat]) -> None:
    mia, ben = both
    ben.type("Titel", "Bank mit Sonne")
    ben.wait_for("title", "Bank mit Sonne")
    mia.type("Titel", "Bank mit Wind")
    mia.page.get_by_role("button", name="Speichern und weiter").click()
    expect(mia.page.get_by_role("button", name="Meine Fassung behalten")).to_be_focused()
    expect(mia.field("Titel")).to_have_value("Bank mit Wind")


# ---------------------------------------------------------------- shared devices
def hand_over(seat: Seat) -> None:
    seat.page.get_by_text("Menü", exact=True).click()
    seat.page.get_by_role("button", name="Nächste Person").click()


def test_on_a_shared_device_only_its_owner_gets_an_unsent_text_back(team: tuple[Seat, Seat], wire: Wire) -> None:
    mia, ben = team
    mia.sign_in(device=SHARED)
    mia.open()
    with wire.down():
        mia.type("Titel", "Geheimer Titel")
        expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
        assert "Geheimer" not in mia.kept()
        assert re.fullmatch(r"\[\[null,\d\d+\]\]", mia.kept())
        mia.new_tab()
    mia.page.goto("/start")
    hand_over(mia)
    expect(mia.page).to_have_url(re.compile("/sign-in$"))
    ben_here = Seat(ben.server, mia.context, ben.login_name, ben.password, ben.idea_id, mia.page)
    ben_here.sign_in(device=SHARED)
    ben_here.open()
    expect(ben_here.field("Titel")).to_have_value("")
    assert "Geheimer" not in ben_here.kept()
    hand_over(ben_here)
    mia.sign_in(device=SHARED)
    mia.open()
    mia.wait_for("title", "Geheimer Titel")


def test_ten_idle_minutes_take_the_page_away_and_end_the_session(team: tuple[Seat, Seat]) -> None:
    mia = team[0]
    mia.sign_in(device=SHARED)
    mia.open()
    mia.type("Titel", "Noch da")
    mia.wait_for("title", "Noch da")
    mia.page.evaluate("localStorage.setItem('touched-at', String(Date.now() - 600_000))")
    expect(mia.page).to_have_url(re.compile("/sign-in$"))
    mia.page.goto(f"/ideas/{mia.idea_id}")
    expect(mia.page).to_have_url(re.compile("/sign-in[?]next="))


def test_somebody_else_who_signs_in_there_gets_nothing_of_what_was_being_typed(team: tuple[Seat, Seat]) -> None:
    mia, ben = team
    mia.sign_in(device=SHARED)
    mia.open()
    mia.end_sessions()
    mia.type("Titel", "Nur für Mia")
    dialog = mia.page.get_by_role("dialog", name="Bitte neu anmelden")
    expect(dialog).to_be_visible()
    expect(mia.field("Titel")).to_be_hidden()
    dialog.get_by_label("Anmeldename oder E-Mail").fill(ben.login_name)
    dialog.get_by_label("Passwort").fill(ben.password)
    dialog.get_by_role("button", name="Anmelden").click()
    expect(mia.page).to_have_url(re.compile("/sign-in$"))
    ben_here = Seat(ben.server, mia.context, ben.login_name, ben.password, ben.idea_id, mia.page)
    ben_here.open()
    expect(ben_here.field("Titel")).to_have_value("")
    assert (mia.stored("title"), "Nur für Mia" in mia.kept()) == ("", False)


def test_where_a_browser_cannot_lock_nothing_is_kept_and_the_page_says_so(team: tuple[Seat, Seat], wire: Wire) -> None:
    mia = team[0]
    mia.page.add_init_script("Object.defineProperty(crypto, 'subtle', { value: undefined })")
    mia.sign_in(device=SHARED)
    mia.open()
    with wire.down():
        mia.type("Titel", "Nirgends sonst")
        expect(mia.state).to_have_text(re.compile("bitte die Seite offen lassen"))
        assert "Nirgends" not in mia.kept()
    mia.wait_for("title", "Nirgends sonst")


# ---------------------------------------------------------------- the end of the time; last, for all teams share it
def test_what_is_typed_after_the_end_is_kept_beside_and_can_be_taken_along(mia: Seat, server: Server) -> None:
    mia.type("Titel", "Rechtzeitig")
    mia.wait_for("title", "Rechtzeitig")
    server.let_pass(timedelta(days=40))
    try:
        mia.type("Titel", " und zu spät")
        copy = mia.page.get_by_label("Alles von dieser Seite")
        expect(copy).to_have_value(re.compile("Rechtzeitig und zu spät"))
        expect(mia.page.get_by_role("button", name="Als Datei sichern")).to_be_visible()
        assert (mia.stored("title"), mia.texts_aside("late")) == ("Rechtzeitig", ["Rechtzeitig und zu spät"])
        # The page of the idea sends what is still on the device, and says no more of it than is true.
        mia.page.goto(f"/ideas/{mia.idea_id}")
        expect(mia.state).to_have_text(re.compile("„nach der Frist eingegangen“ aufbewahrt"))
        assert mia.texts_aside("late") == ["Rechtzeitig und zu spät"]
        mia.page.goto(f"/ideas/{mia.idea_id}/versions")
        expect(mia.page.get_by_text("nach der Frist eingegangen")).to_be_visible()
    finally:
        server.let_pass(-timedelta(days=40))


def test_a_shared_device_whose_key_came_late_keeps_texts_as_well(team: tuple[Seat, Seat], wire: Wire) -> None:
    mia = team[0]
    mia.sign_in(device=SHARED)
    mia.page.route("**/session", lambda route: route.abort(), times=1)
    with mia.page.expect_response("**/session"):
        mia.open()
    with wire.down():
        mia.type("Titel", "Am Tablet")
        expect(mia.state).to_have_text("offline, auf diesem Gerät gespeichert")
        assert "Am Tablet" not in mia.kept()
        mia.new_tab()
    mia.open()
    mia.wait_for("title", "Am Tablet")
