"""The two ideas that nobody handed in."""

import pytest

from app.core.errors import NotFoundError
from app.previews import queries


def test_both_ideas_are_told_in_both_languages() -> None:
    texts = [part for idea in queries.ideas() for parts in idea.texts for part in (idea.title, *parts)]
    assert [set(text) == {"de", "en"} and all(text.values()) for text in texts] == [True] * len(texts)
    assert [idea.number for idea in queries.ideas()] == [1, 2]


@pytest.mark.parametrize("number", [0, 3])
def test_there_are_no_others(number: int) -> None:
    assert queries.idea_of(1).number == 1
    with pytest.raises(NotFoundError):
        queries.idea_of(number)
