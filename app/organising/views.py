"""The round desk and the log."""

import uuid
from typing import Any

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.clock import now, received_at
from app.core.decoding import scanning
from app.core.decoding.running import can_decode
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.organising import actions, queries, rules
from app.organising.forms import AnnounceForm, ExtensionForm
from app.rounds import queries as rounds
from app.rounds import rules as round_rules
from app.rounds.forms import RoundForm

blueprint = Blueprint("organising", __name__)


@blueprint.route("/competitions/<uuid:competition_id>/rounds/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new_round(competition_id: uuid.UUID) -> Answer:
    competition = rounds.competition(competition_id)
    form = RoundForm(team_min=2, team_max=5, teams_per_person=1)

    def save() -> Answer:
        round_ = actions.create_round(me(), competition_id, form.values())
        return go("organising.desk", round_id=round_.id)

    return answer(form, save, "organising/new_round.html", competition=competition)


@blueprint.get("/rounds/<uuid:round_id>/desk")
@allow(Role.ADMIN, Role.AUDITOR)
def desk(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    phases, counts = rounds.phases_of(round_id), queries.counts_of(round_id)
    return render_template(
        "organising/desk.html",
        round=round_,
        counts=counts,
        is_admin=Role.ADMIN in me().roles,
        lists=[(_("Einrichten"), rules.setting_up(round_, phases, counts)), (_("Bewerten"), rules.judging(counts))],
        states=round_rules.phase_states(phases, now()),
        deadline=round_rules.current_deadline(phases, now()),
        now=now(),
        has_films=can_decode("video/mp4"),
        scanner=scanning.state() if Role.ADMIN in me().roles else None,
    )


@blueprint.route("/rounds/<uuid:round_id>/announce", methods=["GET", "POST"])
@allow(Role.ADMIN)
def announce(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    phases, counts = rounds.phases_of(round_id), queries.counts_of(round_id)

    def save() -> Answer:
        actions.announce_round(me(), round_id)
        flash(_("Die Runde ist angekündigt. Alle können sie jetzt sehen."), "success")
        return go("organising.desk", round_id=round_id)

    refusal = rules.why_not_announce(round_, phases, counts.categories, has_rubric=counts.rubrics > 0)
    states = round_rules.phase_states(phases, now())
    return answer(AnnounceForm(), save, "organising/announce.html", round=round_, refusal=refusal, states=states)


@blueprint.route("/rounds/<uuid:round_id>/phases/<uuid:phase_id>/extend", methods=["GET", "POST"])
@allow(Role.ADMIN)
def extend_deadline(round_id: uuid.UUID, phase_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    phase = rounds.phase_of(round_, phase_id)
    form = ExtensionForm.of(phase)
    shown: dict[str, Any] = {"round": round_, "phase": phase, "name": round_rules.name_of(phase.kind)}

    def save() -> Answer:
        if not form.is_checked():
            rules.check_extension(rounds.phases_of(round_id), phase, form.moment(), received_at())
            people = queries.people_concerned(round_id, phase.kind)
            plan = {"moment": form.moment(), "people_count": len(people)}
            return render_template("organising/extend_deadline.html", form=form, plan=plan, **shown)
        actions.extend_deadline(me(), round_id, phase_id, form.moment(), form.reason.data or "")
        flash(_("Die Frist ist verlängert, alle Betroffenen haben eine Nachricht."), "success")
        return go("organising.desk", round_id=round_id)

    return answer(form, save, "organising/extend_deadline.html", **shown)
