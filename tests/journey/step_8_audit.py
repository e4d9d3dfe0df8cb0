"""Step 8: the log tells of everything, proves it, and names whoever's row was changed behind its back."""

import re

from tests.journey.people import Person
from tests.journey.story import Story

DEEDS = (
    "hat einen Wettbewerb angelegt",
    "hat eine Runde angekündigt",
    "hat eine Frist verlängert",
    "hat eine Schule angelegt",
    "hat jemanden eingeladen",
    "hat eine Klasse angelegt",
    "hat einen Klassencode gesperrt",
    "hat sich registriert",
    "hat einen Zugang zurückgesetzt",
    "hat ein Team gegründet",
    "ist einem Team beigetreten",
    "hat ein Team verlassen",
    "hat eine Datei hochgeladen",
    "hat eine Idee eingereicht",
    "hat eine Einreichung zurückgezogen",
    "hat jemanden aus der Klasse genommen",
    "hat eine Einreichung zum Bewerten zugeteilt",
    "hat einen Bewertungsbogen abgegeben",
    "hat Ergebnisse veröffentlicht",
    "hat eine Urkunde heruntergeladen, die dabei ausgestellt wurde",
)


def walk(story: Story) -> None:
    _read_the_log(story["admin"])
    _find_what_this_walk_moved(story)
    assert re.fullmatch(r"ok: \d+ audit events, all files, \d+ promises\n", story.server.flask("verify"))
    _change_behind_its_back(story)


def _read_the_log(admin: Person) -> None:
    admin.follow_menu("Protokoll")
    told = admin.main.inner_text()
    while admin.main.get_by_role("link", name="Ältere").count():
        admin.follow("Ältere")
        told += admin.main.inner_text()
    assert [deed for deed in DEEDS if deed not in told] == []


def _find_what_this_walk_moved(story: Story) -> None:
    """To meet its deadlines the walk has moved the phases without anybody's knowledge; put back, all is well."""
    admin = story["admin"]
    admin.follow("Protokoll prüfen")
    admin.expect_text("every phase is when the log says")
    admin.look("with faults")
    story.go_back()
    admin.open(admin.path)
    admin.expect_text("Alles stimmt")


def _change_behind_its_back(story: Story) -> None:
    """An event rewritten, and a point given after the sheet was handed in: each is named."""
    with story.server.database() as database:
        (number,) = database.execute("SELECT min(number) FROM audit_events WHERE action = 'submit_idea'").fetchone()
        database.execute("UPDATE audit_events SET action = 'withdraw_idea' WHERE number = ?", (number,))
        (sheet_id, score_id) = database.execute("SELECT sheet_id, id FROM scores WHERE points = 3 LIMIT 1").fetchone()
        database.execute("UPDATE scores SET points = 5 WHERE id = ?", (score_id,))
    faults = story.server.flask("verify", is_to_fail=True).replace("-", "")
    assert re.search(rf"\b{number}\b.*changed", faults)
    assert sheet_id in faults
