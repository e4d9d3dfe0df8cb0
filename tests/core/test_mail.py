import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from flask import Flask
from sqlalchemy import select

from app.core import clock, db, jobs, mail
from app.core.jobs import running
from app.core.mail import MailState, OutboxMail, delivery, journal
from tests.core.post_offices import PostOffice, app_with_outbox
from tests.core.test_jobs import wait_until, workers

ADDRESS = "maxi.muster@schule.example"
MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    office = PostOffice()
    office.open()
    yield office
    office.close()


@pytest.fixture
def app(database: str, office: PostOffice, tmp_path: Path) -> Iterator[Flask]:
    """An application whose mails go to the office."""
    del database
    before = (running.surroundings.wrap, running.surroundings.lease)
    app = app_with_outbox(tmp_path, office.port)
    jobs.configure(wrap=app.app_context, lease=timedelta(seconds=1))
    yield app
    running.surroundings.wrap, running.surroundings.lease = before


@db.action
def write(subject: str = "Hallo", text: str = "Guten Tag", *, to: str = ADDRESS, key: str | None = None) -> None:
    mail.send(to, subject, text, key=key)


def rows() -> list[OutboxMail]:
    db.close_session()
    return list(db.session().scalars(select(OutboxMail).order_by(OutboxMail.created_at)))


def the_row() -> OutboxMail:
    (row,) = rows()
    return row


def journals(folder: Path) -> list[Path]:
    return list((folder / "mail").iterdir())


@pytest.mark.usefixtures("app")
def test_a_mail_is_sent_once_and_as_written(office: PostOffice, tmp_path: Path) -> None:
    text = "Grüße an alle Schüler*innen\n\n.\n" + "lang " * 400 + "\nhttps://example.org/a?b=c%20d"
    write("Eure Idee „Bienen“ ist eingereicht 🐝", text)
    jobs.run_due()
    jobs.run_due()

    (message,) = office.accepted
    row = the_row()
    assert message["To"] == ADDRESS
    assert message["From"] == "Funkenflug <post@schule.example>"
    assert message["Subject"] == "Eure Idee „Bienen“ ist eingereicht 🐝"
    assert message.get_content().replace("\r\n", "\n").rstrip("\n") == text
    assert message["Message-ID"] == f"<{row.id}@schule.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "de"
    assert (row.state, row.attempts, row.text, row.last_error) == ("sent", 1, "", None)
    assert row.sent_at is not None
    assert journals(tmp_path) == []


@pytest.mark.usefixtures("app")
def test_no_line_is_longer_than_smtp_allows(office: PostOffice) -> None:
    write(text="ä" * 5000)
    jobs.run_due()
    assert max(len(line) for line in office.accepted[0].as_bytes().splitlines()) <= 998


@pytest.mark.usefixtures("app")
def test_an_action_that_fails_sends_nothing(office: PostOffice) -> None:
    @db.action
    def fail_after_writing() -> None:
        mail.send(ADDRESS, "Hallo", "x")
        raise LookupError

    with pytest.raises(LookupError):
        fail_after_writing()
    jobs.run_due()
    assert (office.accepted, rows()) == ([], [])


@pytest.mark.usefixtures("app")
def test_mails_are_not_sent_outside_an_action() -> None:
    with pytest.raises(RuntimeError, match="in an action"):
        mail.send(ADDRESS, "Hallo", "x")


@pytest.mark.usefixtures("app")
def test_one_key_sends_one_mail(office: PostOffice) -> None:
    ids = [db.action(mail.send)(ADDRESS, subject, "x", key="receipt 7") for subject in ("first", "second")]
    jobs.run_due()
    ids.append(db.action(mail.send)(ADDRESS, "third", "x", key="receipt 7"))
    jobs.run_due()

    assert [message["Subject"] for message in office.accepted] == ["first"]
    assert set(ids) == {the_row().id}


