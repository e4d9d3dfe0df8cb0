"""Somebody without a mouse, on a screen as narrow as 320 pixels, which is what zooming in four times leaves of 1280."""

import pytest
from playwright.sync_api import Page, expect

from tests.journey.story import Story

TABS_MAX = 60
_FOCUSED = """() => {
    const focused = document.activeElement;
    const style = getComputedStyle(focused);
    const words = focused.labels?.[0]?.textContent ?? focused.textContent;
    return {
        name: words.trim().replace(/\\s+/g, " "),
        hasMark: style.outlineStyle !== "none" || style.boxShadow !== "none",
    };
}"""


@pytest.mark.browser
def test_a_student_signs_in_and_writes_by_keyboard_only(story: Story) -> None:
    told = story.server.run("tests.journey.opening")
    page = story.student("Tamara").page
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{story.server.url}/sign-in?next={told['team']}")
    _skip_the_menu(page)
    _meet_an_error(page)
    _type(page, "Anmeldename oder E-Mail", told["login name"])
    _type(page, "Passwort", told["password"])
    with page.expect_navigation():
        page.keyboard.press("Enter")
    _press(page, "Weiter zu eurer Idee")
    _press(page, "Idee aufschreiben")
    _type(page, "Titel", "Nur mit Tasten")
    _type(page, "Die Idee in einem Satz", "Alles geht auch ohne Maus und mit großer Schrift.")
    _tab_to(page, "Arbeit erleichtern")
    page.keyboard.press("Space")
    _press(page, "Speichern")

    expect(page.get_by_role("main")).to_contain_text("Gespeichert.")
    expect(page.get_by_label("Titel", exact=True)).to_have_value("Nur mit Tasten")
    expect(page.get_by_label("Arbeit erleichtern")).to_be_checked()
    assert story.watch.complaints == []
    assert story.server.faults() == []


def _skip_the_menu(page: Page) -> None:
    """The first Tab offers the way past the menu."""
    page.keyboard.press("Tab")
    assert page.evaluate(_FOCUSED) == {"name": "Zum Inhalt springen", "hasMark": True}
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def _meet_an_error(page: Page) -> None:
    """What is wrong gets the focus by itself, and leads to its field."""
    _press(page, "Anmelden")
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Anmeldename oder E-Mail")).to_be_focused()
    page.keyboard.press("Shift+Tab")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until something of this name has the focus; wherever the focus is meanwhile, it can be seen."""
    passed = []
    for _number in range(TABS_MAX):
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUSED)
        assert focused["hasMark"], f"nothing marks the focus on {focused['name']!r}"
        if focused["name"] == name:
            return
        passed.append(focused["name"])
    raise AssertionError(f"{name!r} is not reached by Tab, only {passed}")


def _type(page: Page, name: str, text: str) -> None:
    _tab_to(page, name)
    page.keyboard.insert_text(text)


def _press(page: Page, name: str) -> None:
    _tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")
