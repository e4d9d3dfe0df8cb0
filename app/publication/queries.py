"""What of a round is public, and what could become so."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import School
from app.clearances.models import Clearance, Papers
from app.clearances.queries import HOLDS, RELEASED, cleared_now
from app.clearances.rules import Cleared, ReleasedColumns, cleared_of
from app.core.audit import AuditEvent
from app.core.db import session
from app.core.invariants import invariant
from app.deliberation.models import Approval
from app.deliberation.queries import approved_decisions_of
from app.ideas.models import Idea, Submission
from app.ideas.queries import counts
from app.media.queries import ShownFile, files_by_id
from app.publication import rules
from app.publication.models import Publication
from app.publication.rules import Bundle, CardRow, Frozen, ShownIdea, ShownResult
from app.rounds.models import Category, Competition, Round
from app.teams.models import Team


# ---------------------------------------------------------------- for everybody
def shown_publication(round_id: uuid.UUID, now: datetime) -> Publication | None:
    """The publication of a round that everybody may see at this moment: the only test of that."""
    newest = _newest_public(round_id, now)
    return newest if newest is not None and newest.taken_back_at is None else None


def public_state(round_id: uuid.UUID, now: datetime) -> tuple[str, Publication | None]:
    """What the page of results says (hidden, published or taken back), and what is published (one query)."""
    newest = _newest_public(round_id, now)
    if newest is None:
        return rules.HIDDEN, None
    return (rules.PUBLISHED, newest) if newest.taken_back_at is None else (rules.TAKEN_BACK, None)


def _newest_public(round_id: uuid.UUID, now: datetime) -> Publication | None:
    """What is public or was so last. What is only planned is not even read: whoever wins, all takes the same time."""
    query = select(Publication).where(Publication.round_id == round_id, _has_been_public(now))
    query = query.order_by(Publication.taken_back_at.is_not(None), Publication.published_at.desc(), Publication.id)
    return session().scalar(query.limit(1))


def _has_been_public(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    was_held_back = and_(Publication.taken_back_at.is_not(None), Publication.taken_back_at < Publication.published_at)
    return and_(Publication.published_at <= now, ~was_held_back, ~_has_lapsed())


def _has_lapsed() -> ColumnElement[bool]:
    """Whether an approval ended between preparing and the moment: then other decisions hold than were prepared."""
    ended = select(Approval.id).where(
        Approval.round_id == Publication.round_id,
        Approval.ended_at > Publication.prepared_at,
        Approval.ended_at < Publication.published_at,
    )
    return ended.exists()


@dataclass(frozen=True)
class ShownRound:
    """A round with what of it is public."""

    round: Round
    publication: Publication


def ids_of_shown_rounds(now: BindParameter[datetime]) -> Select[uuid.UUID]:
    """The ids of every round whose results are public, for the query that asks."""
    query = select(Round.id).join(Publication, Publication.round_id == Round.id)
    return query.where(Round.announced_at.is_not(None), Publication.taken_back_at.is_(None), _has_been_public(now))


def shown_rounds(now: datetime) -> list[ShownRound]:
    """Every round whose results are public, the newest first, with competition (one query)."""
    query = (
        select(Round, Publication)
        .join(Publication, Publication.round_id == Round.id)
        .join(Round.competition)
        .where(Round.announced_at.is_not(None), Publication.taken_back_at.is_(None), _has_been_public(now))
        .options(contains_eager(Round.competition))
        .order_by(Round.created_at.desc(), Round.id)
    )
    return [ShownRound(round_, publication) for round_, publication in session().execute(query)]


def shown_round_of(public_id: uuid.UUID, now: datetime) -> ShownRound | None:
    """The round on whose gallery a public id stands or stood (one query)."""
    query = (
        select(Round, Publication)
        .join(Publication, Publication.round_id == Round.id)
        .join(Submission, Submission.round_id == Round.id)
        .join(Clearance, Clearance.submission_id == Submission.id)
        .join(Competition, Competition.id == Round.competition_id)
        .where(Clearance.id == public_id, Round.announced_at.is_not(None))
        .where(Publication.taken_back_at.is_(None), _has_been_public(now))
        .options(contains_eager(Round.competition))
    )
    row = session().execute(query).one_or_none()
    return ShownRound(row[0], row[1]) if row is not None else None


def results_of(publication: Publication) -> list[ShownResult]:
    """The results as they may be shown now (one query)."""
    return rules.shown_results(publication.results, publication.ideas, _cleared(publication.results, publication.ideas))


def ideas_of(publications: Iterable[Publication]) -> dict[uuid.UUID, list[ShownIdea]]:
    """The gallery of several publications as it may be shown now, by round (one query)."""
    found = list(publications)
    cleared = cleared_now(uuid.UUID(each["submission"]) for row in found for each in row.ideas)
    return {row.round_id: rules.shown_ideas(row.results, row.ideas, cleared) for row in found}


def idea_in(publication: Publication, public_id: uuid.UUID) -> ShownIdea | None:
    """One idea of the gallery as it may be shown now (one query)."""
    stored = [each for each in publication.ideas if each["id"] == str(public_id)]
    found = rules.shown_ideas(publication.results, stored, _cleared(stored))
    return found[0] if found else None


def _cleared(*lists: Frozen) -> dict[uuid.UUID, Cleared]:
    named = (each["submission"] for entries in lists for each in entries if "submission" in each)
    return cleared_now(uuid.UUID(id_) for id_ in named)


def pictures_of(ideas: Iterable[ShownIdea]) -> dict[uuid.UUID, ShownFile]:
    """The first picture of each idea, by the file's id, as far as we could draw it (two queries)."""
    found = files_by_id(each.picture[0] for each in ideas if each.picture is not None)
    return {id_: shown for id_, shown in found.items() if shown.is_ready}


