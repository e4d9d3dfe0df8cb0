"""Somebody adds, changes and removes a mail address; it counts only after a link sent there was opened."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import func, select

from app.accounts.models import User
from app.core import clock, db, jobs
from app.core.mail import OutboxMail
from app.messages.actions import tell
from app.messages.rules import declare
from tests.support.browsers import Browser
from tests.support.looking import complaints_about_pages
from tests.support.people import PASSWORD, a_class, a_school, a_student, a_teacher

NEW = "mia@post.example"
HELLO = declare("tests.addresses", lambda _values: "Hallo", lambda _values: "Alles gut?")


@pytest.fixture
def mia(app: Flask) -> User:
    del app
    return a_student(a_class(a_teacher(a_school())), "Mia")


def mails_to(address: str) -> list[str]:
    jobs.run_due()
    query = (
        select(OutboxMail.text)
        .where(func.lower(OutboxMail.to_address) == address.lower())
        .order_by(OutboxMail.created_at)
    )
    return list(db.session().scalars(query))


def path_in(mail: str) -> str:
    found = re.search(r"https?://[^/\s]+(/account/address/\S+)", mail)
    assert found is not None
    return found.group(1)


def claim(browser: Browser, address: str = NEW, password: str = PASSWORD) -> int:
    return browser.post("/account/address", {"email": address, "password": password}).status_code


def address_of(person: User) -> tuple[str | None, str | None]:
    row = db.session().execute(select(User.email, User.email_key).where(User.id == person.id)).one()
    return row.email, row.email_key


def test_an_address_counts_once_its_link_was_pressed_and_not_by_looking_at_it(app: Flask, mia: User) -> None:
    hers, elsewhere = Browser(app).sign_in(mia), Browser(app)
    assert claim(hers, "Mia@Post.example") == 200
    path = path_in(mails_to("Mia@Post.example")[0])
    assert (elsewhere.get(path).status_code, address_of(mia)) == (200, (None, None))
    assert (elsewhere.post(path, {}).status_code, address_of(mia)) == (200, ("Mia@Post.example", NEW))
    assert elsewhere.post(path, {}).status_code == 410
    assert "Mia@Post.example" in hers.get("/account").text


def test_messages_then_come_by_mail_as_well_until_the_address_is_removed(app: Flask, mia: User) -> None:
    hers = Browser(app).sign_in(mia)
    claim(hers)
    hers.post(path_in(mails_to(NEW)[0]), {})
    tell([db.load(User, mia.id)], HELLO, event="1", path="/inbox", values={})
    assert len(mails_to(NEW)) == 2
    assert hers.post("/account/address/remove", {}).status_code == 303
    tell([db.load(User, mia.id)], HELLO, event="2", path="/inbox", values={})
    assert ("andere oder keine" in mails_to(NEW)[-1], len(mails_to(NEW)), address_of(mia)) == (True, 3, (None, None))


def test_only_whoever_knows_the_password_has_a_link_sent_and_not_more_than_five_in_a_quarter_of_an_hour(
    app: Flask, mia: User
) -> None:
    hers = Browser(app).sign_in(mia)
    assert [claim(hers, password="falsch") for _each in range(5)] == [422] * 5
    assert (claim(hers), mails_to(NEW)) == (429, [])


def test_a_link_ends_after_a_day_and_with_the_next_one(app: Flask, mia: User) -> None:
    now = clock.now()
    with clock.at(now):
        hers = Browser(app).sign_in(mia)
        claim(hers)
        claim(hers, "mia2@post.example")
        first, second = path_in(mails_to(NEW)[0]), path_in(mails_to("mia2@post.example")[0])
        assert hers.post(first, {}).status_code == 410
    with clock.at(now + timedelta(hours=24)):
        assert Browser(app).post(second, {}).status_code == 410
    with clock.at(now + timedelta(hours=24) - timedelta(seconds=1)):
        assert Browser(app).post(second, {}).status_code == 200


def test_an_address_that_is_taken_is_told_to_its_owner_only(app: Flask, mia: User) -> None:
    teacher = a_teacher(a_school())
    assert teacher.email is not None
    hers = Browser(app).sign_in(mia)
    free, taken = (
        hers.post("/account/address", {"email": each, "password": PASSWORD}) for each in (NEW, teacher.email)
    )
    assert re.sub(NEW, "", free.text) == re.sub(re.escape(teacher.email), "", taken.text)
    assert "gehört schon zu einem anderen" in mails_to(teacher.email)[-1]
    assert address_of(mia) == (None, None)


def test_staff_change_their_address_and_cannot_be_without_one(app: Flask) -> None:
    teacher = a_teacher(a_school())
    old = teacher.email
    assert old is not None
    browser = Browser(app).sign_in(teacher)
    assert browser.post("/account/address/remove", {}).status_code == 409
    claim(browser, "neu@schule.example")
    browser.post(path_in(mails_to("neu@schule.example")[0]), {})
    assert ("andere oder keine" in mails_to(old)[-1], address_of(teacher)[0]) == (True, "neu@schule.example")
    assert db.session().scalar(select(func.count()).select_from(User).where(User.email == old)) == 0


@pytest.mark.browser
def test_the_pages_can_be_used_by_everybody(
    app: Flask, mia: User, chromium: Chromium, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hers = Browser(app).sign_in(mia)
    pages = {"before": hers.get("/account/address").text}
    pages["sent"] = hers.post("/account/address", {"email": NEW, "password": PASSWORD}).text
    path = path_in(mails_to(NEW)[0])
    pages |= {"link": hers.get(path).text, "done": hers.post(path, {}).text, "after": hers.get("/account/address").text}
    pages["account"] = hers.get("/account").text
    assert complaints_about_pages(chromium, pages, tmp_path_factory.mktemp("pages")) == []
