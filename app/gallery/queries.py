"""What everybody sees of the ideas whose rounds are published. Everything else is not there."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.clearances.rules import public_fields
from app.core.db import session
from app.core.errors import NotFoundError
from app.core.i18n import pick
from app.gallery.rules import Piece
from app.ideas.models import Submission
from app.ideas.queries import submission
from app.ideas.rules import TITLE
from app.media.queries import ShownFile, files_by_id, transcripts_of
from app.publication import queries as publications
from app.publication.rules import Bundle, ShownIdea, shown_ideas
from app.rounds.models import Round
from app.rounds.queries import fields_of


@dataclass(frozen=True)
class ShownPiece:
    """A released file: a picture with its description, a film, a recording or a PDF."""

    shown: ShownFile
    alt: str
    position: int


@dataclass(frozen=True)
class Exhibit:
    """The page of an idea: its texts with their labels and its files, as far as they are released."""

    idea: ShownIdea
    texts: list[tuple[str, str]]
    files: list[ShownPiece]


def pieces_at(now: datetime) -> list[Piece]:
    """Every idea that is public, those of the newest round first (two queries)."""
    rounds = publications.shown_rounds(now)
    ideas = publications.ideas_of(each.publication for each in rounds)
    return [Piece(idea, each.round) for each in rounds for idea in ideas[each.round.id]]


def words_of(pieces: Sequence[Piece]) -> dict[str, str]:
    """By public id, all that can be read of ideas on show, what is said in their films included (two queries)."""
    ideas = [piece.idea for piece in pieces]
    handed_in = select(Submission.id, Submission.content).where(
        Submission.id.in_([idea.submission_id for idea in ideas])
    )
    answers = {id_: content["answers"] for id_, content in session().execute(handed_in)}
    said = transcripts_of(id_ for idea in ideas for id_, _alt in idea.files)
    return {idea.public_id: _words(idea, answers[idea.submission_id], said) for idea in ideas}


def _words(idea: ShownIdea, answers: Mapping[str, str], said: Mapping[uuid.UUID, str]) -> str:
    texts = [idea.title, idea.pitch, idea.team, idea.school, idea.category]
    texts += [answers.get(key, "") for key in idea.fields]
    texts += [f"{alt}\n{said.get(id_, '')}" for id_, alt in idea.files]
    return "\n".join(texts)


def exhibit_at(public_id: uuid.UUID, now: datetime) -> tuple[Round, Exhibit]:
    """The page of an idea with its round; NotFoundError for what is not public (five queries)."""
    found = publications.shown_round_of(public_id, now)
    idea = publications.idea_in(found.publication, public_id) if found is not None else None
    if found is None or idea is None:
        raise NotFoundError
    return found.round, _exhibit(idea)


def previewed(bundle: Bundle, submission_id: uuid.UUID) -> Exhibit:
    """The page of an idea as it would be (three queries)."""
    for idea in shown_ideas(bundle.results, bundle.ideas, bundle.cleared):
        if idea.submission_id == submission_id:
            return _exhibit(idea)
    raise NotFoundError


def _exhibit(idea: ShownIdea) -> Exhibit:
    handed_in = submission(idea.submission_id)
    answers: dict[str, str] = handed_in.content["answers"]
    fields = public_fields(fields_of(handed_in.idea.form_version))
    said = [field for field in fields if field.key in idea.fields and field.key not in {TITLE, "pitch"}]
    shown = files_by_id(id_ for id_, _alt in idea.files)
    pieces = [(shown[id_], alt) for id_, alt in idea.files if id_ in shown and shown[id_].is_ready]
    return Exhibit(
        idea,
        [(pick(field.label), answers[field.key]) for field in said],
        [ShownPiece(each, alt, number) for number, (each, alt) in enumerate(pieces, start=1)],
    )
