import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from flask import Flask

from app.core import clock, jobs, mail
from app.core.mail import MailState, delivery, journal
from tests.core.post_offices import ADDRESS, PostOffice, journals, rows, the_row, write
from tests.core.working import wait_until, workers

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.usefixtures("outbox_app")
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


@pytest.mark.usefixtures("outbox_app")
def test_a_server_that_comes_back_is_noticed_within_ten_seconds(office: PostOffice) -> None:
    office.close()
    with workers(1):
        write()
        time.sleep(5)
        office.open()
        wait_until(lambda: len(office.accepted) == 1, 10)
    assert the_row().state == "sent"


@pytest.mark.usefixtures("outbox_app")
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


@pytest.mark.usefixtures("outbox_app")
def test_a_refused_mail_is_not_tried_again(office: PostOffice) -> None:
    office.answers[ADDRESS] = ["550 nobody here"]
    write()
    jobs.run_due()
    with clock.at(clock.now() + timedelta(days=1)):
        assert jobs.run_due() == 0
    assert (the_row().state, the_row().attempts) == ("refused", 1)
    assert mail.state() == MailState(waiting=0, held=0, sent=0, refused=1, failed=0)


@pytest.mark.usefixtures("outbox_app")
def test_refused_content_is_not_tried_again(office: PostOffice) -> None:
    office.content_answer = "554 no"
    write()
    jobs.run_due()
    assert (the_row().state, the_row().last_error) == ("refused", "SMTPDataError")


@pytest.mark.usefixtures("outbox_app")
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


def test_without_a_server_mails_are_held_and_the_log_says_so_once(outbox_app: Flask, office: PostOffice) -> None:
    outbox_app.config["MAIL_SERVER"] = ""
    with structlog.testing.capture_logs() as lines:
        for number in range(2):
            write(str(number))
            jobs.run_due()
    assert [(line["event"], line["count"]) for line in lines] == [("mails_held", 1)]
    assert mail.state() == MailState(waiting=0, held=2, sent=0, refused=0, failed=0)

    outbox_app.config["MAIL_SERVER"] = "127.0.0.1"
    assert mail.send_again() == 2
    jobs.run_due()
    assert [message["Subject"] for message in office.accepted] == ["0", "1"]


@pytest.mark.usefixtures("outbox_app")
def test_logs_hold_neither_addresses_nor_texts(office: PostOffice) -> None:
    office.answers["b@schule.example"] = ["550 b@schule.example is unknown"]
    with structlog.testing.capture_logs() as lines:
        write("Betreffend Max", "Streng geheim")
        write("Betreffend Max", "Streng geheim", to="b@schule.example")
        jobs.run_due()
    assert sorted(line["event"] for line in lines) == ["mail_not_taken", "mail_sent"]
    assert not any(word in str(lines) for word in ("schule.example", "Betreff", "geheim"))


@pytest.mark.usefixtures("outbox_app")
def test_several_workers_send_every_mail_once(office: PostOffice) -> None:
    with workers(3):
        for number in range(40):
            write(str(number))
        wait_until(lambda: len(office.accepted) >= 40)
        time.sleep(1.5)
    assert sorted(int(str(message["Subject"])) for message in office.accepted) == list(range(40))


@pytest.mark.usefixtures("outbox_app")
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
@pytest.mark.usefixtures("outbox_app")
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_on_postgres_the_lock_reaches_workers_with_another_folder(office: PostOffice, tmp_path: Path) -> None:
    write()
    with journal.alone_with(tmp_path / "another machine", the_row().id) as record:
        assert record is not None
        jobs.run_due()
        assert office.accepted == []


@pytest.mark.usefixtures("outbox_app")
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
