"""What jurors say of themselves, on a page of their own and on one of whoever runs the round."""

import uuid

from flask import Blueprint, flash

from app.accounts.access import me
from app.core.access import Role, allow
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.enrolment.queries import every_school
from app.panels.queries import juror_of
from app.profiles import actions, queries
from app.profiles.forms import profile_form
from app.rounds.queries import categories_of, round_of

blueprint = Blueprint("profiles", __name__)


@blueprint.route("/jury/rounds/<uuid:round_id>/profile", methods=["GET", "POST"])
@allow(Role.JUROR)
def own_profile(round_id: uuid.UUID) -> Answer:
    card = queries.card_of(queries.own_seat(me(), round_id))
    form = profile_form(card.profile, card.member.profile_version, categories_of(round_id), every_school())

    def save() -> Answer:
        with form.showing_conflicts():
            _tell(actions.edit_own_profile(me(), round_id, form.profile(), form.version.data or 0))
        return go("scoring.assignments")

    return answer(form, save, "profiles/own_profile.html", card=card)


@blueprint.route("/rounds/<uuid:round_id>/jurors/<uuid:member_id>/profile", methods=["GET", "POST"])
@allow(Role.ADMIN)
def profile(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    card = queries.card_of(juror_of(round_.id, member_id, only_jurors=True).member)
    name = card.member.user.name
    form = profile_form(card.profile, card.member.profile_version, categories_of(round_id), every_school())

    def save() -> Answer:
        with form.showing_conflicts():
            _tell(actions.edit_profile(me(), round_id, member_id, form.profile(), form.version.data or 0))
        return go("panels.jurors", round_id=round_id)

    return answer(form, save, "profiles/profile.html", card=card, name=name, round=round_)


def _tell(numbers: list[int]) -> None:
    flash(_("Gespeichert."), "success")
    if numbers:
        flash(_("Zurückgenommen, weil befangen: Idee %(numbers)s.", numbers=", ".join(map(str, numbers))), "info")
