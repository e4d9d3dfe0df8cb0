"""When something is decided about ideas, what a decision must say, and when all of them count as approved."""

import hashlib
import json
import math
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.core.access import Role
from app.core.errors import FieldErrors, Refusal, TextConflict
from app.core.i18n import _, _l, _n
from app.deliberation.models import Approval, Decision
from app.ranking.rules import Place, is_over
from app.rounds.models import Phase, PhaseKind

PRIZE, SPECIAL, SHORTLIST, NOT_SELECTED = "prize", "special", "shortlist", "not_selected"
# In the order in which results are told.
NAMES = {
    PRIZE: _l("Preis"),
    SPECIAL: _l("Sonderpreis"),
    SHORTLIST: _l("Engere Wahl"),
    NOT_SELECTED: _l("Nicht ausgewählt"),
}
# These have a name and a place in the list of results.
AWARDS = frozenset({PRIZE, SPECIAL})
REASON_MIN = 10
RANK_MAX = 99


@dataclass(frozen=True)
class DecisionValues:
    """What becomes of an idea; `prize` and `rank` for awards only.

    `deviates` says that the reason explains why this goes against the official ranking.
    """

    kind: str
    prize: str = ""
    rank: int | None = None
    reason: str = ""
    deviates: bool = False


@dataclass(frozen=True)
class Candidate:
    """An idea with its place in the ranking, and what was decided about it."""

    place: Place
    decision: Decision | None

    @property
    def submission_id(self) -> uuid.UUID:
        return self.place.entry.submission_id

    @property
    def number(self) -> int:
        return self.place.entry.number

    @property
    def is_in_zone(self) -> bool:
        """Whether the sheets leave open that the idea belongs to the best: there the jury decides, and says why."""
        return self.place.fair is not None and self.place.fair.zone == "decision" and bool(self.place.fair.p_top)


def why_not_decide(phases: Sequence[Phase], now: datetime, contact: str) -> Refusal | None:
    """Why nothing may be decided, changed or approved: the jury may still change its mind."""
    closes_at = max((p.closes_at for p in phases if p.kind == PhaseKind.JURY), default=None)
    return why_not_decide_until(closes_at, now, contact)


def why_not_decide_until(jury_closes_at: datetime | None, now: datetime, contact: str) -> Refusal | None:
    """The same where only the end of the last jury phase is known; None if there is no such phase."""
    if is_over(jury_closes_at, now):
        return None
    reason = _("Entschieden wird erst, wenn die Jury fertig ist und sich kein Bogen mehr ändert.")
    return Refusal("jury_open", reason, since=jury_closes_at, ask=contact or None)


def why_not_approve(
    person_id: uuid.UUID, role: str, approvals: Collection[Approval], candidates: Collection[Candidate]
) -> Refusal | None:
    """Why somebody cannot approve the decisions in a role; `approvals` are those that count."""
    if refusal := why_not_complete(candidates):
        return refusal
    if any(approval.approved_by_id == person_id for approval in approvals):
        return Refusal(
            "same_person",
            _("Sie haben schon freigegeben. Die zweite Freigabe muss von einer anderen Person kommen."),
        )
    if any(approval.role == role for approval in approvals):
        return Refusal("role_taken", _("In dieser Rolle hat schon jemand anderes freigegeben."))
    return None


def why_not_complete(candidates: Collection[Candidate]) -> Refusal | None:
    """Why the decisions of a round cannot be approved by anybody yet."""
    if not candidates:
        return Refusal("no_ideas", _("Es gibt noch keine Idee, über die zu entscheiden wäre."))
    if count := len(open_ideas(candidates)):
        reason = _n(
            "Über %(num)s Idee ist noch nicht entschieden. Freigegeben wird alles zusammen.",
            "Über %(num)s Ideen ist noch nicht entschieden. Freigegeben wird alles zusammen.",
            count,
        )
        return Refusal("open_ideas", reason)
    if unexplained := unexplained_among(candidates):
        numbers = ", ".join(str(each.number) for each in unexplained)
        reason = _(
            "Diese Ideen stehen besser da, als ihr Platz sagt, ohne dass die Begründung darauf eingeht: %(numbers)s.",
            numbers=numbers,
        )
        return Refusal("unexplained", reason)
    return None


def open_ideas(candidates: Iterable[Candidate]) -> list[Candidate]:
    return [each for each in candidates if each.decision is None]


