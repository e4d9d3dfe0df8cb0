from app.accounts import queries as people
from app.accounts.models import User
from app.core import clock
from app.core.access import Role
from app.discussions import actions, queries
from tests.discussions.conftest import Talk
from tests.support.jury import a_submission, member_of
from tests.support.people import somebody
from tests.support.rounds import JUDGING
from tests.support.statements import statements


def titles(talk: Talk, person: User) -> list[tuple[str, int, bool, str | None]]:
    found = queries.threads_of(person, talk.round_id)
    return sorted((each.title, each.posts, each.is_opened, each.own_state) for each in found)


def test_everybody_finds_each_idea_with_its_count_but_who_is_biased(talk: Talk) -> None:
    first = talk.says(talk.anna, "Eins.")
    talk.says(talk.chair, "Zwei.")
    with clock.at(JUDGING):
        actions.withdraw(talk.anna, talk.round_id, talk.idea.id, first.id)
    assert titles(talk, talk.anna) == [("Regentonne", 0, False, None), ("Solarbank", 1, False, "done")]
    assert titles(talk, talk.chair) == [("Regentonne", 0, False, None), ("Solarbank", 1, False, None)]
    assert titles(talk, talk.dora) == []


def test_an_auditor_reads_numbers_instead_of_names(talk: Talk) -> None:
    talk.says(talk.anna, "Eins.")
    auditor = somebody(Role.AUDITOR)
    (for_jury,) = queries.said_about(talk.chair, talk.round_id, talk.idea.id)
    (for_auditor,) = queries.said_about(auditor, talk.round_id, talk.idea.id)
    seats = sorted(
        member_of(talk.ground.round, each).id for each in (talk.anna, talk.bela, talk.cem, talk.dora, talk.chair)
    )
    number = seats.index(member_of(talk.ground.round, talk.anna).id) + 1
    assert (for_jury.label, for_auditor.label) == ("Anna Änderung", f"Jurymitglied {number}")


def test_the_chair_learns_how_many_sheets_are_open(talk: Talk) -> None:
    assert (queries.open_sheets_about(talk.idea.id), queries.open_sheets_about(talk.other.id)) == (1, 1)


def test_the_list_asks_as_often_for_five_ideas_as_for_two(talk: Talk) -> None:
    counted = []
    for _turn in range(2):
        person = people.person(talk.anna.id)
        with statements() as sent:
            queries.place_of(person, talk.round_id)
            queries.threads_of(person, talk.round_id)
        counted.append(len(sent))
        for number in range(3):
            a_submission(talk.ground, f"Idee {number}{_turn}")
    assert counted == [2, 2]
