import pytest

from app.core import clock
from app.core.errors import InvalidError
from app.core.idempotency import Write
from app.drafts import actions
from tests.ideas.conftest import Desk
from tests.support.ideas import read
from tests.support.rounds import WRITING


def test_a_write_counts_once_and_its_key_for_nothing_else(desk: Desk) -> None:
    write = Write(desk.mia.id, "key", "one")
    with clock.at(WRITING):
        told = [actions.autosave(desk.mia, desk.idea.id, {"title": ("Bank", 0)}, "", write).versions for _ in range(2)]
        with pytest.raises(InvalidError):
            actions.autosave(desk.mia, desk.idea.id, {"title": ("x", 1)}, "", Write(desk.mia.id, "key", "two"))
    assert (told, read(desk.mia, desk.idea.id).text_of("title")) == ([{"title": 1}] * 2, "Bank")


def test_without_a_write_nothing_is_saved(desk: Desk) -> None:
    with clock.at(WRITING):
        saved = actions.autosave(desk.mia, desk.idea.id, {"title": ("Bank", 0)}, "title", None)
    assert (saved.versions, read(desk.mia, desk.idea.id).text_of("title")) == ({}, "")
