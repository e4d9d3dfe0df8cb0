"""Setting up a round. Whoever changes its plan holds the lock of the round's row."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.core import audit, clock, db, text
from app.core.errors import EditConflictError, InvalidError, RefusedError, TextConflict
from app.core.i18n import _, time_text
from app.rounds import queries, rules
from app.rounds.models import Category, Competition, FormVersion, Phase, PhaseKind, Round

# A category takes its colour from its position, and there are six colours.
CATEGORIES_MAX = 6


@dataclass(frozen=True)
class RoundValues:
    """What an admin says about a round. `contact` is whom people ask when something is refused."""

    title: str
    lead: str = ""
    team_min: int = 2
    team_max: int = 5
    teams_per_person: int = 1
    contact: str = ""
    has_auto_submit: bool = True
    appeal_days: int = 14
    school_gigabytes: int = 20


@dataclass(frozen=True)
class PhaseValues:
    kind: str
    opens_at: datetime
    closes_at: datetime
    grace_minutes: int = 0


@db.action
def create_competition(admin: User, title: str) -> Competition:
    """A new competition; its address comes from the title. InvalidError if that is taken."""
    row = Competition(title=title, slug=text.slug(title))
    try:
        db.add(row)
    except IntegrityError as error:
        raise InvalidError({"title": [_("Diesen Titel gibt es schon. Bitte einen anderen nehmen.")]}) from error
    audit.record(admin.id, "create_competition", "competition", row.id)
    return row


@db.action
def add_round(admin: User, competition_id: uuid.UUID, values: RoundValues, *, is_final: bool = False) -> Round:
    """A new round with the default entry form, hidden until it is announced."""
    competition = queries.competition(competition_id)
    _check_team_size(values)
    slug = text.slug(values.title)
    row = Round(competition_id=competition.id, slug=slug, is_final=is_final, **asdict(values))
    try:
        db.add(row)
    except IntegrityError as error:
        raise InvalidError({"title": [_("Diese Runde gibt es schon. Bitte einen anderen Titel nehmen.")]}) from error
    db.add(FormVersion(round_id=row.id, number=1, fields=[field.to_json() for field in rules.default_form()]))
    audit.record(
        admin.id, "create_round", "round", row.id, values={"competition": str(competition.id), **_numbers(values)}
    )
    return row


def _check_team_size(values: RoundValues) -> None:
    if values.team_max < values.team_min:
        raise InvalidError({"team_max": [_("Die größte Zahl muss mindestens so groß sein wie die kleinste.")]})


def _check_appeal_days(round_: Round, values: RoundValues) -> None:
    """Once the round is announced, people count on what it says."""
    if round_.announced_at is not None and values.appeal_days < round_.appeal_days:
        raise InvalidError({"appeal_days": [_("Diese Frist ist schon angekündigt. Sie kann nur länger werden.")]})


def _numbers(values: RoundValues) -> dict[str, int]:
    return {name: value for name, value in asdict(values).items() if isinstance(value, int)}


@db.action
def change_round(admin: User, round_id: uuid.UUID, values: RoundValues, version: int) -> Round:
    """Change what is said about a round. EditConflictError if somebody else has, since `version` was shown."""
    row = db.load(Round, round_id, to_change=True)
    _check_team_size(values)
    _check_appeal_days(row, values)
    offered = asdict(values)
    stored = {name: getattr(row, name) for name in offered}
    changed = sorted(name for name in offered if offered[name] != stored[name])
    if row.version != version and changed:
        raise EditConflictError(
            [TextConflict(name, name, str(stored[name]), str(offered[name]), row.version) for name in changed],
        )
    for name in changed:
        setattr(row, name, offered[name])
    row.version += 1
    audit.record(admin.id, "change_round", "round", row.id, values={"changed": changed, **_numbers(values)})
    return row


@db.action
def announce(admin: User, round_: Round) -> None:
    """Make a round public; whoever calls this has checked that it is complete and holds its lock."""
    round_.announced_at = clock.now()
    audit.record(admin.id, "announce_round", "round", round_.id)


@db.action
def add_phase(admin: User, round_id: uuid.UUID, values: PhaseValues) -> Phase:
    """A further phase; InvalidError naming both if two do not fit together, or if a final has no such phase."""
    row = db.load(Round, round_id, to_change=True)
    present = queries.phases_of(row.id)
    _check_kind(row, values.kind)
    _check_jury(row, values.kind, present)
    phase = Phase(round_id=row.id, **asdict(values))
    _check_plan([*present, phase])
    db.add(phase)
    audit.record(admin.id, "add_phase", "phase", phase.id, values=phase.plan)
    return phase


def _check_kind(round_: Round, kind: str) -> None:
    """Whatever came into a final by another way than from its first round would bring no value along."""
    if round_.is_final and kind in rules.WRITING:
        reason = _(
            "Ein Finale hat weder Anmeldung noch Einreichung: Seine Ideen kommen aus der ersten Runde und bringen "
            "ihren Wert von dort mit. Was neu eingereicht würde, hätte keinen. Mehr Zeit zum Schreiben gibt es nur in "
            "der ersten Runde."
        )
        raise InvalidError({"kind": [reason]})


def _check_jury(round_: Round, kind: str, present: Sequence[Phase]) -> None:
    """A jury that was through goes on only where somebody says why, and where it is asked what followed from it."""
    if kind != PhaseKind.JURY or round_.announced_at is None:
        return
    if rules.has_closed(present, PhaseKind.JURY, clock.received_at()):
        reason = _(
            "Die Jury ist schon fertig. Bitte bei ihrer Phase „Frist verlängern“ nehmen: Dort steht der Grund dabei, "
            "und alle Betroffenen erfahren es."
        )
        raise InvalidError({"kind": [reason]})


@db.action
def change_phase(admin: User, round_id: uuid.UUID, phase_id: uuid.UUID, values: PhaseValues, version: int) -> Phase:
    """Move a phase: freely before the round is announced, then only what takes nothing from anybody."""
    round_, phase = _locked(round_id, phase_id)
    moved = Phase(round_id=round_.id, **asdict(values))
    if phase.version != version and (conflicts := _conflicts(phase, moved)):
        raise EditConflictError(conflicts)
    if refusal := rules.why_not_move(round_, phase, moved, clock.received_at()):
        raise RefusedError(refusal)
    before = phase.plan
    for name, value in asdict(values).items():
        setattr(phase, name, value)
    _check_plan(queries.phases_of(round_.id))
    phase.version += 1
    audit.record(admin.id, "change_phase", "phase", phase.id, values={"before": before, "after": phase.plan})
    return phase


def _locked(round_id: uuid.UUID, phase_id: uuid.UUID) -> tuple[Round, Phase]:
    round_ = db.load(Round, round_id, to_change=True)
    return round_, db.locked(queries.phase_of(round_, phase_id))


def _conflicts(phase: Phase, moved: Phase) -> list[TextConflict]:
    pairs = [
        ("opens_at", time_text(phase.opens_at), time_text(moved.opens_at)),
        ("closes_at", time_text(phase.closes_at), time_text(moved.closes_at)),
        ("grace_minutes", str(phase.grace_minutes), str(moved.grace_minutes)),
    ]
    return [TextConflict(name, name, a, b, phase.version) for name, a, b in pairs if a != b]


def _check_plan(phases: list[Phase]) -> None:
    if faults := rules.phase_faults(phases):
        raise InvalidError(faults)


@db.action
def extend_phase(admin: User, phase: Phase, closes_at: datetime, reason: str) -> None:
    """Let a phase end later. Whoever calls this holds the round's lock, has checked the plan and tells people."""
    before, phase.closes_at = phase.plan, closes_at
    phase.version += 1
    values = {"before": before, "after": phase.plan}
    audit.record(admin.id, "extend_deadline", "phase", phase.id, values=values, reason=reason)


