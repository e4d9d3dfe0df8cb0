"""The gallery: which ideas a visitor has asked for, in pieces that a phone can load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core import text
from app.publication.rules import ShownIdea
from app.rounds.models import Round

PAGE_LENGTH = 24


@dataclass(frozen=True)
class Piece:
    """An idea on show, and the round it comes from."""

    idea: ShownIdea
    round: Round

    @property
    def keys(self) -> dict[str, tuple[str, str]]:
        """What it can be found by: for each filter the value in the address and its words."""
        round_ = f"{self.round.competition.title}, {self.round.title}"
        words = {"category": self.idea.category, "school": self.idea.school, "round": round_}
        return {name: (text.slug(each), each) for name, each in words.items() if each}


def options_of(pieces: Iterable[Piece], name: str) -> list[tuple[str, str]]:
    """The values of a filter that somebody could choose: only those of ideas that are shown."""
    found = dict(piece.keys[name] for piece in pieces if name in piece.keys)
    return sorted(found.items(), key=lambda option: text.sort_key(option[1]))


def chosen(pieces: Iterable[Piece], filters: dict[str, str]) -> list[Piece]:
    """The pieces that fit every filter; an empty one lets everything through."""
    wanted = {name: value for name, value in filters.items() if value}
    return [piece for piece in pieces if all(piece.keys.get(name, ("",))[0] == each for name, each in wanted.items())]


@dataclass(frozen=True)
class Page:
    """PAGE_LENGTH pieces; numbers count from 1."""

    pieces: list[Piece]
    number: int
    count: int


def page_of(pieces: Sequence[Piece], number: int) -> Page:
    """The page with this number, the nearest one if there is none."""
    count = max(1, -(-len(pieces) // PAGE_LENGTH))
    nearest = min(max(number, 1), count)
    return Page(list(pieces[(nearest - 1) * PAGE_LENGTH : nearest * PAGE_LENGTH]), nearest, count)
