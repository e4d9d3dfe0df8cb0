"""When a round is ready to be shown, and whether a deadline may move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.errors import InvalidError, Refusal, RefusedError
from app.core.i18n import _, _n
from app.publication.rules import why_not_withdraw_approval
from app.rounds import rules as rounds
from app.rounds.models import Phase, PhaseKind, Round


@dataclass(frozen=True)
class Counts:
    """How much of everything a round has."""

    categories: int
    rubrics: int
    teams: int
    members: int
    ideas: int
    submitted: int
    jurors: int
    assignments: int
    final_sheets: int
    decisions: int
    approvals: int
    publications: int


# One of the chair and one of an admin.
_APPROVALS = 2


@dataclass(frozen=True)
class Task:
    """A point on the desk; `state` is done, open, waiting or closed, `endpoint` a page that takes the round's id."""

    endpoint: str
    label: str
    state: str
    hint: str = ""


def setting_up(round_: Round, phases: Sequence[Phase], counts: Counts) -> list[Task]:
    """What is to be done before a round is shown."""
    kinds = {phase.kind for phase in phases}
    missing = missing_for_announcing(phases, counts.categories, has_rubric=counts.rubrics > 0)
    is_announced = round_.announced_at is not None
    return [
        Task("rounds.edit_round", _("Angaben"), "done", _("Name, Teamgröße, wen man fragen kann")),
        Task(
            "rounds.phases", _("Phasen"), _done({PhaseKind.SUBMIT, PhaseKind.JURY} <= kinds), _("Wann was möglich ist")
        ),
        Task("rounds.categories", _("Themenfelder"), _done(counts.categories > 0), _("Die Themenfelder der Ideen")),
        Task("rounds.entry_form", _("Formular"), "done", _("Die Felder, die jedes Team ausfüllt")),
        Task("rubrics.rubric", _("Bewertungsraster"), _done(counts.rubrics > 0), _("Sehen alle vom ersten Tag an")),
        Task("policies.policy", _("Wertungsregeln"), "done", _("Wie aus Bögen eine Reihenfolge wird")),
        Task(
            "organising.announce",
            _("Ankündigen"),
            "waiting" if missing and not is_announced else _done(is_announced),
            _("Es fehlt noch: %(missing)s.", missing=", ".join(missing)) if missing else _("Dann sehen alle die Runde"),
        ),
    ]


def judging(counts: Counts) -> list[Task]:
    """What is to be done so that the ideas get a result."""
    waiting = _n("%(num)s Idee ist eingereicht", "%(num)s Ideen sind eingereicht", counts.submitted)
    read = _("%(final)s von %(all)s Bögen sind abgegeben", final=counts.final_sheets, all=counts.assignments)
    is_read = 0 < counts.assignments == counts.final_sheets
    decided = _("über %(decided)s von %(all)s Ideen ist entschieden", decided=counts.decisions, all=counts.submitted)
    is_decided = 0 < counts.submitted == counts.decisions
    approved = _("durch Juryvorsitz und Wettbewerbsleitung, zwei verschiedene Personen")
    return [
        Task("panels.jurors", _("Jury einladen"), _done(counts.jurors > 0), _("Wer die Ideen liest und bewertet")),
        Task("panels.assignments", _("Ideen zuteilen"), _done(counts.assignments > 0), waiting),
        Task("ranking.ranking", _("Stand der Bewertung"), _done(is_read), read),
        Task("deliberation.decisions", _("Entscheiden"), _done(is_decided), decided),
        Task("deliberation.approvals", _("Freigeben"), _done(counts.approvals == _APPROVALS), approved),
        Task(
            "clearances.clearances",
            _("Texte und Bilder freigeben"),
            _done(counts.publications > 0),
            _("Was von jeder Idee alle sehen dürfen"),
        ),
        Task("publication.publication", _("Veröffentlichen"), _done(counts.publications > 0), _("Für alle sichtbar")),
    ]


def _done(is_done: bool) -> str:  # noqa: FBT001 # the only thing it asks
    return "done" if is_done else "open"


def missing_for_announcing(phases: Sequence[Phase], category_count: int, *, has_rubric: bool) -> list[str]:
    """What a round still lacks before people may see it, in words."""
    kinds = {phase.kind for phase in phases}
    points = [
        (PhaseKind.SUBMIT in kinds, _("eine Phase zum Einreichen")),
        (PhaseKind.JURY in kinds, _("eine Phase für die Jury")),
        (category_count > 0, _("mindestens ein Themenfeld")),
        (has_rubric, _("ein Bewertungsraster")),
    ]
    return [words for is_there, words in points if not is_there]


def why_not_announce(
    round_: Round, phases: Sequence[Phase], category_count: int, *, has_rubric: bool
) -> Refusal | None:
    """Why a round may not be shown to everybody (again)."""
    if round_.announced_at is not None:
        return Refusal("already_announced", _("Die Runde ist schon angekündigt."))
    if missing := missing_for_announcing(phases, category_count, has_rubric=has_rubric):
        return Refusal("round_incomplete", _("Es fehlt noch: %(missing)s.", missing=", ".join(missing)))
    return None


def check_extension(phases: Sequence[Phase], phase: Phase, closes_at: datetime, now: datetime) -> None:
    """Raise what speaks against letting one of these phases end at another moment; the phases stay as they are."""
    if refusal := rounds.why_not_extend(phase, closes_at, now):
        raise RefusedError(refusal)
    longer = Phase(kind=phase.kind, opens_at=phase.opens_at, closes_at=closes_at, grace_minutes=phase.grace_minutes)
    if faults := rounds.phase_faults([longer, *(other for other in phases if other.id != phase.id)]):
        raise InvalidError(faults)


def why_not_submit_longer(phase: Phase, now: datetime, *, is_anything_assigned: bool) -> Refusal | None:
    """Why teams may not hand in any longer: jurors read what counted when it was assigned to them."""
    if phase.kind != PhaseKind.SUBMIT or now < phase.closes_at or not is_anything_assigned:
        return None
    return Refusal(
        "ideas_assigned",
        _("Die Ideen sind schon der Jury zugeteilt. Nehmen Sie zuerst die Zuteilungen zurück, dann geht es."),
    )


def why_not_judge_longer(phase: Phase, state: str, *, is_approved: bool) -> Refusal | None:
    """Why no sheet may change any more: what is public or approved was decided by them; `state` is of the results."""
    if phase.kind != PhaseKind.JURY:
        return None
    if refusal := why_not_withdraw_approval(state):
        return refusal
    if not is_approved:
        return None
    return Refusal(
        "approved",
        _("Die Entscheidungen sind schon freigegeben. Wer das getan hat, nimmt die Freigabe zuerst zurück."),
    )
