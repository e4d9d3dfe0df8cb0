"""Who may found, join, leave and lead a team, and when."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from app.accounts.models import SchoolClass
from app.core.errors import Refusal
from app.core.i18n import _
from app.rounds.models import Phase, Round
from app.rounds.rules import why_not_register, why_not_write
from app.teams.models import Team

NAME_MIN, NAME_MAX = 3, 60
CODE_LENGTH = 6
COMPANIES_MAX = 20
RESTORABLE_FOR = timedelta(days=30)


def places_left(team: Team) -> int:
    """How many people may still join; `round` must have been loaded."""
    return max(0, team.round.team_max - team.member_count)


def why_not_found(
    school_class: SchoolClass | None, round_: Round, phases: Sequence[Phase], count: int, now: datetime
) -> Refusal | None:
    """Why a student, who is in `count` teams of the round, may not found another."""
    if refusal := why_not_register(phases, now, round_.contact):
        return refusal
    if school_class is None:
        return _without_class()
    return _why_not_one_more(round_, count)


def why_not_join(
    school_class: SchoolClass | None, team: Team, phases: Sequence[Phase], count: int, now: datetime
) -> Refusal | None:
    """Why a student, who is in `count` other teams of the round, may not join this one; `team.round` loaded."""
    if refusal := why_not_register(phases, now, team.round.contact):
        return _locked(refusal)
    if school_class is None:
        return _without_class()
    if school_class.school_id != team.school_id:
        return Refusal(
            "other_school",
            _("Dieses Team ist von einer anderen Schule. In einem Team sind vorerst nur Leute von einer Schule."),
            ask=_teacher(),
        )
    return _why_not_one_more(team.round, count) or _why_full(team)


def _why_full(team: Team) -> Refusal | None:
    if places_left(team):
        return None
    return Refusal(
        "team_full",
        _("Team ist voll. Mehr als %(count)s Leute dürfen nicht in ein Team.", count=team.round.team_max),
    )


def _why_not_one_more(round_: Round, count: int) -> Refusal | None:
    if count < round_.teams_per_person:
        return None
    if round_.teams_per_person == 1:
        reason = _("Du bist in dieser Runde schon in einem Team. Mehr als eins geht nicht.")
    else:
        reason = _(
            "Du bist in dieser Runde schon in %(count)s Teams. Mehr als %(limit)s gehen nicht.",
            count=count,
            limit=round_.teams_per_person,
        )
    return Refusal("team_limit", reason)


def _without_class() -> Refusal:
    reason = _("Du gehörst gerade zu keiner Klasse, und Teams gehören zu einer Schule.")
    return Refusal("no_class", reason, ask=_teacher())


def _teacher() -> str:
    return _("deine Lehrkraft")


def _locked(refusal: Refusal) -> Refusal:
    """The same no, saying as well that with the end of registration it stands who is in a team."""
    if refusal.code != "phase_closed":
        return refusal
    reason = _("%(reason)s Wer in welchem Team ist, steht jetzt fest.", reason=refusal.reason)
    return replace(refusal, reason=reason, ask=refusal.ask or _teacher())


def why_not_leave(round_: Round, phases: Sequence[Phase], now: datetime) -> Refusal | None:
    refusal = why_not_register(phases, now, round_.contact)
    return _locked(refusal) if refusal else None


def needs_new_captain(team: Team, user_id: uuid.UUID) -> bool:
    """Whether this person must say who leads the team before leaving it."""
    return team.captain_id == user_id and team.member_count > 1


def why_not_lead(team: Team, user_id: uuid.UUID) -> Refusal | None:
    """Why somebody may not do what only the captain may."""
    if team.captain_id == user_id:
        return None
    reason = _("Das darf nur, wer für das Team spricht. Wer das ist, steht auf eurer Teamseite.")
    return Refusal("only_captain", reason)


def why_not_rename(team: Team, user_id: uuid.UUID, phases: Sequence[Phase], now: datetime) -> Refusal | None:
    """Why a name stays: only the captain changes it, and not once ideas can no longer be written."""
    return why_not_lead(team, user_id) or why_not_write(phases, now, team.round.contact)


def why_not_name_companies(team: Team, phases: Sequence[Phase], now: datetime) -> Refusal | None:
    """Why the companies of a team stay as they are: by them it is settled who reads what was handed in."""
    return why_not_write(phases, now, team.round.contact)


def why_not_restore(
    team: Team, round_: Round, phases: Sequence[Phase], count: int, now: datetime, *, is_teacher: bool
) -> Refusal | None:
    """Why a team stays archived whose last member is in `count` teams of the round by now.

    The last member may restore it until registration ends, a teacher the whole 30 days.
    """
    if team.archived_at is None:
        return Refusal("not_archived", _("Dieses Team gibt es schon wieder."))
    if now >= (until := team.archived_at + RESTORABLE_FOR):
        return Refusal(
            "restorable_no_more", _("Ein aufgelöstes Team lässt sich 30 Tage lang zurückholen."), until=until
        )
    if not is_teacher and (refusal := why_not_register(phases, now, round_.contact)):
        return replace(_locked(refusal), ask=_teacher())
    if count < round_.teams_per_person:
        return None
    return Refusal("team_limit", _("Wer zuletzt in diesem Team war, ist in dieser Runde schon in einem anderen."))