def why_not_as_seen(digest: str, seen_digest: str) -> Refusal | None:
    """Why something else would be approved than what was shown before the button was pressed."""
    if digest == seen_digest:
        return None
    reason = _("Die Entscheidungen haben sich gerade geändert. Bitte sehen Sie sie noch einmal an.")
    return Refusal("changed_meanwhile", reason)


# ---------------------------------------------------------------- against the ranking
def turned_by(candidates: Iterable[Candidate], idea: Candidate, values: DecisionValues) -> list[Candidate]:
    """The ideas beside which a decision about `idea` turns the official ranking round, the first ones first.

    Special awards stand beside the order, and in the zone there is none. What is open counts as not selected.
    """
    level = _level(values.kind, values.rank)
    others = (each for each in candidates if each.submission_id != idea.submission_id)
    return [each for each in others if _is_turned(idea, level, each)]


def _level(kind: str, rank: int | None) -> int | None:
    """How high a decision puts an idea, 1 being the highest; None for what stands beside the order."""
    return {PRIZE: rank, SPECIAL: None, SHORTLIST: RANK_MAX + 1, NOT_SELECTED: RANK_MAX + 2}[kind]


def _level_of(candidate: Candidate) -> int | None:
    return _level(candidate.decision.kind, candidate.decision.rank) if candidate.decision else RANK_MAX + 2


def _is_turned(idea: Candidate, level: int | None, other: Candidate) -> bool:
    other_level = _level_of(other)
    if level is None or other_level is None or (idea.is_in_zone and other.is_in_zone):
        return False
    higher = _worth(idea) - _worth(other)
    return (higher > 0 and level > other_level) or (higher < 0 and level < other_level)


def _worth(candidate: Candidate) -> float:
    """The higher the better the official place; an idea that too few have read has none and comes behind all others."""
    return -candidate.place.rank if candidate.place.rank is not None else -math.inf


def unexplained(turned: Iterable[Candidate]) -> list[Candidate]:
    """Those among them whose own decision does not say that it deviates; what is open says nothing yet."""
    return [each for each in turned if each.decision is not None and not each.decision.deviates]


def passed_over(candidates: Collection[Candidate]) -> list[Candidate]:
    """Open ideas with a better place than one that was chosen without a word on it: no reason fits them all."""
    chosen = [each for each in unexplained(candidates) if (_level_of(each) or RANK_MAX + 2) < RANK_MAX + 2]
    least = min(map(_worth, chosen), default=math.inf)
    fixed = min((_worth(each) for each in chosen if not each.is_in_zone), default=math.inf)
    return [each for each in open_ideas(candidates) if _worth(each) > (fixed if each.is_in_zone else least)]


def rest_of(candidates: Collection[Candidate]) -> list[Candidate]:
    """What can be decided at once as not selected: who was passed over, or is left to the jury, has an own reason."""
    passed = {each.submission_id for each in passed_over(candidates)}
    return [each for each in open_ideas(candidates) if each.submission_id not in passed and not each.is_in_zone]


def why_not_decide_rest(rest: Collection[Candidate]) -> Refusal | None:
    return None if rest else Refusal("nothing_open", _("Es ist nichts mehr offen, was so entschieden werden könnte."))


