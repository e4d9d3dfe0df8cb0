"""The rubric, for everybody from day one, and how the admin changes it."""

import uuid

from flask import Blueprint, flash, render_template

from app.accounts.access import me
from app.accounts.forms import ConfirmForm
from app.core.access import Role, allow
from app.core.errors import RefusedError
from app.core.i18n import _
from app.core.web import Answer, answer, go, public_page
from app.rounds import queries as rounds
from app.rounds.models import Round
from app.rubrics import actions, queries, rules
from app.rubrics.forms import RemoveForm, UseForm, criterion_form, scale_form
from app.rubrics.models import Rubric

blueprint = Blueprint("rubrics", __name__)


@blueprint.get("/competitions/<competition_slug>/<round_slug>/rubric")
@public_page
def public_rubric(competition_slug: str, round_slug: str) -> Answer:
    round_ = rounds.public_round(competition_slug, round_slug)
    rubric = queries.rubric_of(round_.id)
    shown = queries.shown_criteria(rubric)
    range_ = rules.common_range([each.criterion for each in shown])
    return render_template("rubrics/public_rubric.html", round=round_, rubric=rubric, criteria=shown, range=range_)


@blueprint.get("/rounds/<uuid:round_id>/rubric")
@allow(Role.ADMIN, Role.AUDITOR, Role.JUROR, Role.CHAIR)
def rubric(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    found = queries.rubric_of(round_.id)
    is_admin = Role.ADMIN in me().roles
    shown = queries.shown_criteria(found)
    return render_template("rubrics/rubric.html", round=round_, rubric=found, criteria=shown, is_admin=is_admin)


# ---------------------------------------------------------------- editing
@blueprint.get("/rounds/<uuid:round_id>/rubric/edit")
@allow(Role.ADMIN)
def edit_rubric(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    rubric_ = queries.newest_rubric_of(round_.id)
    return render_template(
        "rubrics/edit_rubric.html",
        round=round_,
        rubric=rubric_,
        criteria=queries.shown_criteria(rubric_),
        why_not=rules.why_not_edit(rubric_),
        limit=rules.CRITERIA_MAX,
    )


def _draft(round_id: uuid.UUID) -> tuple[Round, Rubric]:
    """The version that is edited; RefusedError if none can be, before anything that was typed is looked at."""
    round_ = rounds.round_of(me(), round_id)
    found = queries.newest_rubric_of(round_.id)
    if refusal := rules.why_not_edit(found):
        raise RefusedError(refusal)
    return round_, found


@blueprint.route("/rounds/<uuid:round_id>/rubric/criteria/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add_criterion(round_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    form = criterion_form()

    def save() -> Answer:
        actions.add_criterion(me(), round_id, form.values())
        flash(_("Das Kriterium steht im Raster."), "success")
        return go("rubrics.edit_rubric", round_id=round_id)

    return answer(form, save, "rubrics/add_criterion.html", round=round_, rubric=rubric_, rules=rules)


@blueprint.route("/rounds/<uuid:round_id>/rubric/criteria/<uuid:criterion_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    criterion = queries.criterion_of(rubric_, criterion_id)
    form = criterion_form(criterion)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.edit_criterion(me(), round_id, criterion_id, form.values(), form.version.data or 0)
        flash(_("Gespeichert."), "success")
        return go("rubrics.edit_rubric", round_id=round_id)

    return answer(
        form, save, "rubrics/edit_criterion.html", round=round_, rubric=rubric_, criterion=criterion, rules=rules
    )


@blueprint.route("/rounds/<uuid:round_id>/rubric/criteria/<uuid:criterion_id>/remove", methods=["GET", "POST"])
@allow(Role.ADMIN)
def remove_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    criterion = queries.criterion_of(rubric_, criterion_id)
    form = RemoveForm(version=criterion.version)

    def save() -> Answer:
        actions.remove_criterion(me(), round_id, criterion_id, form.version.data or 0)
        return go("rubrics.edit_rubric", round_id=round_id)

    return answer(form, save, "rubrics/remove_criterion.html", round=round_, criterion=criterion)


@blueprint.post("/rounds/<uuid:round_id>/rubric/criteria/<uuid:criterion_id>/<any(up, down):direction>")
@allow(Role.ADMIN)
def move_criterion(round_id: uuid.UUID, criterion_id: uuid.UUID, direction: str) -> Answer:
    actions.move_criterion(me(), round_id, criterion_id, up=direction == "up")
    return go("rubrics.edit_rubric", round_id=round_id)


@blueprint.route("/rounds/<uuid:round_id>/rubric/scale", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_scale(round_id: uuid.UUID) -> Answer:
    round_, rubric_ = _draft(round_id)
    form = scale_form(rubric_, queries.criteria_of(rubric_.id))

    def save() -> Answer:
        with form.showing_conflicts():
            actions.edit_scale(me(), round_id, form.values(), form.version.data or 0)
        flash(_("Gespeichert."), "success")
        return go("rubrics.edit_rubric", round_id=round_id)

    return answer(form, save, "rubrics/edit_scale.html", round=round_, rules=rules)


# ---------------------------------------------------------------- versions
@blueprint.post("/rounds/<uuid:round_id>/rubric/versions")
@allow(Role.ADMIN)
def add_version(round_id: uuid.UUID) -> Answer:
    actions.add_version(me(), round_id)
    flash(_("Die neue Version ist eine Kopie. Niemand bewertet danach, bis Sie sie in Kraft setzen."), "success")
    return go("rubrics.edit_rubric", round_id=round_id)


@blueprint.route("/rounds/<uuid:round_id>/rubric/use", methods=["GET", "POST"])
@allow(Role.ADMIN)
def use_version(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    rubric_ = queries.newest_rubric_of(round_.id)
    form = UseForm(seen=rubric_.content_hash)

    def save() -> Answer:
        actions.use_version(me(), round_id, form.seen.data or "")
        return go("rubrics.edit_rubric", round_id=round_id)

    return answer(
        form, save, "rubrics/use_version.html", round=round_, rubric=rubric_, why_not=rules.why_not_give_up(rubric_),
        criteria=queries.shown_criteria(rubric_), present=queries.rubric_of(round_.id),
    )  # fmt: skip


@blueprint.route("/rounds/<uuid:round_id>/rubric/give-up", methods=["GET", "POST"])
@allow(Role.ADMIN)
def give_up_version(round_id: uuid.UUID) -> Answer:
    round_ = rounds.round_of(me(), round_id)
    rubric_ = queries.newest_rubric_of(round_.id)

    def save() -> Answer:
        actions.give_up_version(me(), round_id)
        return go("rubrics.edit_rubric", round_id=round_id)

    return answer(
        ConfirmForm(), save, "rubrics/give_up_version.html", round=round_, rubric=rubric_,
        why_not=rules.why_not_give_up(rubric_),
    )  # fmt: skip
