import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core import db, jobs, mail
from app.core.jobs import running
from tests.core.post_offices import ADDRESS, PostOffice, journals, rows, the_row, write

MONDAY = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)


@pytest.mark.usefixtures("outbox_app")
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


@pytest.mark.usefixtures("outbox_app")
def test_no_line_is_longer_than_smtp_allows(office: PostOffice) -> None:
    write(text="ä" * 5000)
    jobs.run_due()
    assert max(len(line) for line in office.accepted[0].as_bytes().splitlines()) <= 998


@pytest.mark.usefixtures("outbox_app")
def test_an_action_that_fails_sends_nothing(office: PostOffice) -> None:
    @db.action
    def fail_after_writing() -> None:
        mail.send(ADDRESS, "Hallo", "x")
        raise LookupError

    with pytest.raises(LookupError):
        fail_after_writing()
    jobs.run_due()
    assert (office.accepted, rows()) == ([], [])


@pytest.mark.usefixtures("outbox_app")
def test_mails_are_not_sent_outside_an_action() -> None:
    with pytest.raises(RuntimeError, match="in an action"):
        mail.send(ADDRESS, "Hallo", "x")


@pytest.mark.usefixtures("outbox_app")
def test_one_key_sends_one_mail(office: PostOffice) -> None:
    ids = [db.action(mail.send)(ADDRESS, subject, "x", key="receipt 7") for subject in ("first", "second")]
    jobs.run_due()
    ids.append(db.action(mail.send)(ADDRESS, "third", "x", key="receipt 7"))
    jobs.run_due()

    assert [message["Subject"] for message in office.accepted] == ["first"]
    assert set(ids) == {the_row().id}


@pytest.mark.usefixtures("outbox_app")
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


@pytest.mark.usefixtures("outbox_app")
@pytest.mark.parametrize("subject", ["a\nBcc: x@y.de", "a\r\n b", "a\rb", "a\x00b", "a\u2028b", "a\x85b"])
def test_a_subject_cannot_become_a_header(subject: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        write(subject)
    assert rows() == []


@pytest.mark.usefixtures("outbox_app")
@pytest.mark.parametrize(
    "address",
    ["", "maxi", "a@b@c.de", "a@b.de\nBcc: x@y.de", "a@b.de, x@y.de", "Maxi <a@b.de>", "a b@c.de", "ä@b.de", "a@b..de"],
)
def test_what_is_no_address_gets_no_mail_and_is_not_repeated(address: str) -> None:
    with pytest.raises(mail.AddressError) as caught:
        write(to=address)
    assert str(caught.value) == "this is not a mail address"
    assert rows() == []


@pytest.mark.usefixtures("outbox_app")
def test_a_subject_of_several_lines_arrives_letter_by_letter(office: PostOffice) -> None:
    subjects = [
        f"{'x' * length} Einladung an die Berufsschule für Kreisläufe „Am Quellenpark“, {'lange Wörter ' * 5}."
        for length in range(1, 40)
    ]
    for subject in subjects:
        write(subject)
    jobs.run_due()
    assert [message["Subject"] for message in office.accepted] == subjects


@pytest.mark.usefixtures("outbox_app")
def test_a_long_subject_is_cut_and_a_domain_with_umlauts_works(office: PostOffice) -> None:
    write("Ü" * 300, to="post@bücher.example")
    jobs.run_due()
    (message,) = office.accepted
    assert message["Subject"] == "Ü" * 199 + "…"
    assert message["To"] == "post@xn--bcher-kva.example"


@pytest.mark.usefixtures("outbox_app")
def test_a_mail_to_somebody_of_the_demo_is_held_for_good(office: PostOffice) -> None:
    db.action(mail.send)(f"lehrkraft@{mail.DEMO_DOMAIN}", "Hallo", "x")
    db.action(mail.send)(f"lehrkraft@not-{mail.DEMO_DOMAIN}", "Guten Tag", "x")
    jobs.run_due()
    sent_again = mail.send_again()
    jobs.run_due()

    assert (sent_again, [message["Subject"] for message in office.accepted]) == (0, ["Guten Tag"])
    assert sorted(row.state for row in rows()) == ["held", "sent"]
