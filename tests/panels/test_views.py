import re
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from app.accounts.actions import grant
from app.accounts.models import User
from app.core import clock, db
from app.core.access import Role
from app.panels import queries
from app.panels.models import Assignment, PanelMember
from tests.panels.conftest import Office
from tests.support.browsers import Browser
from tests.support.ideas import a_full_team, a_submitted_idea
from tests.support.jury import DEALING, a_draft, a_juror, a_submission, an_assignment, marks, member_of
from tests.support.people import a_school, a_school_admin
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES
from tests.support.statements import statements
from tests.support.teams import a_ground

PAGES_A_SIGNED_IN_PERSON_MAY_TRY = (
    "jurors",
    "jurors/new",
    "jurors/{member}",
    "jurors/{member}/ideas",
    "assignments",
    "assignments/{submission}",
)


def words_of(html: str) -> str:
    """What a page says, without its tags, blanks joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def get(office: Office, page: str, person: User | None = None) -> Any:  # noqa: ANN401 # the client's answer
    with clock.at(DEALING):
        return office.browser(person).get(f"{office.path}/{page}")


def post(office: Office, page: str, values: dict[str, Any], person: User | None = None) -> Any:  # noqa: ANN401 # as above
    with clock.at(DEALING):
        return office.browser(person).post(f"{office.path}/{page}", values)


def test_an_admin_invites_a_juror_and_finds_her_in_the_list(office: Office) -> None:
    school = a_school(office.admin, "Schule am Westpark")
    answer = post(
        office,
        "jurors/new",
        {"email": "nora@jury.example", "name": "Nora Neu", "school": str(school.id), "part": "juror"},
    )
    assert (answer.status_code, answer.location) == (303, f"{office.path}/jurors")
    assert "Nora Neu Schule am Westpark eingeladen 0 von 0" in words_of(get(office, "jurors").text)


def test_an_address_that_is_none_is_asked_for_again_and_the_rest_is_kept(office: Office) -> None:
    answer = post(office, "jurors/new", {"email": "nora", "name": "Nora Neu", "school": "", "part": "juror"})
    assert answer.status_code == 422
    assert 'value="Nora Neu"' in answer.text
    assert "Das ist keine gültige E-Mail-Adresse." in words_of(answer.text)


def test_a_new_link_is_sent_and_a_juror_removed_from_the_list(office: Office) -> None:
    post(office, "jurors/new", {"email": "nora@jury.example", "name": "Nora Neu", "school": "", "part": "juror"})
    (juror,) = queries.jurors_of(office.round.id)
    assert post(office, f"jurors/{juror.member.id}/invite", {}).status_code == 303
    assert post(office, f"jurors/{juror.member.id}/remove", {}).status_code == 303
    assert "Noch ist niemand in der Jury" in get(office, "jurors").text


def test_an_admin_deals_a_submission_by_hand_and_takes_it_back(office: Office) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    page = f"assignments/{office.submission.id}"
    answer = post(office, page, {"jurors": [str(member_of(office.round, juror).id)]})
    assert (answer.status_code, answer.location) == (303, f"{office.path}/{page}?wanted=3")
    assert "Anna Acht noch nicht begonnen Zurücknehmen" in words_of(get(office, page).text)
    (assignment_id,) = db.session().scalars(select(Assignment.id))
    assert post(office, f"assignments/{assignment_id}/take-back", {}).status_code == 303
    assert list(db.session().scalars(select(Assignment.id))) == []


def test_the_form_proposes_who_reads_the_least_and_leads_to_the_next_idea(office: Office) -> None:
    busy, free = a_juror(office.round, name="Anna Acht"), a_juror(office.round, name="Berta Blau")
    second = a_submission(office.ground, "Regentonne")
    an_assignment(busy, second)
    page = get(office, f"assignments/{office.submission.id}?wanted=1").text
    boxes = {name: f'value="{member_of(office.round, juror).id}" checked' for name, juror in (("b", busy), ("f", free))}
    shown = {name: box in " ".join(page.split()) for name, box in boxes.items()}
    chosen = {"jurors": [str(member_of(office.round, free).id)], "next": "1"}
    onwards = post(office, f"assignments/{office.submission.id}?wanted=2", chosen)
    done = post(
        office,
        f"assignments/{office.submission.id}?wanted=1",
        {**chosen, "jurors": [str(member_of(office.round, busy).id)]},
    )

    assert shown == {"b": False, "f": True}
    number_of = {str(each.id): each.number for each in queries.piles_of(office.round.id)}
    assert onwards.location in {f"{office.path}/assignments/{id_}?wanted=2" for id_ in number_of}
    assert done.location == f"{office.path}/assignments?wanted=1"


def test_the_list_shows_who_reads_how_much_and_which_ideas_lack_readers(office: Office) -> None:
    juror, second = a_juror(office.round, name="Anna Acht"), a_submission(office.ground, "Regentonne", category=1)
    an_assignment(juror, second)
    text = words_of(get(office, "assignments?wanted=1").text)
    few, none, other = (
        words_of(get(office, f"assignments?{query}").text)
        for query in ("show=few&wanted=1", "show=none", f"category={second.category_id}")
    )

    assert "Anna Acht liest 1 Idee 0" in text
    assert ("1 Idee hat noch weniger als 1." in text, "2 von 2 eingereichten Ideen" in text) == (True, True)
    assert [("Regentonne" in page, "Solarbank" in page) for page in (text, few, none, other)] == [
        (True, True),
        (False, True),
        (False, True),
        (True, False),
    ]


def test_who_becomes_a_teacher_of_the_teams_school_later_is_named(office: Office) -> None:
    juror, other = a_juror(office.round, name="Anna Acht"), a_juror(office.round, name="Berta Blau")
    for each in (juror, other):
        an_assignment(each, office.submission)
    before = words_of(get(office, "assignments").text)
    grant(office.admin, juror, Role.TEACHER, office.ground.school.id)
    after = words_of(get(office, "assignments").text)
    shown = words_of(get(office, f"assignments/{office.submission.id}").text)

    assert ("Inzwischen befangen" in before, f"Anna Acht, Idee {office.idea.number}" in after) == (False, True)
    assert f"Berta Blau, Idee {office.idea.number}" not in after
    assert ("Anna Acht noch nicht begonnen befangen" in shown, "Berta Blau noch nicht begonnen befangen" in shown) == (
        True,
        False,
    )


@pytest.mark.parametrize("query", ["wanted=x", "wanted=-3", "wanted=999", "show=x&category=y"])
def test_a_filter_that_is_not_on_offer_shows_everything(office: Office, query: str) -> None:
    assert "1 von 1 eingereichten Ideen" in words_of(get(office, f"assignments?{query}").text)


def test_a_juror_gets_several_ideas_on_one_page_where_biased_ones_are_closed(office: Office) -> None:
    elsewhere = a_submission(a_ground(round_=office.round), "Regentonne")
    juror = a_juror(office.round, school=office.ground.school, name="Anna Acht")
    page = f"jurors/{member_of(office.round, juror).id}/ideas"
    before = get(office, page).text
    answer = post(office, page, {"ideas": [str(elsewhere.id)]})
    refused = post(office, page, {"ideas": [str(office.submission.id)]})
    after = words_of(get(office, page).text)

    assert "Anna Acht gehört zur Schule des Teams" in words_of(before)
    assert (answer.status_code, refused.status_code) == (303, 409)
    assert "Regentonne noch nicht begonnen Zurücknehmen" in after
    assert post(office, page, {}).status_code == 422


def test_an_admin_changes_school_company_and_part_of_a_juror(office: Office) -> None:
    juror = a_juror(office.round, name="Anna Acht")
    an_assignment(juror, office.submission)
    page, school = f"jurors/{member_of(office.round, juror).id}", office.ground.school
    fields = {"school": str(school.id), "company": "Zahnrad AG", "part": "both", "version": "1"}
    answer = post(office, page, fields)
    stale = post(office, page, {**fields, "company": "Ätherwerk"})
    shown = words_of(get(office, "jurors").text)

    assert (answer.status_code, stale.status_code) == (303, 409)
    assert f"Anna Acht Vorsitz {school.name}, Zahnrad AG angenommen 0 von 0" in shown
    assert "Jemand anderes hat inzwischen gespeichert" in stale.text
    assert '<option value="Zahnrad AG">' in get(office, "jurors/new").text


def test_a_seat_that_would_make_a_begun_sheet_biased_is_refused_with_the_number(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    a_draft(juror, assignment, marks(juror, assignment))
    fields = {"school": str(office.ground.school.id), "company": "", "part": "juror", "version": "1"}
    answer = post(office, f"jurors/{member_of(office.round, juror).id}", fields)
    assert (answer.status_code, f"Idee {office.idea.number}" in answer.text) == (409, True)


@pytest.mark.parametrize("page", ["assignments/{submission}", "jurors/{member}/ideas"])
def test_what_has_to_be_chosen_is_not_called_voluntary(office: Office, page: str) -> None:
    member = member_of(office.round, a_juror(office.round))
    assert "freiwillig" not in get(office, page.format(submission=office.submission.id, member=member.id)).text


def test_nobody_chosen_is_said_in_words(office: Office) -> None:
    a_juror(office.round)
    answer = post(office, f"assignments/{office.submission.id}", {})
    assert answer.status_code == 422
    assert "Bitte mindestens eine Person auswählen." in answer.text


def test_the_box_of_a_biased_juror_is_closed_and_says_why_as_the_refusal_does(office: Office) -> None:
    own = a_juror(office.round, name="Olga Own", school=office.ground.school)
    page = f"assignments/{office.submission.id}"
    reason = "Olga Own gehört zur Schule des Teams und ist deshalb befangen."
    html = get(office, page).text
    box = re.search(rf'<input[^>]*value="{member_of(office.round, own).id}"[^>]*>', html)
    assert box is not None
    assert "disabled" in box.group()
    assert reason in words_of(html)
    answer = post(office, page, {"jurors": [str(member_of(office.round, own).id)]})
    assert answer.status_code == 409
    assert reason in words_of(answer.text)
    assert list(db.session().scalars(select(Assignment.id))) == []


def test_a_begun_reading_has_no_button_to_take_it_back_and_refuses_it(office: Office) -> None:
    juror = a_juror(office.round)
    assignment = an_assignment(juror, office.submission)
    a_draft(juror, assignment, marks(juror, assignment))
    assert "Zurücknehmen" not in get(office, f"assignments/{office.submission.id}").text
    assert post(office, f"assignments/{assignment.id}/take-back", {}).status_code == 409


def test_one_second_before_the_end_of_submission_the_pages_say_when_it_will_be_possible(office: Office) -> None:
    juror = a_juror(office.round)
    page = f"{office.path}/assignments/{office.submission.id}"
    with clock.at(SUBMIT_CLOSES - ONE_SECOND):
        browser = office.browser()
        assert "Das ist möglich ab Mo., 29. März 2027, 09:00 Uhr (MESZ)." in words_of(browser.get(page).text)
        answer = browser.post(page, {"jurors": [str(member_of(office.round, juror).id)]})
    assert answer.status_code == 409


def test_no_page_of_the_jury_tells_an_admin_whose_idea_it_is(office: Office) -> None:
    team = a_submitted_idea(
        captain := office.ground.student("Zora Zander"), a_full_team(office.ground, captain, "Zunder")
    )
    an_assignment(a_juror(office.round), team)
    html = "".join(get(office, page).text for page in ("jurors", "assignments", f"assignments/{team.id}"))
    secrets = ("Zora", "Zander", "Zunder", office.ground.school.name, office.ground.school_class.name)
    assert [secret for secret in secrets if secret in html] == []


@pytest.mark.parametrize("page", PAGES_A_SIGNED_IN_PERSON_MAY_TRY)
def test_only_admins_see_the_pages_of_a_jury(office: Office, page: str) -> None:
    school = office.ground.school
    juror = a_juror(office.round)
    path = page.format(submission=office.submission.id, member=member_of(office.round, juror).id)
    others = [juror, office.ground.teacher, a_school_admin(school), office.ground.student("Ole")]
    assert [get(office, path, person).status_code for person in others] == [403] * 4
    assert get(office, path).status_code == 200
    with clock.at(DEALING):
        assert Browser(office.app).get(f"{office.path}/{path}").status_code == 303


def test_a_refused_person_changes_nothing(office: Office) -> None:
    juror = a_juror(office.round)
    member = member_of(office.round, juror)
    others = [juror, office.ground.teacher, office.ground.student("Ole")]
    pages: list[tuple[str, dict[str, Any]]] = [
        ("jurors/new", {"email": "nora@jury.example", "name": "Nora", "school": ""}),
        (f"jurors/{member.id}/remove", {}),
        (f"assignments/{office.submission.id}", {"jurors": [str(member.id)]}),
    ]
    statuses = {post(office, page, values, person).status_code for person in others for page, values in pages}
    assert statuses == {403}
    assert list(db.session().scalars(select(PanelMember.removed_at))) == [None]
    assert list(db.session().scalars(select(Assignment.id))) == []


def test_a_foreign_and_a_missing_submission_answer_alike(office: Office) -> None:
    foreign = a_submission(a_ground(title="Runde 2"))
    answers = [get(office, f"assignments/{id_}") for id_ in (foreign.id, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert words_of(answers[0].text) == words_of(answers[1].text)


@pytest.mark.parametrize("page", ["jurors", "assignments", "assignments/{submission}", "jurors/{member}/ideas"])
def test_a_page_asks_the_database_as_often_for_three_rows_as_for_one(office: Office, page: str) -> None:
    member = member_of(office.round, a_juror(office.round))
    path = f"{office.path}/{page.format(submission=office.submission.id, member=member.id)}"
    for_one = count_of_statements(office, path)
    for title in ("Regentonne", "Lernkiste"):
        an_assignment(a_juror(office.round), a_submission(office.ground, title))
    assert (count_of_statements(office, path), for_one <= 8) == (for_one, True)


def count_of_statements(office: Office, path: str) -> int:
    with clock.at(DEALING):
        browser = office.browser()
        with statements() as sent:
            assert browser.get(path).status_code == 200
    return len(sent)
