"""The pages of the inbox."""

import uuid

import pytest

from app.accounts.models import User
from app.core import db
from app.messages import queries
from tests.support.browsers import Browser
from tests.support.messages import send
from tests.support.statements import statements
from tests.support.teams import a_ground

pytestmark = pytest.mark.usefixtures("app")


def _unread_by(person: User) -> int:
    # A session of its own: that of the test still sees the database as it was before the request.
    db.close_session()
    return queries.unread_count(person)


def test_inbox_invites_when_it_is_empty(browser: Browser) -> None:
    page = browser.sign_in(a_ground().student("Mia")).get("/inbox")

    assert page.status_code == 200
    assert "Noch keine Nachrichten" in page.text
    assert "Alle als gelesen markieren" not in page.text


def test_inbox_shows_ones_own_messages_and_no_others(browser: Browser) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia], place="Giesing")
    send([ben], place="Pasing")

    page = browser.sign_in(mia).get("/inbox")

    assert (page.text.count("Hallo Giesing"), page.text.count("Hallo Pasing")) == (1, 0)


def test_a_message_is_read_by_its_own_person_only(browser: Browser) -> None:
    ground = a_ground()
    mia, ben = ground.student("Mia"), ground.student("Ben")
    send([mia])
    path, path_of_none = f"/inbox/{queries.messages_of(mia)[0].id}", f"/inbox/{uuid.uuid4()}"

    page = browser.sign_in(mia).get(path)
    browser.sign_in(ben)
    refusals = [browser.get(path), browser.post(f"{path}/open"), browser.post(f"{path}/read")]

    assert (page.status_code, page.text.count("Wir sehen uns in Giesing")) == (200, 1)
    assert [refusal.status_code for refusal in refusals] == [404, 404, 404]
    assert browser.get(path_of_none).text.replace(path_of_none, path) == refusals[0].text
    assert _unread_by(mia) == 1


def test_looking_at_a_message_leaves_it_unread_and_going_on_reads_it(browser: Browser) -> None:
    mia = a_ground().student("Mia")
    send([mia])
    path = f"/inbox/{queries.messages_of(mia)[0].id}"

    browser.sign_in(mia).get(path)
    unread_before = _unread_by(mia)
    answer = browser.post(f"{path}/open")

    assert (answer.status_code, answer.location) == (303, "/account")
    assert (unread_before, _unread_by(mia)) == (1, 0)


def test_a_message_is_marked_read_without_going_on(browser: Browser) -> None:
    mia = a_ground().student("Mia")
    send([mia])
    path = f"/inbox/{queries.messages_of(mia)[0].id}"

    answer = browser.sign_in(mia).post(f"{path}/read")
    page = browser.get(path)

    assert (answer.status_code, answer.location) == (303, "/inbox")
    assert "Als gelesen markieren" not in page.text
    assert _unread_by(mia) == 0


def test_all_messages_are_marked_read_at_once(browser: Browser) -> None:
    mia = a_ground().student("Mia")
    for event in ("first", "second"):
        send([mia], event=event)

    before = browser.sign_in(mia).get("/inbox")
    browser.post("/inbox/read")
    after = browser.get("/inbox")

    assert (before.text.count(">neu<"), before.text.count(">gelesen<")) == (2, 0)
    assert (after.text.count(">neu<"), after.text.count(">gelesen<")) == (0, 2)
    assert "Alle als gelesen markieren" not in after.text


def test_nobody_signed_in_is_asked_to_sign_in(browser: Browser) -> None:
    answers = [browser.get("/inbox"), browser.get(f"/inbox/{uuid.uuid4()}"), browser.post("/inbox/read")]

    assert [answer.status_code for answer in answers] == [303, 303, 401]
    assert answers[0].location == "/sign-in?next=%2Finbox"


@pytest.mark.parametrize("count", [1, 3])
def test_inbox_asks_the_database_as_often_for_one_message_as_for_three(browser: Browser, count: int) -> None:
    mia = a_ground().student("Mia")
    for number in range(count):
        send([mia], event=str(number))

    browser.sign_in(mia)
    with statements() as sent:
        page = browser.get("/inbox")

    assert (page.status_code, len(sent)) == (200, 4)
