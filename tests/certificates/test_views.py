"""Downloads as their readers get them; what stands on the papers is read by pdfium."""

import io

import pikepdf
import pytest

from app.accounts.models import User
from app.certificates import rules
from app.certificates.rules import MemberPaper
from app.core import clock
from tests.core.papers import codes_of, pages_of, text_of
from tests.support.browsers import Browser
from tests.support.certificates import LATER, Stage
from tests.support.jury import a_publication
from tests.support.people import a_school_admin, a_student
from tests.support.rounds import AFTERWARDS, ONE_SECOND
from tests.support.statements import statements
from tests.support.teams import a_ground

SENTENCE = "Urkunden gibt es, solange die Ergebnisse der Runde öffentlich sind."


def own(stage: Stage) -> str:
    return f"/teams/{stage.sun.id}/certificate.pdf"


def of_class(stage: Stage) -> str:
    return f"/rounds/{stage.ground.round.id}/classes/{stage.ground.school_class.id}/certificates.pdf"


def of_school(stage: Stage) -> str:
    return f"/rounds/{stage.ground.round.id}/schools/{stage.ground.school.id}/certificates.pdf"


def desk(stage: Stage) -> str:
    return f"/rounds/{stage.ground.round.id}/certificates"


# ---------------------------------------------------------------- papers
def test_the_own_certificate_carries_the_name_and_a_code_that_leads_to_its_check(stage: Stage) -> None:
    answer = stage.get(stage.people["Mia Sommer"], own(stage))
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    code = issued.row.code
    assert text_of(answer.data) == (
        "Funkenflug Urkunde Innovationswettbewerb 2027 · Runde 1 Mia Sommer "
        "hat im Team „Sonnenkinder“ mit der Idee „Solarbank“ gewonnen: 1. Preis "
        f"{stage.ground.school.name} 13. April 2027 Prüfcode {code[:4]} {code[4:8]} {code[8:12]} {code[12:]} "
        "Ist die Urkunde echt? QR-Code scannen oder den Prüfcode hier eintippen: 127.0.0.1:8000/verify"
    )
    assert codes_of(answer.data) == [f"http://127.0.0.1:8000/verify/{code}"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="urkunde-{code.lower()}.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_certificates_are_made_for_screen_readers_and_archives(stage: Stage) -> None:
    answer = stage.get(stage.people["Mia Sommer"], own(stage))
    with pikepdf.open(io.BytesIO(answer.data)) as document, document.open_metadata() as metadata:
        parts = (metadata["pdfuaid:part"], metadata["pdfaid:part"], metadata["pdfaid:conformance"])
        assert parts == ("1", "2", "A")
        assert (metadata["dc:title"], str(document.Root.Lang)) == ("Urkunde", "de")
        assert bool(document.Root.MarkInfo.Marked)


def test_the_same_download_gives_the_same_bytes(stage: Stage) -> None:
    mia = stage.people["Mia Sommer"]
    first = stage.get(mia, own(stage))
    assert stage.get(mia, own(stage), LATER + ONE_SECOND).data == first.data


def test_the_certificate_of_the_team_holds_no_name_of_a_person(stage: Stage) -> None:
    answer = stage.get(stage.people["Sam Winter"], f"/teams/{stage.rain.id}/team-certificate.pdf")
    assert answer.status_code == 404
    words = text_of(stage.get(stage.people["Sam Winter"], f"/teams/{stage.sun.id}/team-certificate.pdf").data)
    assert "Sonnenkinder hat mit der Idee „Solarbank“ gewonnen: 1. Preis" in words
    assert [name for name in stage.people if name in words] == []


def test_jurors_and_teachers_are_thanked_by_name(stage: Stage) -> None:
    round_id = stage.ground.round.id
    juror = text_of(stage.get(stage.people["Jo Jury"], f"/rounds/{round_id}/juror-certificate.pdf").data)
    assert "Danke Innovationswettbewerb 2027 · Runde 1 Jo Jury hat in der Jury 2 Ideen gelesen und bewertet." in juror
    teacher = text_of(stage.get(stage.ground.teacher, f"/rounds/{round_id}/teacher-certificate.pdf").data)
    assert f"{stage.ground.teacher.name} hat 2 Teams von der ersten Idee bis zur Einreichung begleitet." in teacher


def test_a_class_is_printed_at_once(stage: Stage) -> None:
    answer = stage.get(stage.ground.teacher, of_class(stage))
    assert len(pages_of(answer.data)) == 6
    assert answer.headers["Content-Disposition"] == 'attachment; filename="urkunden.pdf"'
    assert stage.get(a_school_admin(stage.ground.school), of_class(stage)).data == answer.data


def test_a_school_is_printed_at_once(stage: Stage) -> None:
    pages = pages_of(stage.get(a_school_admin(stage.ground.school), of_school(stage)).data)
    names = ["Regenmacher", "Ben Herbst", "Lea Mai", "Sonnenkinder", "Mia Sommer", "Sam Winter", "Tarek Thal"]
    assert [name in page for name, page in zip(names, pages, strict=True)] == [True] * 7


def test_certificates_speak_the_readers_language(stage: Stage) -> None:
    answer = stage.get(stage.people["Mia Sommer"], own(stage))
    assert "13. April 2027" in text_of(answer.data)


# ---------------------------------------------------------------- refusals
def test_a_second_before_the_results_are_public_there_is_no_certificate(finished: Stage) -> None:
    moment = AFTERWARDS + 30 * ONE_SECOND
    a_publication(finished.ground.round, at=moment)
    mia = finished.people["Mia Sommer"]
    early = finished.get(mia, own(finished), moment - ONE_SECOND)
    assert (early.status_code, SENTENCE in early.text) == (409, True)
    assert finished.get(mia, own(finished), moment).status_code == 200


def test_downloads_close_when_the_results_are_taken_back(stage: Stage) -> None:
    stage.issue("Mia Sommer", MemberPaper(stage.sun.id), AFTERWARDS)
    stage.take_back()
    readers: list[tuple[User, str]] = [
        (stage.people["Mia Sommer"], own(stage)),
        (stage.people["Jo Jury"], f"/rounds/{stage.ground.round.id}/juror-certificate.pdf"),
        (stage.ground.teacher, of_class(stage)),
    ]
    for person, path in readers:
        answer = stage.get(person, path)
        assert (answer.status_code, SENTENCE in answer.text) == (409, True)
    page = stage.get(stage.people["Mia Sommer"], "/certificates").text
    assert (SENTENCE in page, "certificate.pdf" in page, "1. Preis" in page) == (True, False, False)


@pytest.mark.parametrize("path", ["certificate.pdf", "team-certificate.pdf"])
def test_nobody_downloads_what_is_certified_to_others(stage: Stage, path: str) -> None:
    stranger = a_student(a_ground(round_=stage.ground.round).school_class, "Toni Fremd")
    for student in (stranger, stage.people["Ben Herbst"]):
        assert stage.get(student, f"/teams/{stage.sun.id}/{path}").status_code == 404


def test_nobody_prints_for_others(stage: Stage) -> None:
    elsewhere = a_ground(round_=stage.ground.round)
    answers = [
        stage.get(elsewhere.teacher, of_class(stage)),
        stage.get(a_school_admin(elsewhere.school), of_class(stage)),
        stage.get(a_school_admin(elsewhere.school), of_school(stage)),
        stage.get(elsewhere.teacher, f"/rounds/{stage.ground.round.id}/teacher-certificate.pdf"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


# ---------------------------------------------------------------- pages
def test_a_student_finds_the_own_certificate_and_that_of_the_team(stage: Stage) -> None:
    page = stage.get(stage.people["Mia Sommer"], "/certificates").text
    assert [path in page for path in (own(stage), f"/teams/{stage.sun.id}/team-certificate.pdf")] == [True, True]
    assert ("1. Preis" in page, "Solarbank" in page, "Regentonne" in page) == (True, True, False)


def test_staff_find_their_thanks_and_their_print_runs(stage: Stage) -> None:
    teacher = stage.get(stage.ground.teacher, "/certificates").text
    assert [each in teacher for each in (of_class(stage), "teacher-certificate.pdf", of_school(stage))] == [
        True,
        True,
        False,
    ]
    admin = stage.get(a_school_admin(stage.ground.school), "/certificates").text
    assert [each in admin for each in (of_class(stage), "teacher-certificate.pdf", of_school(stage))] == [
        True,
        False,
        True,
    ]
    assert "juror-certificate.pdf" in stage.get(stage.people["Charlie Vorsitz"], "/certificates").text


def test_before_there_are_any_the_page_says_how_one_gets_there(stage: Stage) -> None:
    newcomer = stage.ground.student("Nia Neu")
    assert "Reicht mit eurem Team eine Idee ein" in stage.get(newcomer, "/certificates").text


def test_the_page_takes_at_most_eight_queries(stage: Stage) -> None:
    counts = []
    for person in (stage.people["Mia Sommer"], stage.ground.teacher, stage.people["Jo Jury"]):
        with clock.at(LATER):
            browser = Browser(stage.app).sign_in(person)
            browser.get("/certificates")
            with statements() as sent:
                browser.get("/certificates")
        counts.append(len(sent))
    assert max(counts) <= 8


# ---------------------------------------------------------------- for those who run the round
def test_an_admin_withdraws_a_certificate_and_gives_it_back(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    code, admin = issued.row.code, stage.ground.admin
    values = {"code": f"{code[:4]} {code[4:].lower()}", "reason": "Der Name war falsch geschrieben."}
    answer = stage.post(admin, desk(stage), values)
    assert (answer.status_code, answer.location) == (303, desk(stage))
    page = stage.get(admin, desk(stage)).text
    assert ("Mia Sommer" in page, "Wieder gültig machen" in page) == (True, True)
    assert stage.get(stage.people["Mia Sommer"], own(stage)).status_code == 409
    stage.post(admin, f"{desk(stage)}/give-back", {"code": code})
    assert stage.get(stage.people["Mia Sommer"], own(stage)).status_code == 200


def test_an_unknown_code_or_no_reason_is_said_at_its_field(stage: Stage) -> None:
    unknown = stage.post(stage.ground.admin, desk(stage), {"code": "ABCD" * 4, "reason": "Ein guter Grund."})
    assert (unknown.status_code, "Diesen Prüfcode gibt es in dieser Runde nicht." in unknown.text) == (422, True)
    empty = stage.post(stage.ground.admin, desk(stage), {"code": "", "reason": "kurz"})
    assert (empty.status_code, "Das ist zu kurz. Bitte mindestens 10 Zeichen." in empty.text) == (422, True)


def test_the_desk_counts_what_was_issued(stage: Stage) -> None:
    assert "Noch hat niemand eine Urkunde heruntergeladen." in stage.get(stage.ground.admin, desk(stage)).text
    stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert rules.holder_text("member") in stage.get(stage.ground.admin, desk(stage)).text
