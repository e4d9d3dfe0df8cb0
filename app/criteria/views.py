"""How an admin changes a rubric: its criteria, their weights, what they have in common, and its actions."""

import uuid

from flask import Blueprint, flash, render_template, request

from app.accounts.access import me
from app.accounts.forms import ConfirmForm
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.criteria import actions, rules
from app.criteria.forms import RemoveForm, UseForm, criterion_form, scale_form, weights_form
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.rubrics import queries
from app.rubrics import rules as rubrics
from app.rubrics.models import Rubric

blueprint = Blueprint("criteria", __name__)


@blueprint.get("/rounds/<uuid:round_id>/rubric/edit")
@allow(Role.ADMIN)
def edit_rubric(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    rubric_ = queries.newest_rubric_of(round_.id)
    return render_template(
        "criteria/edit_rubric.html",
        round=round_,
        rubric=rubric_,
        criteria=queries.shown_criteria(rubric_),
        why_not=rubrics.why_not_edit(rubric_),
        limit=rubrics.CRITERIA_MAX,
        rules=rubrics,
        ways=rules.ways_to_comment(),
        kinds=rules.kinds(),
    )


def _draft(round_id: uuid.UUID) -> tuple[Round, Rubric]:
    """The version that is edited; RefusedError if none can be, before anything that was typed is looked at."""
    round_ = rounds.round_of(me(), round_id)
    found = queries.newest_rubric_of(round_.id)
    if refusal := rubrics.why_not_edit(found):
        raise RefusedError(refusal)
    return round_, found


@blueprint.route("/rounds/<uuid:round_id>/rubric/criteria/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add_criterion(round_id: uuid.UUID) -> Answer:
    """A criterion with levels; `?points=100` asks for one with points up to a hundred."""
    round_, rubric_ = _draft(round_id)
    of_hundred = request.args.get("points") == str(rubrics.HUNDRED)
    form = criterion_form(queries.categories_by_id(round_.id), of_hundred=of_hundred)

    def save() -> Answer:
        added = actions.add_criterion(me(), round_id, form.values(), form["key"].data or "")
        flash(_("Das Kriterium steht im Raster."), "success")
        return go("criteria.edit_rubric", round_id=round_id, part=added.key)

    return answer(form, save, "criteria/add_criterion.html", round=round_, rubric=rubric_, rules=rules)


@blueprint.route("/rounds/<uuid:round_id>/rubric/criteria/<uuid:criterion_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    criterion = queries.criterion_of(rubric_, criterion_id)
    form = criterion_form(queries.categories_by_id(round_.id), criterion)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.edit_criterion(me(), round_id, criterion_id, form.values(), form.version.data or 0)
        flash(_("Gespeichert."), "success")
        return go("criteria.edit_rubric", round_id=round_id, part=criterion.key)

    return answer(
        form, save, "criteria/edit_criterion.html", round=round_, rubric=rubric_, criterion=criterion, rules=rules
    )


@blueprint.route("/rounds/<uuid:round_id>/rubric/criteria/<uuid:criterion_id>/remove", methods=["GET", "POST"])
@allow(Role.ADMIN)
def remove_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    criterion = queries.criterion_of(rubric_, criterion_id)
    form = RemoveForm(version=criterion.version)

    def save() -> Answer:
        actions.remove_criterion(me(), round_id, criterion_id, form.version.data or 0)
        return go("criteria.edit_rubric", round_id=round_id)

    return answer(form, save, "criteria/remove_criterion.html", round=round_, criterion=criterion)


@blueprint.post("/rounds/<uuid:round_id>/rubric/criteria/<uuid:criterion_id>/<any(up, down):direction>")
@allow(Role.ADMIN)
def move_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID, direction: str) -> Answer:
    key = actions.move_criterion(me(), round_id, criterion_id, up=direction == "up")
    return go("criteria.edit_rubric", round_id=round_id, part=key)


@blueprint.route("/rounds/<uuid:round_id>/rubric/weights", methods=["GET", "POST"])
@allow(Role.ADMIN)
def weigh_criteria(round_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    form = weights_form(rubric_, queries.criteria_of(rubric_.id))

    def save() -> Answer:
        actions.weigh_criteria(me(), round_id, form.weights(), form.seen.data or "")
        flash(_("Gespeichert."), "success")
        return go("criteria.edit_rubric", round_id=round_id)

    return answer(form, save, "criteria/weigh_criteria.html", round=round_, rules=rubrics)


@blueprint.route("/rounds/<uuid:round_id>/rubric/scale", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_scale(round_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    form = scale_form(rubric_, queries.criteria_of(rubric_.id))

    def save() -> Answer:
        with form.showing_conflicts():
            actions.edit_scale(me(), round_id, form.values(), form.version.data or 0)
        flash(_("Gespeichert."), "success")
        return go("criteria.edit_rubric", round_id=round_id)

    return answer(form, save, "criteria/edit_scale.html", round=round_, rules=rules)


# ---------------------------------------------------------------- versions
@blueprint.post("/rounds/<uuid:round_id>/rubric/versions")
@allow(Role.ADMIN)
def add_version(round_id: uuid.UUID) -> Answer:
    actions.add_version(me(), round_id)
    flash(_("Die neue Version ist eine Kopie. Niemand bewertet danach, bis Sie sie in Kraft setzen."), "success")
    return go("criteria.edit_rubric", round_id=round_id)


@blueprint.route("/rounds/<uuid:round_id>/rubric/use", methods=["GET", "POST"])
@allow(Role.ADMIN)
def use_version(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    rubric_ = queries.newest_rubric_of(round_.id)
    form = UseForm(seen=rubric_.content_hash)

    def save() -> Answer:
        actions.use_version(me(), round_id, form.seen.data or "")
        return go("confirmations.ask_again", round_id=round_id)

    return answer(
        form, save, "criteria/use_version.html", round=round_, rubric=rubric_, why_not=rules.why_not_give_up(rubric_),
        criteria=queries.shown_criteria(rubric_), present=queries.rubric_of(round_.id),
    )  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/rubric/give-up", methods=["GET", "POST"])
@allow(Role.ADMIN)
def give_up_version(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    rubric_ = queries.newest_rubric_of(round_.id)

    def save() -> Answer:
        actions.give_up_version(me(), round_id)
        return go("criteria.edit_rubric", round_id=round_id)

    return answer(
        ConfirmForm(), save, "criteria/give_up_version.html", round=round_, rubric=rubric_,
        why_not=rules.why_not_give_up(rubric_),
    )  # fmt: skip
