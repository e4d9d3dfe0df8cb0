"""The gallery: which ideas a visitor has asked for, in pieces that a phone can load."""

from collections.abc import Iterable, Mapping, Sequence
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

    def words_for(self, name: str) -> str:
        """What it can be found by with this filter; empty if by nothing."""
        if name == "category":
            return self.idea.category
        return self.idea.school if name == "school" else f"{self.round.competition.title}, {self.round.title}"


def options_of(pieces: Iterable[Piece], name: str) -> dict[str, str]:
    """The words that somebody could choose in a filter, by their value in the address: only those of what is shown."""
    found = {piece.words_for(name) for piece in pieces} - {""}
    return {text.slug(words): words for words in sorted(found, key=text.sort_key)}


def chosen(pieces: Iterable[Piece], wanted: Mapping[str, str]) -> list[Piece]:
    """The pieces that fit the words of every filter."""
    return [piece for piece in pieces if all(piece.words_for(name) == words for name, words in wanted.items())]


def found(pieces: Iterable[Piece], words: Mapping[str, str], query: str) -> list[Piece]:
    """The pieces whose words, by public id, contain every word of the query, wherever it stands in a longer one."""
    parts = text.sort_key(query).split()
    shown = [(piece, text.sort_key(words[piece.idea.public_id])) for piece in pieces]
    return [piece for piece, said in shown if all(part in said for part in parts)]


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
