"""Nothing that a juror can fetch tells whose idea it is. Every name of its origin holds "Zunder", to be found by."""

import io
import re
from dataclasses import dataclass

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import Headers

from app.accounts.models import User
from app.core import clock, db, jobs
from app.core.mail.outbox import OutboxMail
from app.ideas import actions as ideas
from app.ideas.models import Submission
from app.panels.models import Assignment
from tests.support.browsers import Browser
from tests.support.ideas import an_idea, submit, write
from tests.support.jury import a_handed_in_sheet, a_juror, an_assignment
from tests.support.people import a_class, a_school, a_student, a_teacher, an_admin
from tests.support.rounds import JUDGING, JURY_CLOSES, WRITING, an_announced_round
from tests.support.teams import a_team, join

# Planted in every name; and what would tell when the team handed in.
SECRETS = ["zunder", "16. märz 2027", "16 march 2027", "2027-03-16", "16.03.2027", "tue, 16 mar"]


@dataclass(frozen=True)
class Case:
    """An idea with a picture and a PDF, of people whose every name says so."""

    app: Flask
    submission: Submission
    juror: User
    assignment: Assignment


def a_picture() -> bytes:
    """A JPEG that carries its author's name in a comment and in its EXIF data."""
    exif = Image.Exif()
    exif[0x013B] = "Zora Zunder"
    image = io.BytesIO()
    Image.new("RGB", (320, 240), "gold").save(image, "JPEG", exif=exif, comment=b"von Zora Zunder")
    return image.getvalue()


def a_paper() -> bytes:
    """A PDF whose properties name its author."""
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = "Zora Zunder"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["Zora Zunder"]
    stored = io.BytesIO()
    pdf.save(stored)
    return stored.getvalue()


@pytest.fixture
def case(app: Flask) -> Case:
    admin = an_admin()
    school = a_school(admin, "Berufsschule Zunder")
    round_ = an_announced_round(admin)
    school_class = a_class(a_teacher(school, "Zacharias Zunder"), "ZUNDER1a")
    zora = a_student(school_class, "Zora Zunder")
    team = a_team(zora, round_, "Zunderbüchse")
    join(a_student(school_class, "Zeno Zunder"), team)
    idea = an_idea(zora, team, title="Warmes Wasser")
    for name, content in (("zunder-werbung.jpg", a_picture()), ("zunder-konzept.pdf", a_paper())):
        with clock.at(WRITING):
            ideas.upload_file(zora, idea.id, io.BytesIO(content), name, len(content))
    with clock.at(WRITING):
        jobs.run_due()
    write(zora, idea.id, {"problem": "Morgens ist das Wasser kalt."})
    submission = submit(zora, idea.id)
    juror = a_juror(round_)
    return Case(app, submission, juror, an_assignment(juror, submission))


def leaks_in(content: bytes, headers: str) -> list[str]:
    text = (content.decode("utf-8", errors="replace") + content.decode("utf-16", errors="replace") + headers).lower()
    return [secret for secret in SECRETS if secret in text]


def linked_files(html: str) -> list[str]:
    return sorted(set(re.findall(r'(?:href|src)="(/files/[^"]+)"', html)))


@dataclass(frozen=True)
class Fetched:
    """An answer read to its end, so that the file behind it is closed."""

    status: int
    content: bytes
    headers: Headers

    @property
    def leaks(self) -> list[str]:
        return leaks_in(self.content, str(self.headers))


def fetched(browser: Browser, path: str) -> Fetched:
    with browser.get(path) as answer:
        return Fetched(answer.status_code, answer.data, answer.headers)


def test_what_is_searched_for_is_really_there(case: Case) -> None:
    assert leaks_in(a_picture(), "") == ["zunder"]
    assert leaks_in(a_paper(), "") == ["zunder"]
    assert leaks_in(case.submission.submitted_at.isoformat().encode(), "") == ["2027-03-16"]
    assert case.submission.receipt_number.startswith("FF27-")


def test_no_page_file_header_or_message_of_a_juror_tells_whose_idea_it_is(case: Case) -> None:
    sheet = f"/jury/{case.assignment.id}"
    with clock.at(JUDGING):
        browser = Browser(case.app).sign_in(case.juror)
        files = linked_files(browser.get(sheet).text)
        paths = ["/jury", sheet, f"{sheet}/hand-in", "/inbox", "/start", "/account", *files]
        answers = {path: fetched(browser, path) for path in paths}
    # Two sizes of the picture, the first page of the PDF and its cleaned copy.
    assert len(files) == 4
    assert {path: answer.status for path, answer in answers.items()} == dict.fromkeys(paths, 200)
    assert {path: answer.leaks for path, answer in answers.items() if answer.leaks} == {}
    receipt = case.submission.receipt_number
    assert [path for path, answer in answers.items() if receipt.encode() in answer.content] == []


def test_the_files_come_under_names_of_ours(case: Case) -> None:
    with clock.at(JUDGING):
        browser = Browser(case.app).sign_in(case.juror)
        files = linked_files(browser.get(f"/jury/{case.assignment.id}").text)
        headers = [fetched(browser, path).headers for path in files]
    names = {str(each["Content-Disposition"]).partition("filename=")[2].strip('"') for each in headers}
    assert names == {"bild-1.webp", "anlage-2.webp", "anlage-2.pdf"}
    assert [each for each in headers if "ETag" in each or "Last-Modified" in each] == []


def test_refusals_and_conflicts_tell_nothing_either(case: Case) -> None:
    sheet = f"/jury/{case.assignment.id}"
    a_handed_in_sheet(case.juror, case.assignment)
    with clock.at(JUDGING):
        browser = Browser(case.app).sign_in(case.juror)
        answers = [
            browser.post(sheet, {"version": 0, "points-novelty": "1"}),
            browser.post(f"{sheet}/reopen", {}),
            browser.post(sheet, {"version": 0, "points-novelty": "1"}),
            browser.post(sheet, {"version": 0, "points-novelty": "77"}),
            browser.post(f"{sheet}/hand-in", {"version": 0}),
        ]
    with clock.at(JURY_CLOSES):
        browser = Browser(case.app).sign_in(case.juror)
        answers += [browser.get(sheet), browser.post(sheet, {"version": 9})]
    assert [answer.status_code for answer in answers] == [409, 303, 409, 422, 409, 200, 409]
    assert [leaks_in(answer.data, str(answer.headers)) for answer in answers] == [[]] * 7


def test_no_mail_to_a_juror_tells_whose_idea_it_is(case: Case) -> None:
    query = select(OutboxMail.subject, OutboxMail.text).where(OutboxMail.to_address == case.juror.email)
    mails = [f"{subject}\n{text}" for subject, text in db.session().execute(query)]
    # The invitation, and the news that there is something to read.
    assert len(mails) == 2
    assert [leaks_in(mail.encode(), "") for mail in mails] == [[], []]
