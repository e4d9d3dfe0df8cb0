"""What anybody may know of a certificate whose code is at hand."""

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.certificates import rules
from app.certificates.models import Certificate
from app.core import clock, text
from app.core.db import session
from app.core.errors import NotFoundError
from app.publication.models import Publication
from app.publication.queries import ideas_of, results_of, shown_publication
from app.rounds.models import Round


@dataclass(frozen=True)
class Check:
    """A certificate with its round, what there is to say of it, and what the public results say of team and idea."""

    certificate: Certificate
    state: str
    team: str
    title: str


def check_of(typed: str) -> Check:
    """What is behind a code (four queries); NotFoundError if nothing is, or if it was withdrawn."""
    query = select(Certificate).where(Certificate.code == text.clean_code(typed), Certificate.withdrawn_at.is_(None))
    row = session().scalar(query.options(joinedload(Certificate.round).joinedload(Round.competition)))
    if row is None:
        raise NotFoundError
    publication = shown_publication(row.round_id, clock.received_at())
    state = rules.state_of(row, publication)
    if publication is None or row.team_id is None or state != rules.VALID:
        return Check(row, state, "", "")
    return Check(row, state, *_public_names(publication, row.team_id))


def valid_check_of(typed: str) -> Check:
    """The same of a certificate that holds, else NotFoundError."""
    found = check_of(typed)
    if found.state != rules.VALID:
        raise NotFoundError
    return found


def _public_names(publication: Publication, team_id: uuid.UUID) -> tuple[str, str]:
    """Team and title as everybody may read them among results or ideas; empty where they are withheld."""
    for entry, result in zip(publication.results, results_of(publication), strict=True):
        if rules.is_about(entry, team_id):
            return result.team, result.title
    theirs = {each["submission"] for each in publication.ideas if rules.is_about(each, team_id)}
    shown = (each for each in ideas_of([publication])[publication.round_id] if str(each.submission_id) in theirs)
    return next(((idea.team, idea.title) for idea in shown), ("", ""))
