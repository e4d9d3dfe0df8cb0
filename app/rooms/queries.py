"""What the files of a school take."""

import uuid
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from app.core import db
from app.core.db import session
from app.ideas.models import Idea
from app.ideas.rules import OWNER_KIND
from app.media.models import MediaFile
from app.rounds.models import Competition, Round
from app.teams.models import Team

_teams, _ideas, _files, _rounds, _competitions = map(db.table, (Team, Idea, MediaFile, Round, Competition))
_bytes = func.sum(_files.c.size)
_TAKEN = (
    select(
        _rounds.c.id, _competitions.c.title, _rounds.c.title, _rounds.c.contact, _rounds.c.school_gigabytes,
        _teams.c.name, func.count(), _bytes,
    )
    .select_from(_teams)
    .join(_ideas, _ideas.c.team_id == _teams.c.id)
    .join(_files, (_files.c.owner_kind == OWNER_KIND) & (_files.c.owner_id == _ideas.c.id))
    .join(_rounds, _rounds.c.id == _teams.c.round_id)
    .join(_competitions, _competitions.c.id == _rounds.c.competition_id)
    .where(_teams.c.school_id == bindparam("school_id"), _files.c.deleted_at.is_(None))
    .group_by(_rounds.c.id, _competitions.c.id, _teams.c.id)
    .order_by(_rounds.c.created_at.desc(), _rounds.c.id, _bytes.desc(), _teams.c.sort_key)
)  # fmt: skip


class Taking(NamedTuple):
    """What the files of one team take."""

    team: str
    files: int
    bytes: int


@dataclass(frozen=True)
class Room:
    """What a school takes in one round, its greediest team first; `contact` is whom to ask for more."""

    title: str
    contact: str
    gigabytes: int
    teams: list[Taking]

    @property
    def bytes(self) -> int:
        return sum(team.bytes for team in self.teams)


def rooms_of(school_id: uuid.UUID) -> list[Room]:
    """What the files of a school take, by round, the newest first (one query).

    Whoever asks knows that the person runs the school.
    """
    rooms: dict[uuid.UUID, Room] = {}
    for id_, competition, title, contact, gigabytes, *taking in session().execute(_TAKEN, {"school_id": school_id}):
        room = rooms.setdefault(id_, Room(f"{competition}, {title}", contact, gigabytes, []))
        room.teams.append(Taking(taking[0], taking[1], int(taking[2])))
    return list(rooms.values())
