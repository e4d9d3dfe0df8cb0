"""Ideas as teams wrote them, read from texts beside this file."""

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

SECTIONS = {"Problem": "problem", "Lösung": "solution", "Nutzen": "benefit", "Stand": "progress", "Quellen": "sources"}
_FIGURES = {"säulen", "kurve", "umfrage"}
SECONDS_PER_LINE = 3
TEAM_SIZES = (3, 2, 4, 3, 5, 2, 3)


class Progress(StrEnum):
    """How far a team comes, in the words of its file."""

    BEGUN = "anfang"
    HALF = "halb"
    WRITTEN = "entwurf"
    SUBMITTED = "eingereicht"
    TWICE = "zweimal"
    CHANGED = "geändert"
    WITHDRAWN = "zurückgezogen"


HANDED_IN = {Progress.SUBMITTED, Progress.TWICE, Progress.CHANGED, Progress.WITHDRAWN}
CHANGED_LATER = {Progress.TWICE, Progress.CHANGED}
# What a team has written before it would hand in.
_WRITTEN_BY = {Progress.BEGUN: ("title", "pitch"), Progress.HALF: ("title", "pitch", "problem", "solution")}


@dataclass(frozen=True)
class Picture:
    """A picture in words: what kind of drawing, its description, its heading and what is in it."""

    kind: str
    alt: str
    title: str
    items: tuple[Any, ...]

    @property
    def seed(self) -> int:
        return zlib.crc32(f"{self.alt}{self.title}".encode()) % 1000

    @property
    def file_name(self) -> str:
        """As it came from the phone (photos of paper) or from a program."""
        is_photo = self.kind in {"skizze", "gerät", "zettel", "comic"}
        return f"IMG_{2000 + self.seed}.jpg" if is_photo else f"{self.kind.replace('ä', 'ae')}.png"


@dataclass(frozen=True)
class Prize:
    rank: int
    name: str
    reason: str


@dataclass(frozen=True)
class IdeaText:
    """An idea as its file tells it: `answers` by the keys of the default entry form, `film` the lines said in one."""

    answers: Mapping[str, str]
    team: str
    school: str
    category: str
    round: str
    progress: Progress
    pictures: tuple[Picture, ...]
    has_paper: bool
    film: tuple[str, ...]
    prize: Prize | None
    remark: str
    company: str

    @property
    def title(self) -> str:
        return self.answers["title"]

    @property
    def seed(self) -> int:
        return zlib.crc32(self.title.encode())

    @property
    def written(self) -> dict[str, str]:
        """The answers that the team gets to before it stops or hands in."""
        keys = _WRITTEN_BY.get(self.progress, tuple(self.answers))
        return {key: text for key, text in self.answers.items() if key in keys}


def ideas_from(source: str) -> Iterator[IdeaText]:
    """The ideas of one file: headings of the first level, lines of facts, headings of the second level."""
    for part in re.split(r"(?m)^# ", source)[1:]:
        head, *sections = re.split(r"(?m)^## ", part)
        title, *lines = head.strip().splitlines()
        facts = [line.split(": ", 1) for line in lines]
        yield _idea(title, dict(facts), [words for name, words in facts if name == "Bild"], sections)


def _idea(title: str, facts: Mapping[str, str], pictures: Sequence[str], sections: Sequence[str]) -> IdeaText:
    texts = dict(section.strip().split("\n", 1) for section in sections)
    rank, _bar, prize = facts.get("Preis", "").partition(" | ")
    return IdeaText(
        answers={"title": title, "pitch": facts["Pitch"]}
        | {key: texts[heading].strip() for heading, key in SECTIONS.items()},
        team=facts["Team"],
        school=facts["Schule"],
        category=facts["Themenfeld"],
        round=facts["Runde"],
        progress=Progress(facts["Zustand"]),
        pictures=tuple(_picture(words) for words in pictures),
        has_paper=facts.get("Papier") == "ja",
        film=tuple(part.strip() for part in facts["Film"].split("|")) if "Film" in facts else (),
        prize=Prize(int(rank), prize, facts["Begründung"]) if prize else None,
        remark=facts.get("Jury", ""),
        company=facts.get("Betrieb", ""),
    )


def _picture(words: str) -> Picture:
    kind, alt, title, *items = (part.strip() for part in words.split("|"))
    return Picture(kind, alt, title, tuple(item.split("=") for item in items) if kind in _FIGURES else tuple(items))


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text)[0]


def without_last_sentence(text: str) -> str:
    return " ".join(re.split(r"(?<=[.!?]) ", text)[:-1]) or text


def with_fewer_files(idea: IdeaText) -> IdeaText:
    """The same idea with one picture and without a paper, for those who have no time to draw."""
    return replace(idea, pictures=idea.pictures[:1], has_paper=False, film=())


def captions_of(lines: Sequence[str]) -> str:
    """What is said in a film of these lines, as WebVTT."""
    parts = [
        f"{_clock(number * SECONDS_PER_LINE)} --> {_clock((number + 1) * SECONDS_PER_LINE)}\n{line}"
        for number, line in enumerate(lines)
    ]
    return "\n\n".join(["WEBVTT", *parts])


def _clock(seconds: int) -> str:
    return f"00:{seconds:02}.000"
