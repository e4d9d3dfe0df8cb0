"""Setting up rounds, and the page of a round for everybody."""

import uuid

from flask import Blueprint, render_template

from app.accounts.access import me
from app.core import clock
from app.core.access import Role, allow
from app.core.web import Answer, answer, go, public_page
from app.rounds import actions, queries, rules
from app.rounds.forms import CategoryForm, CompetitionForm, EditPhaseForm, EditRoundForm, PhaseForm

blueprint = Blueprint("rounds", __name__)


@blueprint.get("/rounds")
@allow(Role.ADMIN, Role.AUDITOR)
def rounds() -> Answer:
    return render_template(
        "rounds/rounds.html",
        competitions=queries.planned_competitions(),
        is_admin=Role.ADMIN in me().roles,
        now=clock.now(),
        rules=rules,
    )


@blueprint.route("/competitions/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def new_competition() -> Answer:
    form = CompetitionForm()

    def save() -> Answer:
        competition = actions.create_competition(me(), form.title.data or "")
        return go("organising.new_round", competition_id=competition.id)

    return answer(form, save, "rounds/new_competition.html")


@blueprint.route("/rounds/<uuid:round_id>/edit", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_round(round_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    form = EditRoundForm.of(round_)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.change_round(me(), round_id, form.values(), form.version.data or 0)
        return go("organising.desk", round_id=round_id)

    return answer(form, save, "rounds/edit_round.html", round=round_)


@blueprint.get("/rounds/<uuid:round_id>/phases")
@allow(Role.ADMIN)
def phases(round_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    found = queries.phases_of(round_.id)
    states = rules.phase_states(found, clock.now())
    return render_template("rounds/phases.html", round=round_, phases=found, states=states, rules=rules)


@blueprint.route("/rounds/<uuid:round_id>/phases/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add_phase(round_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    form = PhaseForm(grace_minutes=0)

    def save() -> Answer:
        actions.add_phase(me(), round_id, form.values())
        return go("rounds.phases", round_id=round_id)

    return answer(form, save, "rounds/add_phase.html", round=round_)


@blueprint.route("/rounds/<uuid:round_id>/phases/<uuid:phase_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_phase(round_id: uuid.UUID, phase_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    phase = queries.phase_of(round_, phase_id)
    form = EditPhaseForm.of(phase)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.change_phase(me(), round_id, phase_id, form.values(), form.version.data or 0)
        return go("rounds.phases", round_id=round_id)

    return answer(form, save, "rounds/edit_phase.html", round=round_, phase=phase, rules=rules)


@blueprint.post("/rounds/<uuid:round_id>/phases/<uuid:phase_id>/remove")
@allow(Role.ADMIN)
def remove_phase(round_id: uuid.UUID, phase_id: uuid.UUID) -> Answer:
    actions.remove_phase(me(), round_id, phase_id)
    return go("rounds.phases", round_id=round_id)


@blueprint.route("/rounds/<uuid:round_id>/categories", methods=["GET", "POST"])
@allow(Role.ADMIN)
def categories(round_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    form = CategoryForm()

    def save() -> Answer:
        actions.add_category(me(), round_id, form.name.data or "")
        return go("rounds.categories", round_id=round_id)

    found = queries.categories_of(round_.id)
    return answer(form, save, "rounds/categories.html", round=round_, categories=found, rules=rules)


@blueprint.route("/rounds/<uuid:round_id>/categories/<uuid:category_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def rename_category(round_id: uuid.UUID, category_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    form = CategoryForm(obj=queries.category_of(round_, category_id))

    def save() -> Answer:
        actions.rename_category(me(), round_id, category_id, form.name.data or "")
        return go("rounds.categories", round_id=round_id)

    return answer(form, save, "rounds/rename_category.html", round=round_, category_id=category_id)


@blueprint.post("/rounds/<uuid:round_id>/categories/<uuid:category_id>/remove")
@allow(Role.ADMIN)
def remove_category(round_id: uuid.UUID, category_id: uuid.UUID) -> Answer:
    actions.remove_category(me(), round_id, category_id)
    return go("rounds.categories", round_id=round_id)


@blueprint.get("/rounds/<uuid:round_id>/form")
@allow(Role.ADMIN, Role.AUDITOR)
def entry_form(round_id: uuid.UUID) -> Answer:
    round_ = queries.round_of(me(), round_id)
    fields = queries.fields_of(queries.form_of(round_.id))
    return render_template("rounds/entry_form.html", round=round_, fields=fields)


@blueprint.get("/competitions/<competition_slug>/<round_slug>")
@public_page
def public_round(competition_slug: str, round_slug: str) -> Answer:
    round_ = queries.public_round(competition_slug, round_slug)
    phases_, now = queries.phases_of(round_.id), clock.received_at()
    return render_template(
        "rounds/public_round.html",
        round=round_,
        categories=queries.categories_of(round_.id),
        states=rules.phase_states(phases_, now),
        deadline=rules.current_deadline(phases_, now),
    )
