"""What stands in the protocol of a round: everything by numbers, no juror by name, no idea by its team."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from app.core.documents import Report, Section
from app.core.documents.tables import Cell, Row
from app.core.i18n import _, number_text, time_text
from app.deliberation.models import Approval, Decision
from app.deliberation.rules import name_of_part, said_in, words_of
from app.fairness.explain import Language, basis, remarks
from app.fairness.totals import rounded
from app.policies import rules as policies
from app.policies.rules import Policy
from app.ranking.rules import Place, Ranking
from app.rounds.models import Round
from app.rubrics.models import Rubric
from app.scoring.rules import shown_total


@dataclass(frozen=True)
class Reading:
    """An assignment: idea and juror by number; `total` is that of its sheet if it was handed in, else empty.

    `late_at` is when something of it came after the jury's end.
    """

    idea: int
    juror: int
    state: str
    total: str
    late_at: datetime | None = None


@dataclass(frozen=True)
class Record:
    """Everything that the protocol tells of."""

    round: Round
    policy: Policy
    criteria: Mapping[str, str]
    rubrics: Sequence[Rubric]
    readings: Sequence[Reading]
    ranking: Ranking
    decisions: Sequence[Decision]
    approvals: Sequence[Approval]


def report_of(record: Record, language: Language) -> Report:
    """The protocol in the reader's language, the parts in the order in which things happened."""
    sections = [
        _laid_down(record),
        _rubrics(record.rubrics),
        _jurors(record.readings),
        _readings(record.readings),
        _worked_out(record.ranking, language),
        _places(record.ranking),
        _decided(record.decisions),
        _approved(record.approvals),
    ]
    return Report(_("Protokoll der Jury"), f"{record.round.competition.title}, {record.round.title}", sections)


def _laid_down(record: Record) -> Section:
    policy = record.policy
    locked = time_text(policy.locked_at) if policy.locked_at else _("noch nicht")
    sentences = [
        *policies.sentences_of(policy.terms, record.criteria),
        _("Fest seit: %(time)s", time=locked),
        _("Prüfsumme der Wertungsregeln (SHA-256): %(digest)s", digest=policy.digest),
        _("Startzahl des Zufalls: %(seed)s", seed=policy.seed),
    ]
    return Section(_("Wertungsregeln"), sentences)


def _rubrics(rubrics: Sequence[Rubric]) -> Section:
    rows: list[Row] = [
        (each.number, time_text(each.frozen_at) if each.frozen_at else None, each.content_hash) for each in rubrics
    ]
    return Section(_("Bewertungsraster"), head=(_("Version"), _("fest seit"), _("Prüfsumme (SHA-256)")), rows=rows)


def _jurors(readings: Sequence[Reading]) -> Section:
    rows: list[Row] = [
        (_juror(number), len(own), sum(bool(each.total) for each in own))
        for number in sorted({each.juror for each in readings})
        for own in [[each for each in readings if each.juror == number]]
    ]
    return Section(_("Jury"), head=(_("Jurymitglied"), _("zugeteilt"), _("abgegeben")), rows=rows)


def _juror(number: int) -> str:
    return _("Jury %(number)s", number=number)


def _readings(readings: Sequence[Reading]) -> Section:
    names = {"open": _("offen"), "begun": _("begonnen"), "done": _("abgegeben"), "voided": _("zählt nicht mehr")}
    rows: list[Row] = [
        (
            each.idea,
            _juror(each.juror),
            names[each.state],
            shown_total(each.total) if each.total else None,
            time_text(each.late_at) if each.late_at else None,
        )
        for each in readings
    ]
    head = (_("Idee"), _("Jurymitglied"), _("Stand"), _("Gesamt"), _("nach Schluss eingegangen"))
    return Section(_("Zuteilungen und Bögen"), head=head, rows=rows)


def _worked_out(ranking: Ranking, language: Language) -> Section:
    stored = ranking.snapshot
    if stored is None:
        return Section(_("Rechnung"), [_("Der Fairwert dieser Bögen ist noch nicht gerechnet.")])
    versions = ", ".join(f"{name} {version}" for name, version in sorted(stored.versions.items()))
    sentences = [
        _("Gerechnet: %(time)s", time=time_text(stored.made_at)),
        _("Prüfsumme der Bögen (SHA-256): %(digest)s", digest=stored.input_digest),
        _("Prüfsumme des Ergebnisses (SHA-256): %(digest)s", digest=stored.result_digest),
        _("Gerechnet mit: %(versions)s", versions=versions),
        *basis(stored.ranking, language),
        *remarks(stored.ranking, language),
    ]
    return Section(_("Rechnung"), sentences)


def _places(ranking: Ranking) -> Section:
    head = (_("Platz"), _("Idee"), _("Bögen"), _("Mittelwert"), _("Fairwert"), _("90 von 100 Fällen"), _("Chance"))
    rows = [_place(each, ranking.terms.places) for each in ranking.everything]
    return Section(_("Rangfolge"), head=head, rows=rows)


def _place(place: Place, k: int) -> Row:
    fair, mean = place.fair, place.mean
    interval: Cell = None
    if fair is not None and fair.low90 is not None and fair.high90 is not None:
        interval = f"{number_text(max(fair.low90, 0.0), 1)} – {number_text(min(fair.high90, 100.0), 1)}"
    chance = f"{number_text(100 * fair.p_top[k])} %" if fair is not None and k in fair.p_top else None
    if fair is not None and fair.p_top and fair.zone == "decision":
        chance = _("%(chance)s, Jury entscheidet", chance=chance)
    title = f"{place.entry.number} · {place.entry.title}"
    value = None if fair is None or fair.fairwert is None else round(fair.fairwert, 1)
    return (place.rank, title, len(place.totals), _rounded(mean), value, interval, chance)


def _rounded(mean: Fraction | None) -> float | None:
    return None if mean is None else rounded(mean)


def _decided(decisions: Sequence[Decision]) -> Section:
    rows: list[Row] = [
        (
            each.submission.idea.number,
            words_of(said_in(each)),
            _("ja") if each.deviates else _("nein"),
            time_text(each.created_at),
            time_text(each.revoked_at) if each.revoked_at else None,
        )
        for each in decisions
    ]
    head = (_("Idee"), _("Entscheidung und Grund"), _("weicht ab"), _("entschieden"), _("zurückgenommen"))
    return Section(_("Entscheidungen"), head=head, rows=rows)


def _approved(approvals: Sequence[Approval]) -> Section:
    rows: list[Row] = [
        (
            name_of_part(each.role),
            time_text(each.approved_at),
            time_text(each.ended_at) if each.ended_at else None,
            each.digest,
        )
        for each in approvals
    ]
    head = (_("Freigabe als"), _("erteilt"), _("beendet"), _("Prüfsumme der Entscheidungen"))
    return Section(_("Freigaben"), head=head, rows=rows)


def table_in(section: Section) -> tuple[str, Sequence[str], Sequence[Row]]:
    """A section as a sheet of a spreadsheet: its table, or its sentences one to a line."""
    if section.head:
        return section.heading, section.head, section.rows
    return section.heading, (section.heading,), [(sentence,) for sentence in section.sentences]
