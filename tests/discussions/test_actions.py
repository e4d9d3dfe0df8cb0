import pytest
from sqlalchemy import select, update

from app.core import audit, clock, db, invariants
from app.core.access import Role
from app.core.errors import NotFoundError
from app.discussions import actions, queries, rules
from app.discussions.models import DiscussionOpening, Post
from app.panels import queries as panels
from app.panels.actions import SeatValues, edit_juror
from tests.deliberation.conftest import refused
from tests.discussions.conftest import Talk
from tests.support.jury import a_chair, approve_all
from tests.support.people import somebody
from tests.support.rounds import AFTERWARDS, BEFORE, JUDGING, JURY_OPENS, ONE_SECOND, an_announced_round


def texts(talk: Talk) -> list[str]:
    return [each.text for each in queries.posts_about(talk.idea.id)]


def test_whoever_has_handed_in_says_something_and_the_log_keeps_its_digest_only(talk: Talk) -> None:
    post = talk.says(talk.anna, "Mich überzeugt der Nutzen.")
    assert (post.author_id, post.text, post.withdrawn_at) == (talk.anna.id, "Mich überzeugt der Nutzen.", None)
    (event,) = db.session().scalars(select(audit.AuditEvent).where(audit.AuditEvent.object_id == post.id))
    values = {"submission": str(talk.idea.id), "digest": rules.digest_of("Mich überzeugt der Nutzen.")}
    assert (event.action, event.actor_id, event.values) == ("post", talk.anna.id, values)
    assert invariants.breaches() == {}


def test_a_second_click_is_no_second_post_but_the_same_words_after_an_answer_are(talk: Talk) -> None:
    for person in (talk.anna, talk.anna, talk.chair, talk.anna):
        talk.says(person, "Einverstanden.")
    assert texts(talk) == ["Einverstanden."] * 3


def test_with_an_own_sheet_open_nobody_says_anything_until_the_chair_opens(talk: Talk) -> None:
    for person, code in ((talk.bela, "own_sheet_open"), (talk.cem, "not_opened")):
        with refused(code):
            talk.says(person, "Ich auch.")
    talk.opens()
    for person in (talk.bela, talk.cem):
        talk.says(person, f"Ich, {person.name}.")
    assert texts(talk) == ["Ich, Bela Beginn.", "Ich, Cem Century."]


def test_who_is_biased_does_not_even_find_it_opened_or_not(talk: Talk) -> None:
    for _turn in range(2):
        with pytest.raises(NotFoundError):
            talk.says(talk.dora, "Das ist meine Schule.")
        talk.opens()
    assert texts(talk) == []


def test_a_biased_chair_does_not_find_it_either(talk: Talk) -> None:
    with clock.at(BEFORE):
        values = SeatValues(talk.ground.school.id, "", is_juror=False, is_chair=True)
        member = panels.panel_member(talk.round_id, talk.chair.id)
        assert member is not None
        edit_juror(talk.ground.admin, talk.round_id, member.id, values, member.version)
    with pytest.raises(NotFoundError):
        talk.opens()
    assert invariants.breaches() == {}


def test_strangers_find_nothing(talk: Talk) -> None:
    other_chair = a_chair(an_announced_round(talk.ground.admin, title="Runde 2"))
    for person in (other_chair, talk.ground.teacher):
        with pytest.raises(NotFoundError):
            talk.says(person, "Hallo?")


def test_admin_and_auditor_only_read(talk: Talk) -> None:
    for person in (talk.ground.admin, somebody(Role.AUDITOR)):
        with refused("only_reading"):
            talk.says(person, "Ich hätte da eine Meinung.")
    assert texts(talk) == []


def test_before_the_jury_begins_and_after_the_first_approval_nothing_is_said(talk: Talk) -> None:
    with refused("phase_not_open"):
        talk.says(talk.chair, "Zu früh.", at=JURY_OPENS - ONE_SECOND)
    post = talk.says(talk.chair, "Gerade recht.", at=JURY_OPENS)
    approve_all(talk.ground.round)
    for deed in (
        lambda: actions.post(talk.anna, talk.round_id, talk.idea.id, "Zu spät."),
        lambda: actions.withdraw(talk.chair, talk.round_id, talk.idea.id, post.id),
        lambda: actions.open_discussion(talk.chair, talk.round_id, talk.idea.id),
    ):
        with clock.at(AFTERWARDS), refused("approved"):
            deed()
    assert texts(talk) == ["Gerade recht."]


def test_a_post_is_withdrawn_by_its_author_once_and_stays_on_record(talk: Talk) -> None:
    post = talk.says(talk.anna, "Das nehme ich zurück.")
    talk.opens()
    for person in (talk.chair, talk.bela):
        with clock.at(JUDGING), pytest.raises(NotFoundError):
            actions.withdraw(person, talk.round_id, talk.idea.id, post.id)
    for _turn in range(2):
        with clock.at(JUDGING):
            actions.withdraw(talk.anna, talk.round_id, talk.idea.id, post.id)
    (stored,) = queries.posts_about(talk.idea.id)
    assert (stored.text, stored.withdrawn_at) == ("Das nehme ich zurück.", JUDGING)
    query = select(audit.AuditEvent.action).where(audit.AuditEvent.object_id == post.id)
    assert list(db.session().scalars(query)) == ["post", "withdraw_post"]
    assert invariants.breaches() == {}


def test_only_the_chair_opens_and_a_second_time_changes_nothing(talk: Talk) -> None:
    with refused("not_chair"):
        talk.opens(talk.anna)
    talk.opens()
    talk.opens()
    (opening,) = db.session().scalars(select(DiscussionOpening))
    assert (opening.submission_id, opening.opened_by_id) == (talk.idea.id, talk.chair.id)
    assert invariants.breaches() == {}


def test_what_is_changed_by_hand_is_named(talk: Talk) -> None:
    post = talk.says(talk.anna, "So war es.")
    talk.opens()
    (opening,) = db.session().scalars(select(DiscussionOpening))

    @db.action
    def tamper() -> None:
        db.session().execute(update(Post).values(text="So war es nicht."))
        db.session().execute(update(DiscussionOpening).values(submission_id=talk.other.id))

    tamper()
    assert invariants.breaches() == {
        "everything in the discussions of a jury stands as it was said": [f"post {post.id}"],
        "every discussion that is open to a whole jury was opened by its chair": [f"discussion {opening.id}"],
    }
