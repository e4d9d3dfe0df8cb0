"""When a round is ready to be shown, whether a deadline may move, and what the log calls things."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.errors import InvalidError, Refusal, RefusedError
from app.core.i18n import _, _l, _n
from app.rounds import rules as rounds
from app.rounds.models import Phase, PhaseKind, Round

_ACTIONS = {
    "accept_invitation": _l("hat eine Einladung angenommen"),
    "add_category": _l("hat ein Themenfeld hinzugefügt"),
    "add_criterion": _l("hat dem Bewertungsraster ein Kriterium hinzugefügt"),
    "add_juror": _l("hat ein Jurymitglied aufgenommen"),
    "add_phase": _l("hat eine Phase hinzugefügt"),
    "add_policy": _l("hat Wertungsregeln angelegt"),
    "add_rubric": _l("hat ein Bewertungsraster angelegt"),
    "announce_round": _l("hat eine Runde angekündigt"),
    "approve_decisions": _l("hat die Entscheidungen freigegeben"),
    "ask_again": _l("hat die Jury gebeten, Bögen nach dem neuen Bewertungsraster zu bestätigen"),
    "assign": _l("hat eine Einreichung zum Bewerten zugeteilt"),
    "assign_teacher": _l("hat einer Klasse eine Lehrkraft zugeordnet"),
    "award_prize": _l("hat einen Preis vergeben"),
    "begin_idea": _l("hat eine Idee begonnen"),
    "change_phase": _l("hat eine Phase geändert"),
    "change_policy": _l("hat die Wertungsregeln geändert"),
    "change_round": _l("hat die Angaben zu einer Runde geändert"),
    "create_class": _l("hat eine Klasse angelegt"),
    "create_competition": _l("hat einen Wettbewerb angelegt"),
    "create_join_code": _l("hat einen Klassencode angelegt"),
    "create_round": _l("hat eine Runde angelegt"),
    "create_school": _l("hat eine Schule angelegt"),
    "drop_company": _l("hat einen Betrieb des Teams gestrichen"),
    "edit_criterion": _l("hat ein Kriterium geändert"),
    "edit_juror": _l("hat Angaben zu einem Jurymitglied geändert"),
    "edit_scale": _l("hat Punkte und Begründungen eines Bewertungsrasters geändert"),
    "decide": _l("hat über eine Idee entschieden"),
    "end_approval": _l("hat durch eine Änderung eine Freigabe aufgehoben"),
    "end_papers": _l("hat zurückgenommen, dass Unterlagen vorliegen"),
    "end_plan": _l("hat den Zeitpunkt einer Veröffentlichung aufgehoben"),
    "extend_deadline": _l("hat eine Frist verlängert"),
    "found_team": _l("hat ein Team gegründet"),
    "freeze_rubric": _l("Ein Bewertungsraster wurde fest"),
    "give_back_certificate": _l("hat eine zurückgezogene Urkunde wieder gültig gemacht"),
    "give_up_rubric": _l("hat eine Version eines Bewertungsrasters verworfen"),
    "grant": _l("hat eine Rolle vergeben"),
    "hand_in_sheet": _l("hat einen Bewertungsbogen abgegeben"),
    "hand_over_team": _l("hat die Rolle der Teamsprecher*in weitergegeben"),
    "invite": _l("hat jemanden eingeladen"),
    "issue_certificate": _l("hat eine Urkunde heruntergeladen, die dabei ausgestellt wurde"),
    "join_team": _l("ist einem Team beigetreten"),
    "leave_team": _l("hat ein Team verlassen"),
    "lock_policy": _l("Die Wertungsregeln wurden fest"),
    "make_snapshot": _l("Die faire Rangfolge wurde gerechnet"),
    "media.attach": _l("hat eine Datei hochgeladen"),
    "media.remove": _l("hat eine Datei entfernt"),
    "media.restore": _l("hat eine Datei wiederhergestellt"),
    "move_class": _l("hat jemanden in eine andere Klasse gebracht"),
    "move_criterion": _l("hat die Reihenfolge der Kriterien geändert"),
    "name_company": _l("hat einen Betrieb des Teams genannt"),
    "note_papers": _l("hat notiert, dass Unterlagen vorliegen"),
    "place_student": _l("hat jemanden in eine Klasse aufgenommen"),
    "plan_results": _l("hat eine Veröffentlichung geplant"),
    "publish_results": _l("hat Ergebnisse veröffentlicht"),
    "register": _l("hat sich registriert"),
    "release_comment": _l("hat einen Kommentar der Jury für das Team freigegeben"),
    "release_idea": _l("hat festgelegt, was von einer Idee öffentlich sein darf"),
    "release_teacher": _l("hat einer Lehrkraft eine Klasse abgenommen"),
    "remind_jurors": _l("hat Jurymitglieder erinnert"),
    "remove_category": _l("hat ein Themenfeld entfernt"),
    "remove_criterion": _l("hat ein Kriterium aus dem Bewertungsraster genommen"),
    "remove_juror": _l("hat ein Jurymitglied aus der Jury genommen"),
    "remove_phase": _l("hat eine Phase entfernt"),
    "remove_student": _l("hat jemanden aus der Klasse genommen"),
    "rename_category": _l("hat ein Themenfeld umbenannt"),
    "rename_team": _l("hat ein Team umbenannt"),
    "reopen_sheet": _l("hat einen Bewertungsbogen wieder geöffnet"),
    "replace_certificate": _l("hat eine Urkunde heruntergeladen, die eine ältere ersetzt"),
    "reset_access": _l("hat einen Zugang zurückgesetzt"),
    "restore_team": _l("hat ein Team wiederhergestellt"),
    "revoke_decision": _l("hat eine Entscheidung zurückgenommen"),
    "revoke_invitation": _l("hat eine Einladung zurückgezogen"),
    "revoke_join_code": _l("hat einen Klassencode gesperrt"),
    "revoke_prize": _l("hat einen Preis zurückgenommen"),
    "send_magic_link": _l("hat einen Link zum Anmelden bekommen"),
    "set_password": _l("hat ein Passwort gesetzt"),
    "show_in_demo": _l("Ein Konto wurde Teil der Demo"),
    "sign_in": _l("hat sich angemeldet"),
    "sign_out": _l("hat sich abgemeldet"),
    "submit_idea": _l("hat eine Idee eingereicht"),
    "take_back_assignment": _l("hat eine Zuteilung zurückgenommen"),
    "take_back_results": _l("hat eine Veröffentlichung zurückgenommen"),
    "take_role": _l("hat eine Rolle entzogen"),
    "try_design": _l("hat eine Jury durchspielen lassen"),
    "use_rubric": _l("hat eine Version eines Bewertungsrasters in Kraft gesetzt"),
    "weigh_criteria": _l("hat die Gewichte der Kriterien verteilt"),
    "withdraw_certificate": _l("hat eine Urkunde zurückgezogen"),
    "withdraw_idea": _l("hat eine Einreichung zurückgezogen"),
    "withhold_comment": _l("hat einen Kommentar der Jury zurückgehalten"),
}
_KINDS = {
    "approval": _l("Freigabe"),
    "assignment": _l("Zuteilung"),
    "category": _l("Themenfeld"),
    "certificate": _l("Urkunde"),
    "clearance": _l("Freigabe einer Idee"),
    "competition": _l("Wettbewerb"),
    "decision": _l("Entscheidung"),
    "design_trial": _l("durchgespielte Jury"),
    "idea": _l("Idee"),
    "invitation": _l("Einladung"),
    "join_code": _l("Klassencode"),
    "media_file": _l("Datei"),
    "panel_member": _l("Jurymitglied"),
    "papers": _l("Unterlagen"),
    "phase": _l("Phase"),
    "policy": _l("Wertungsregeln"),
    "publication": _l("Veröffentlichung"),
    "ranking_snapshot": _l("Faire Rangfolge"),
    "remark": _l("Kommentar für ein Team"),
    "round": _l("Runde"),
    "rubric": _l("Bewertungsraster"),
    "school": _l("Schule"),
    "school_class": _l("Klasse"),
    "score_sheet": _l("Bewertungsbogen"),
    "submission": _l("Einreichung"),
    "team": _l("Team"),
    "user": _l("Person"),
}


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


# -- words of the log


def words_of_action(action: str) -> str:
    """What somebody did, in words; an action without words keeps its code."""
    return str(_ACTIONS.get(action, action))


def words_of_kind(object_kind: str) -> str:
    return str(_KINDS.get(object_kind, object_kind))


def known_actions() -> dict[str, str]:
    """Every action that has words, in the order of the words."""
    return _by_words(_ACTIONS)


def known_kinds() -> dict[str, str]:
    return _by_words(_KINDS)


def _by_words(words: Mapping[str, Any]) -> dict[str, str]:
    return dict(sorted(((code, str(each)) for code, each in words.items()), key=lambda pair: pair[1].casefold()))


def values_text(values: Mapping[str, Any]) -> str:
    """The values of an event, one to a line."""
    return "\n".join(f"{name}: {value}" for name, value in sorted(values.items()))
