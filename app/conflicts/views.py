"""Objections of a team to whoever might judge it."""

import uuid

from flask import Blueprint, flash

from app.accounts.access import me
from app.accounts.queries import company_names
from app.conflicts import actions, queries, rules
from app.conflicts.forms import ObjectionForm
from app.core.access import Role, allow
from app.core.errors import InvalidError
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.teams.queries import team_of

blueprint = Blueprint("conflicts", __name__)


@blueprint.route("/teams/<uuid:team_id>/objections", methods=["GET", "POST"])
@allow(Role.STUDENT)
def objections(team_id: uuid.UUID) -> Answer:
    team, form = team_of(me(), team_id), ObjectionForm(relation=rules.COMPANY)

    def save() -> Answer:
        if form.relation.data == rules.PERSON:
            actions.object_to_person(me(), team_id, form.note.data or "")
        elif not form.company.data:
            raise InvalidError({"company": [_("Bitte sagt, welcher Betrieb das ist.")]})
        else:
            actions.object_to_company(me(), team_id, form.company.data, form.note.data or "")
        flash(_("Euer Einwand ist notiert."), "success")
        return go("conflicts.objections", team_id=team_id)

    found, suggestions = queries.objections_of(team.id), company_names(for_staff=False)
    return answer(
        form, save, "conflicts/objections.html", team=team, objections=found, rules=rules, suggestions=suggestions
    )


@blueprint.post("/teams/<uuid:team_id>/objections/<uuid:objection_id>/take-back")
@allow(Role.STUDENT)
def take_back(team_id: uuid.UUID, objection_id: uuid.UUID) -> Answer:
    actions.take_objection_back(me(), team_id, objection_id)
    return go("conflicts.objections", team_id=team_id)