# ---------------------------------------------------------------- for those who publish
def present_of(round_id: uuid.UUID, now: datetime) -> tuple[str, Publication | None]:
    """How far the results are, and what was prepared and not taken back, else what was taken back last (one query)."""
    query = select(Publication, _has_lapsed().label("has_lapsed")).where(Publication.round_id == round_id)
    query = query.order_by(Publication.taken_back_at.is_not(None), Publication.taken_back_at.desc(), Publication.id)
    row = session().execute(query.limit(1)).one_or_none()
    if row is None:
        return rules.HIDDEN, None
    return rules.state_of(row[0], now, has_lapsed=row[1]), row[0]


def bundle_of(round_id: uuid.UUID) -> Bundle:
    """All that would become public of a round now (three queries)."""
    decisions, rows = approved_decisions_of(round_id), _rows_with_papers(round_id)
    cleared = {row.submission_id: each for row, each in rows}
    results = rules.results_of(decisions, cleared)
    ideas = rules.in_order([rules.card_of(row, each) for row, each in rows if each.has_title], results)
    return Bundle(results, ideas, rules.withheld_of(decisions, results), cleared)


def _rows_with_papers(round_id: uuid.UUID) -> list[tuple[CardRow, Cleared]]:
    """Everything that counts of teams whose papers are there, with what is released of it."""
    content = Submission.content
    query = (
        select(
            Submission.id, Submission.title, content["answers"]["pitch"].as_string(), content["attachments"],
            Idea.id, Team.id, Team.name, School.name, Category.name, Category.position, *RELEASED,
        )
        .join(Submission.idea).join(Idea.team).join(Team.school).join(Submission.category)
        .join(Papers, and_(Papers.team_id == Team.id, HOLDS))
        .outerjoin(Clearance, Clearance.submission_id == Submission.id)
        .where(Submission.round_id == round_id, counts())
        .order_by(Submission.id)
    )  # fmt: skip
    split = len(CardRow._fields)
    rows = [tuple(row) for row in session().execute(query)]
    return [(CardRow(*row[:split]), cleared_of(ReleasedColumns(*row[split:]))) for row in rows]


# ---------------------------------------------------------------- for messages
def teams_to_tell(publication_id: uuid.UUID, now: datetime) -> list[uuid.UUID]:
    """The teams with something handed in, if this publication is what everybody may see."""
    row = session().get(Publication, publication_id, populate_existing=True)
    shown = shown_publication(row.round_id, now) if row is not None else None
    if shown is None or shown.id != publication_id:
        return []
    return teams_of_round(shown.round_id)


def teams_of_round(round_id: uuid.UUID) -> list[uuid.UUID]:
    """The teams with something handed in."""
    query = select(Idea.team_id).where(Idea.round_id == round_id, Idea.state == "submitted")
    return list(session().scalars(query.order_by(Idea.team_id)))


def round_with_competition(round_id: uuid.UUID) -> Round:
    query = select(Round).where(Round.id == round_id).options(joinedload(Round.competition))
    return session().scalars(query).one()


def title_of(submission_id: str) -> str:
    """What a team called its idea, released or not: for the team itself."""
    return session().scalars(select(Submission.title).where(Submission.id == uuid.UUID(submission_id))).one()


# ---------------------------------------------------------------- what must always hold
@invariant("what is public is what was published")
def _changed_publications() -> list[str]:
    """Compares each publication with the log: the lists by their digest, the moment, and whether it was taken back."""
    noted: dict[uuid.UUID | None, tuple[str, str, bool]] = {}
    query = select(AuditEvent.object_id, AuditEvent.action, AuditEvent.values)
    query = query.where(AuditEvent.object_kind == "publication").order_by(AuditEvent.number)
    for id_, action, values in session().execute(query):
        # The first publications ever had no moment of their own.
        noted[id_] = (values["digest"], values.get("published_at", ""), action in {"take_back_results", "end_plan"})
    found: dict[uuid.UUID | None, tuple[str, str, bool]] = {}
    for row in session().scalars(select(Publication)):
        moment = row.published_at.isoformat() if row.id not in noted or noted[row.id][1] else ""
        found[row.id] = (rules.digest_of(row.results, row.ideas), moment, row.taken_back_at is not None)
    return [f"publication {id_}" for id_ in sorted({*noted, *found}, key=str) if noted.get(id_) != found.get(id_)]


@invariant("no team is named in public without its papers")
def _teams_named_without_papers() -> list[str]:
    """Every team that a publication names had its papers when it was prepared."""
    windows: dict[str, list[Papers]] = {}
    for papers in session().scalars(select(Papers)):
        windows.setdefault(str(papers.team_id), []).append(papers)
    rows: Sequence[Publication] = session().scalars(select(Publication).order_by(Publication.id)).all()
    return [
        f"publication {row.id}: team {team_id}"
        for row in rows
        for team_id in sorted({each["team_id"] for each in [*row.results, *row.ideas] if _names_team(each)})
        if not any(_was_there(papers, row.prepared_at) for papers in windows.get(team_id, []))
    ]


def _names_team(each: dict[str, Any]) -> bool:
    """The first publications ever knew no papers: they hold no ids, and nothing of theirs is shown any more."""
    return bool(each["team"]) and "team_id" in each


def _was_there(papers: Papers, moment: datetime) -> bool:
    return papers.noted_at <= moment and (papers.ended_at is None or moment <= papers.ended_at)
