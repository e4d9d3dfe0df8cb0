"""When a round is ready to be shown."""

from collections.abc import Sequence

from app.core.errors import Refusal
from app.core.i18n import _
from app.rounds.models import Phase, PhaseKind, Round


def missing_for_announcing(phases: Sequence[Phase], category_count: int, *, has_rubric: bool) -> list[str]:
    """What a round still lacks before people may see it, in words."""
    kinds = {phase.kind for phase in phases}
    points = [
        (PhaseKind.SUBMIT in kinds, _("eine Phase zum Einreichen")),
        (PhaseKind.JURY in kinds, _("eine Phase für die Jury")),
        (category_count > 0, _("mindestens eine Kategorie")),
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