@pytest.mark.usefixtures("app")
def test_one_key_in_two_actions_at_once_sends_one_mail(office: PostOffice) -> None:
    barrier = threading.Barrier(4)

    def write_together() -> None:
        barrier.wait()
        write(key="k")

    threads = [threading.Thread(target=running.apart, args=(write_together,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.run_due()
    assert len(office.accepted) == len(rows()) == 1


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("subject", ["a\nBcc: x@y.de", "a\r\n b", "a\rb", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_subject_cannot_become_a_header(subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        write(subject)
    assert rows() == []


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    "address",
    ["", "maxi", "a@b@c.de", "a@b.de\nBcc: x@y.de", "a@b.de, x@y.de", "Maxi <a@b.de>", "a b@c.de", "ä@b.de", "a@b..de"],
)
def test_what_is_no_address_gets_no_mail_and_is_not_repeated(address: str) -> None:
    with pytest.raises(mail.AddressError) as caught:
        write(to=address)
    assert str(caught.value) == "this is not a mail address"
    assert rows() == []


@pytest.mark.usefixtures("app")
def test_a_long_subject_is_cut_and_a_domain_with_umlauts_works(office: PostOffice) -> None:
    write("Ü" * 300, to="post@bücher.example")
    jobs.run_due()
    (message,) = office.accepted
    assert message["Subject"] == "Ü" * 199 + "…"
    assert message["To"] == "post@xn--bcher-kva.example"


@pytest.mark.usefixtures("app")
def test_a_server_that_was_away_gets_every_mail_once(office: PostOffice) -> None:
    office.close()
    with structlog.testing.capture_logs() as lines:
        for number in range(3):
            write(str(number))
        jobs.run_due()
        for second in range(1, 60, 9):
            with clock.at(clock.now() + timedelta(seconds=second)):
                assert jobs.run_due() == 1
    assert [line["event"] for line in lines] == ["mail_server_away"]
    assert [(row.state, row.attempts) for row in rows()] == [("waiting", 0)] * 3

    office.open()
    with clock.at(clock.now() + timedelta(seconds=70)):
        jobs.run_due()
    assert [message["Subject"] for message in office.accepted] == ["0", "1", "2"]


@pytest.mark.usefixtures("app")
def test_a_server_that_comes_back_is_noticed_within_ten_seconds(office: PostOffice) -> None:
    office.close()
    with workers(1):
        write()
        time.sleep(5)
        office.open()
        wait_until(lambda: len(office.accepted) == 1, 10)
    assert the_row().state == "sent"


@pytest.mark.usefixtures("app")
def test_a_mail_put_off_waits_ever_longer_and_holds_up_no_other(office: PostOffice) -> None:
    office.answers[ADDRESS] = ["451 later"] * 2
    with clock.at(MONDAY):
        write("slow")
        write("quick", to="b@schule.example")
        jobs.run_due()
        assert [message["Subject"] for message in office.accepted] == ["quick"]
        assert rows()[0].last_error == "SMTPRecipientsRefused"
    for seconds, subjects in ((4, ["quick"]), (5, ["quick"]), (14, ["quick"]), (15, ["quick", "slow"])):
        with clock.at(MONDAY + timedelta(seconds=seconds)):
            jobs.run_due()
        assert [message["Subject"] for message in office.accepted] == subjects


@pytest.mark.usefixtures("app")
def test_a_refused_mail_is_not_tried_again(office: PostOffice) -> None:
    office.answers[ADDRESS] = ["550 nobody here"]
    write()
    jobs.run_due()
    with clock.at(clock.now() + timedelta(days=1)):
        assert jobs.run_due() == 0
    assert (the_row().state, the_row().attempts) == ("refused", 1)
    assert mail.state() == MailState(waiting=0, held=0, sent=0, refused=1, failed=0)


@pytest.mark.usefixtures("app")
def test_refused_content_is_not_tried_again(office: PostOffice) -> None:
    office.content_answer = "554 no"
    write()
    jobs.run_due()
    assert (the_row().state, the_row().last_error) == ("refused", "SMTPDataError")


@pytest.mark.usefixtures("app")
def test_a_mail_put_off_for_days_ends_as_failed_and_may_be_sent_again(
    office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TRIES", 2)
    office.answers[ADDRESS] = ["451 later"] * 2
    write()
    jobs.run_due()
    with clock.at(clock.now() + timedelta(seconds=6)):
        jobs.run_due()
    assert the_row().state == "failed"

    assert mail.send_again() == 1
    jobs.run_due()
    assert the_row().state == "sent"
    assert mail.send_again() == 0


def test_the_patience_with_a_mail_is_about_five_days() -> None:
    waits = [delivery.wait_after(tries) for tries in range(1, delivery.TRIES)]
    assert timedelta(days=4.9) < sum(waits, timedelta()) < timedelta(days=5.1)


def test_without_a_server_mails_are_held_and_the_log_says_so_once(app: Flask, office: PostOffice) -> None:
    app.config["MAIL_SERVER"] = ""
    with structlog.testing.capture_logs() as lines:
        for number in range(2):
            write(str(number))
            jobs.run_due()
    assert [(line["event"], line["count"]) for line in lines] == [("mails_held", 1)]
    assert mail.state() == MailState(waiting=0, held=2, sent=0, refused=0, failed=0)

    app.config["MAIL_SERVER"] = "127.0.0.1"
    assert mail.send_again() == 2
    jobs.run_due()
    assert [message["Subject"] for message in office.accepted] == ["0", "1"]


@pytest.mark.usefixtures("app")
def test_logs_hold_neither_addresses_nor_texts(office: PostOffice) -> None:
    office.answers["b@schule.example"] = ["550 b@schule.example is unknown"]
    with structlog.testing.capture_logs() as lines:
        write("Betreffend Max", "Streng geheim")
        write("Betreffend Max", "Streng geheim", to="b@schule.example")
        jobs.run_due()
    assert sorted(line["event"] for line in lines) == ["mail_not_taken", "mail_sent"]
    assert not any(word in str(lines) for word in ("schule.example", "Betreff", "geheim"))


@pytest.mark.usefixtures("app")
def test_several_workers_send_every_mail_once(office: PostOffice) -> None:
    with workers(3):
        for number in range(40):
            write(str(number))
        wait_until(lambda: len(office.accepted) >= 40)
        time.sleep(1.5)
    assert sorted(int(str(message["Subject"])) for message in office.accepted) == list(range(40))


@pytest.mark.usefixtures("app")
def test_a_mail_in_the_hands_of_another_worker_is_left_to_it(office: PostOffice, tmp_path: Path) -> None:
    write("taken")
    with journal.alone_with(tmp_path / "mail", the_row().id) as record:
        assert record is not None
        write("free")
        jobs.run_due()
        assert [message["Subject"] for message in office.accepted] == ["free"]
    with clock.at(clock.now() + timedelta(seconds=2)):
        jobs.run_due()
    assert [message["Subject"] for message in office.accepted] == ["free", "taken"]


@pytest.mark.postgres
@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_on_postgres_the_lock_reaches_workers_with_another_folder(office: PostOffice, tmp_path: Path) -> None:
    write()
    with journal.alone_with(tmp_path / "another machine", the_row().id) as record:
        assert record is not None
        jobs.run_due()
        assert office.accepted == []


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(("moment", "accepted_by_then"), [("before_send", 0), ("before_mark", 1)])
def test_a_kill_neither_loses_nor_doubles_a_mail(
    database: str, office: PostOffice, tmp_path: Path, moment: str, accepted_by_then: int
) -> None:
    write()
    command = [sys.executable, "-m", "tests.core.post_offices", database, str(tmp_path), str(office.port), moment]
    assert subprocess.run(command, check=False).returncode == -9
    assert (the_row().state, len(office.accepted)) == ("waiting", accepted_by_then)

    wait_until(lambda: jobs.run_due() > 0)
    assert (the_row().state, len(office.accepted)) == ("sent", 1)
    assert journals(tmp_path) == []