@db.action
def remove_phase(admin: User, round_id: uuid.UUID, phase_id: uuid.UUID) -> None:
    round_, phase = _locked(round_id, phase_id)
    if refusal := rules.why_not_take_away(round_):
        raise RefusedError(refusal)
    db.session().delete(phase)
    audit.record(admin.id, "remove_phase", "phase", phase.id, values=phase.plan)


@db.action
def add_category(admin: User, round_id: uuid.UUID, name: str) -> Category:
    """A further category, at the end; InvalidError if the name is taken or there are six."""
    round_ = db.load(Round, round_id, to_change=True)
    present = queries.categories_of(round_.id)
    if len(present) >= CATEGORIES_MAX:
        raise InvalidError({"name": [_("Mehr als %(count)s Themenfelder passen nicht.", count=CATEGORIES_MAX)]})
    _check_free(name, present)
    free = min(set(range(1, CATEGORIES_MAX + 1)) - {category.position for category in present})
    category = db.add(Category(round_id=round_.id, name=name, name_key=text.name_key(name), position=free))
    audit.record(admin.id, "add_category", "category", category.id, values={"round": str(round_.id)})
    return category


def _check_free(name: str, others: list[Category]) -> None:
    if text.name_key(name) in {other.name_key for other in others}:
        raise InvalidError({"name": [_("Dieses Themenfeld gibt es schon.")]})


@db.action
def rename_category(admin: User, round_id: uuid.UUID, category_id: uuid.UUID, name: str) -> None:
    round_ = db.load(Round, round_id, to_change=True)
    category = queries.category_of(round_, category_id)
    _check_free(name, [other for other in queries.categories_of(round_.id) if other.id != category.id])
    category.name, category.name_key = name, text.name_key(name)
    audit.record(admin.id, "rename_category", "category", category.id, values={"round": str(round_.id)})


@db.action
def remove_category(admin: User, round_id: uuid.UUID, category_id: uuid.UUID) -> None:
    round_ = db.load(Round, round_id, to_change=True)
    category = queries.category_of(round_, category_id)
    if refusal := rules.why_not_take_away(round_):
        raise RefusedError(refusal)
    db.session().delete(category)
    audit.record(admin.id, "remove_category", "category", category.id, values={"round": str(round_.id)})