def unexplained_among(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Ideas that were put above a better one although neither decision says that it deviates."""
    found: list[Candidate] = []
    lowest_above, lowest_here, worth = [0, 0], [0, 0], math.nan
    for each in sorted(unexplained(candidates), key=_worth, reverse=True):
        level = _level_of(each) or 0
        if _worth(each) != worth:
            # Equal places are in no order among each other.
            lowest_above, worth = list(map(max, lowest_above, lowest_here)), _worth(each)
        # First of all ideas, then of those outside the zone, with which alone one inside is compared.
        if 0 < level < lowest_above[each.is_in_zone]:
            found.append(each)
        lowest_here = [max(lowest_here[0], level), max(lowest_here[1], 0 if each.is_in_zone else level)]
    return found


def settled(values: DecisionValues, turned: Collection[Candidate]) -> DecisionValues:
    """What will be kept of what was offered: only awards have a name and a place, and only who deviates says so."""
    prize, rank = (values.prize, values.rank) if values.kind in AWARDS else ("", None)
    return replace(values, prize=prize, rank=rank, deviates=values.deviates and bool(turned))


def faults_of(values: DecisionValues, turned: Collection[Candidate], *, in_zone: bool = False) -> dict[str, list[str]]:
    """What a decision lacks, by field; `turned` are the ideas beside which it turns the ranking round.

    `in_zone`: the sheets leave it to the jury, which then always says why.
    """
    against = unexplained(turned)
    faults = FieldErrors()
    if values.kind in AWARDS and not values.prize:
        faults.add("prize", _("Bitte sagen, wie der Preis heißt."))
    if values.kind in AWARDS and values.rank is None:
        faults.add("rank", _("Bitte einen Platz zwischen 1 und %(high)s eintragen.", high=RANK_MAX))
    if (values.kind != NOT_SELECTED or against or in_zone) and len(values.reason) < REASON_MIN:
        faults.add("reason", _("Bitte in einem Satz begründen, mindestens %(low)s Zeichen.", low=REASON_MIN))
    if against and not values.deviates:
        numbers = ", ".join(str(each.number) for each in against[:5])
        reason = _(
            "Diese Entscheidung kehrt die Rangfolge um, verglichen mit Idee %(numbers)s. Bitte in der Begründung "
            "sagen, warum, und hier bestätigen.",
            numbers=numbers,
        )
        faults.add("deviates", reason)
    return faults.found


def faults_of_change(reason: str) -> dict[str, list[str]]:
    """What is wrong with the reason for which a decision is replaced by another."""
    if len(reason) >= REASON_MIN:
        return {}
    return {"change_reason": [_("Bitte sagen, warum sich das ändert, mindestens %(low)s Zeichen.", low=REASON_MIN)]}


# ---------------------------------------------------------------- two people, two tabs
def said_in(decision: Decision) -> DecisionValues:
    return DecisionValues(decision.kind, decision.prize, decision.rank, decision.reason, decision.deviates)


def version_of(newest: Decision | None) -> int:
    """How often it was changed what is decided about an idea."""
    return newest.version if newest is not None else 0


def conflicts(newest: Decision | None, values: DecisionValues, seen_version: int) -> list[TextConflict]:
    """What somebody else has decided about an idea since its page was shown, beside what is offered now."""
    version = version_of(newest)
    if version == seen_version:
        return []
    stored = words_of(said_in(newest)) if newest is not None and newest.revoked_at is None else _("noch nichts")
    return [TextConflict("kind", _("Entscheidung"), stored, words_of(values), version)]


def words_of(values: DecisionValues) -> str:
    """A decision in words, with its reason."""
    name = values.prize or name_of_kind(values.kind)
    return f"{name} – {values.reason}" if values.reason else name


def name_of_kind(kind: str) -> str:
    return str(NAMES[kind])


# ---------------------------------------------------------------- approval
def name_of_part(part: str) -> str:
    """As what somebody approves, in words."""
    return {Role.CHAIR: _("Juryvorsitz"), Role.ADMIN: _("Wettbewerbsleitung")}[Role(part)]


def why_not_approve_any(
    person_id: uuid.UUID, parts: Sequence[str], approvals: Collection[Approval], candidates: Collection[Candidate]
) -> Refusal | None:
    """Why somebody can approve in none of their roles: the reason for the first of them."""
    refusals = [why_not_approve(person_id, part, approvals, candidates) for part in parts]
    return refusals[0] if all(refusals) else None


def is_approved(approvals: Iterable[Approval]) -> bool:
    """Whether these are a chair's and an admin's, two different people."""
    people = {approval.role: approval.approved_by_id for approval in approvals}
    return set(people) == {Role.CHAIR, Role.ADMIN} and people[Role.CHAIR] != people[Role.ADMIN]


def digest_of(decision: Decision) -> str:
    """SHA-256 (hex) over what was decided, for the log: it holds no texts."""
    said: list[object] = [str(decision.submission_id), decision.prize, decision.rank, decision.reason]
    if decision.kind != PRIZE or decision.deviates:
        # A plain prize keeps the digest that it had in the log before there was anything else.
        said += [decision.kind, decision.deviates]
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()


def digest_of_all(decisions: Iterable[Decision]) -> str:
    """SHA-256 (hex) over all decisions of a round, whatever their order."""
    said = sorted(digest_of(decision) for decision in decisions)
    return hashlib.sha256(json.dumps(said, separators=(",", ":")).encode()).hexdigest()
