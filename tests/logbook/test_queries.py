"""The log is read page by page."""

import pytest
from sqlalchemy import update

from app.accounts.models import User
from app.core import audit, db
from app.logbook import queries
from tests.support import people
from tests.support.statements import statements

pytestmark = pytest.mark.usefixtures("app")


@db.action
def note(person: User, count: int) -> None:
    """So many events."""
    for number in range(count):
        audit.record(person.id, "test", "test", None, values={"number": number})


def numbers(page: queries.LogPage) -> list[int]:
    return [event.number for event in page.events]


def test_the_log_is_read_forth_and_back_without_losing_or_repeating_an_event() -> None:
    note(people.an_admin(), 2 * queries.PAGE_LENGTH + 5)

    first = queries.log_page("test", "")
    second = queries.log_page("test", "", before=first.older_than)
    third = queries.log_page("test", "", before=second.older_than)
    back = queries.log_page("test", "", after=third.newer_than)

    shown = numbers(first) + numbers(second) + numbers(third)
    assert shown == sorted(shown, reverse=True)
    assert (len(shown), len(set(shown))) == (105, 105)
    assert (first.newer_than, third.older_than) == (None, None)
    assert numbers(back) == numbers(second)
    assert queries.log_page("test", "", after=second.newer_than).newer_than is None


def test_the_log_is_filtered_by_kind_and_action() -> None:
    admin = people.an_admin()
    note(admin, 2)

    found = [len(queries.log_page(*filters).events) for filters in (("test", ""), ("user", "grant"), ("", "nothing"))]

    assert found == [2, 1, 0]


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_of_the_log_costs_two_queries(count: int) -> None:
    note(people.an_admin(), count)
    db.close_session()

    with statements() as sent:
        queries.log_page("", "")

    assert len(sent) == 2


def test_names_are_looked_up_while_reading_so_a_renamed_person_is_renamed_in_the_log() -> None:
    admin = people.an_admin("Ada Admin")
    db.session().execute(update(User).values(name="Ida Neu"))

    page = queries.log_page("user", "grant")

    assert page.names == {admin.id: "Ida Neu"}
