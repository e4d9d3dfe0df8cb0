import threading

import pytest
from sqlalchemy import select

from app.accounts import queries as people
from app.accounts.models import User
from app.certificates import actions, rules
from app.certificates.rules import ClassRun, MemberPaper, SchoolRun, TeamPaper, ThanksPaper, Wanted
from app.classes import actions as classes
from app.core import audit, clock, db
from app.core.errors import NotFoundError
from app.enrolment import actions as enrolment
from app.teams.queries import membership_of
from tests.support.certificates import LATER, Stage, events, refused, stored
from tests.support.jury import a_juror, a_publication, an_assignment
from tests.support.people import a_class, a_school_admin, a_student, a_teacher
from tests.support.rounds import AFTERWARDS, ONE_SECOND
from tests.support.teams import a_ground


# ---------------------------------------------------------------- issuing
def test_a_member_gets_a_certificate_with_name_team_idea_prize_and_school(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    facts = issued.facts
    assert (facts.recipient, facts.team, facts.title) == ("Mia Sommer", "Sonnenkinder", "Solarbank")
    assert (facts.award, facts.place) == (rules.Award("prize", "1. Preis"), stage.ground.school.name)
    assert (facts.competition, facts.round) == ("Innovationswettbewerb 2027", "Runde 1")
    assert (issued.row.person_id, issued.row.team_id) == (stage.people["Mia Sommer"].id, stage.sun.id)


def test_codes_have_sixteen_characters_and_are_all_different(stage: Stage) -> None:
    wanted = ClassRun(stage.ground.round.id, stage.ground.school_class.id)
    codes = [each.row.code for each in stage.issue(stage.ground.teacher, wanted)]
    assert [len(code) for code in codes] == [16] * 6
    assert len(set(codes)) == 6


def test_whoever_did_not_win_took_part(stage: Stage) -> None:
    (issued,) = stage.issue("Lea Mai", MemberPaper(stage.rain.id))
    assert issued.facts.award == rules.Award("participation")


def test_the_certificate_of_the_team_names_nobody_and_is_the_same_for_all_members(stage: Stage) -> None:
    (first,) = stage.issue("Mia Sommer", TeamPaper(stage.sun.id))
    (second,) = stage.issue("Sam Winter", TeamPaper(stage.sun.id))
    assert first.row.id == second.row.id
    assert (first.facts.recipient, first.row.person_id) == ("Sonnenkinder", None)


def test_asking_again_gives_the_same_certificate_and_writes_nothing(stage: Stage) -> None:
    (first,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    epoch = db.epoch()
    (second,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id), LATER + ONE_SECOND)
    assert (first.row.code, first.row.issued_at) == (second.row.code, second.row.issued_at)
    assert db.epoch() == epoch
    assert events() == ["issue_certificate"]


def test_issuing_is_noted_without_names_or_codes(stage: Stage) -> None:
    (issued,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    query = select(audit.AuditEvent).where(audit.AuditEvent.action == "issue_certificate")
    (event,) = db.session().scalars(query)
    assert (event.actor_id, event.object_id) == (stage.people["Mia Sommer"].id, issued.row.id)
    assert event.values == {
        "round": str(stage.ground.round.id),
        "kind": "member",
        "award": "prize",
        "digest": rules.row_digest_of(issued.row),
    }


def test_nobody_gets_one_before_the_results_are_public(finished: Stage) -> None:
    moment = AFTERWARDS + 30 * ONE_SECOND
    a_publication(finished.ground.round, at=moment)
    with refused("not_public"):
        finished.issue("Mia Sommer", MemberPaper(finished.sun.id), moment - ONE_SECOND)
    assert stored() == []
    assert len(finished.issue("Mia Sommer", MemberPaper(finished.sun.id), moment)) == 1


def test_nobody_gets_one_after_the_results_were_taken_back(stage: Stage) -> None:
    stage.issue("Mia Sommer", MemberPaper(stage.sun.id), AFTERWARDS)
    stage.take_back()
    for person, wanted in (
        ("Mia Sommer", MemberPaper(stage.sun.id)),
        ("Jo Jury", ThanksPaper(stage.ground.round.id, rules.JUROR)),
    ):
        with refused("not_public"):
            stage.issue(person, wanted)
    with refused("not_public"):
        stage.issue(stage.ground.teacher, ClassRun(stage.ground.round.id, stage.ground.school_class.id))
    assert events() == ["issue_certificate"]


def test_somebody_elses_certificate_does_not_exist(stage: Stage) -> None:
    stranger = a_student(a_ground(round_=stage.ground.round).school_class, "Toni Fremd")
    for person, team in (("Ben Herbst", stage.sun), (stranger, stage.sun)):
        for wanted in (MemberPaper(team.id), TeamPaper(team.id)):
            with pytest.raises(NotFoundError):
                stage.issue(person, wanted)


def test_two_teams_of_one_person_are_two_certificates(stage: Stage) -> None:
    """Whoever is in several teams of a round is certified each of them."""
    other = a_ground(title="Runde 2", teams_per_person=2)
    person = other.student("Nia")
    first, second = (
        rules.Holder(rules.MEMBER, other.round.id, team, person.id) for team in (stage.sun.id, stage.rain.id)
    )
    assert first.key != second.key


# ---------------------------------------------------------------- what leaving takes away: nothing
def test_leaving_the_team_after_handing_in_takes_no_certificate_away(stage: Stage) -> None:
    leave_behind_closed_doors(stage, "Sam Winter")
    (issued,) = stage.issue("Sam Winter", MemberPaper(stage.sun.id))
    assert issued.facts.team == "Sonnenkinder"


@db.action
def leave_behind_closed_doors(stage: Stage, name: str) -> None:
    """As admins will be able to, for teams are closed while the jury reads."""
    membership = membership_of(stage.sun.id, stage.people[name].id)
    assert membership is not None
    membership.left_at = AFTERWARDS
    team = db.load(type(stage.sun), stage.sun.id, to_change=True)
    team.member_count -= 1


def test_leaving_the_class_takes_no_certificate_away(stage: Stage) -> None:
    mia = stage.people["Mia Sommer"]
    classes.remove_student(stage.ground.teacher, stage.ground.school_class.id, mia.id)
    (issued,) = stage.issue(people.person(mia.id), MemberPaper(stage.sun.id))
    assert issued.facts.place == stage.ground.school.name


def test_a_thank_you_that_was_issued_stays_when_the_teacher_leaves_the_class(stage: Stage) -> None:
    ground, wanted = stage.ground, ThanksPaper(stage.ground.round.id, rules.TEACHER)
    (first,) = stage.issue(ground.teacher, wanted)
    assert (first.facts.count, first.facts.place) == (2, ground.school.name)
    enrolment.release_teacher(a_school_admin(ground.school), ground.school_class.id, ground.teacher.id)
    (second,) = stage.issue(ground.teacher, wanted, LATER + ONE_SECOND)
    assert (second.row.id, second.facts) == (first.row.id, first.facts)


def test_a_teacher_without_such_a_class_is_not_thanked(stage: Stage) -> None:
    teacher = a_teacher(stage.ground.school, "Nora Neu")
    a_class(teacher, "Klasse ohne Team")
    with pytest.raises(NotFoundError):
        stage.issue(teacher, ThanksPaper(stage.ground.round.id, rules.TEACHER))


# ---------------------------------------------------------------- thanks
def test_jurors_are_thanked_for_what_they_read_and_the_chair_for_chairing(stage: Stage) -> None:
    wanted = ThanksPaper(stage.ground.round.id, rules.JUROR)
    (juror,), (chair,) = stage.issue("Jo Jury", wanted), stage.issue("Charlie Vorsitz", wanted)
    assert (juror.facts.recipient, juror.facts.count) == ("Jo Jury", 2)
    assert (chair.facts.recipient, chair.facts.count) == ("Charlie Vorsitz", 0)


def test_a_juror_who_handed_nothing_in_is_not_thanked(finished: Stage) -> None:
    idle = a_juror(finished.ground.round, name="Ida Idle")
    an_assignment(idle, finished.won)
    a_publication(finished.ground.round)
    with pytest.raises(NotFoundError):
        finished.issue(idle, ThanksPaper(finished.ground.round.id, rules.JUROR))


# ---------------------------------------------------------------- many at once
def test_the_run_of_a_class_holds_its_teams_each_followed_by_its_members(stage: Stage) -> None:
    wanted = ClassRun(stage.ground.round.id, stage.ground.school_class.id)
    issued = stage.issue(stage.ground.teacher, wanted)
    assert [(each.facts.holder.kind, each.facts.recipient) for each in issued] == [
        ("team", "Regenmacher"),
        ("member", "Ben Herbst"),
        ("member", "Lea Mai"),
        ("team", "Sonnenkinder"),
        ("member", "Mia Sommer"),
        ("member", "Sam Winter"),
    ]
    (own,) = stage.issue("Mia Sommer", MemberPaper(stage.sun.id))
    assert own.row.id == issued[4].row.id


def test_the_run_of_the_school_holds_the_thanks_to_its_teachers_as_well(stage: Stage) -> None:
    admin = a_school_admin(stage.ground.school)
    issued = stage.issue(admin, SchoolRun(stage.ground.round.id, stage.ground.school.id))
    assert [each.facts.holder.kind for each in issued] == ["team", "member", "member"] * 2 + ["teacher"]
    assert issued[-1].facts.recipient == stage.ground.teacher.name


def test_nobody_prints_for_a_class_or_school_of_others(stage: Stage) -> None:
    ground, elsewhere = stage.ground, a_ground(round_=stage.ground.round)
    for person, wanted in (
        (elsewhere.teacher, ClassRun(ground.round.id, ground.school_class.id)),
        (a_school_admin(elsewhere.school), ClassRun(ground.round.id, ground.school_class.id)),
        (a_school_admin(elsewhere.school), SchoolRun(ground.round.id, ground.school.id)),
        (elsewhere.teacher, ClassRun(ground.round.id, elsewhere.school_class.id)),
    ):
        with pytest.raises(NotFoundError):
            stage.issue(person, wanted)


def test_the_run_of_a_class_leaves_out_whoever_left_it(stage: Stage) -> None:
    classes.remove_student(stage.ground.teacher, stage.ground.school_class.id, stage.people["Mia Sommer"].id)
    issued = stage.issue(stage.ground.teacher, ClassRun(stage.ground.round.id, stage.ground.school_class.id))
    assert "Mia Sommer" not in {each.facts.recipient for each in issued}
    assert len(issued) == 5


# ---------------------------------------------------------------- at the same time
def test_twelve_who_ask_at_once_get_one_certificate(stage: Stage) -> None:
    mia, wanted = stage.people["Mia Sommer"].id, TeamPaper(stage.sun.id)
    start, ends = threading.Barrier(12), []

    def run() -> None:
        with stage.app.app_context(), clock.at(LATER):
            start.wait()
            try:
                ends.append(code_of(people.person(mia), wanted))
            except Exception as error:  # noqa: BLE001 # a fault in a thread would otherwise be lost
                ends.append(repr(error))
            finally:
                db.close_session()

    threads = [threading.Thread(target=run) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (row,) = stored()
    assert ends == [row.code] * 12
    assert events() == ["issue_certificate"]


def code_of(person: User, wanted: Wanted) -> str:
    (issued,) = actions.certificates_for(person, wanted)
    return issued.row.code
