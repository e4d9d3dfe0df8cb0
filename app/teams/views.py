"""Teams: founding, joining by code, leaving, leading; and what teachers see of them."""

import uuid

from flask import Blueprint, Response, flash, render_template

from app.accounts.access import me
from app.accounts.forms import ConfirmForm
from app.accounts.queries import company_names
from app.core import clock, limits
from app.core.access import Role, allow
from app.core.documents import qr_svg_bytes
from app.core.errors import InvalidError
from app.core.i18n import _
from app.core.text import clean_code
from app.core.web import Answer, address_of, answer, go
from app.enrolment.queries import school_class_of
from app.rounds.queries import phases_of, round_of
from app.rounds.rules import current_deadline
from app.teams import actions, queries, rules
from app.teams.forms import CaptainForm, CodeForm, CompanyForm, NameForm, RenameForm
from app.teams.models import Team

blueprint = Blueprint("teams", __name__)
_code_brake = limits.Brake("team_code", 10)


# ---------------------------------------------------------------- a student's teams
@blueprint.get("/teams")
@allow(Role.STUDENT)
def teams() -> Answer:
    return render_template(
        "teams/teams.html",
        rounds=queries.rounds_for(me()),
        ended=queries.ended_teams_of(me()),
        current_deadline=current_deadline,
        now=clock.received_at(),
    )


@blueprint.route("/rounds/<uuid:round_id>/teams/new", methods=["GET", "POST"])
@allow(Role.STUDENT)
def found_team(round_id: uuid.UUID) -> Answer:
    round_, form = round_of(me(), round_id), NameForm()
    why_not = queries.why_not_found(me(), round_)

    def save() -> Answer:
        team_ = actions.found_team(me(), round_id, form.name.data or "")
        flash(_("Euer Team steht! Zeig jetzt den anderen den Teamcode."), "success")
        return go("teams.team", team_id=team_.id)

    return answer(form, save, "teams/found_team.html", round=round_, why_not=why_not)


@blueprint.get("/teams/<uuid:team_id>")
@allow(Role.STUDENT)
def team(team_id: uuid.UUID) -> Answer:
    found = queries.team_of(me(), team_id)
    phases, now = phases_of(found.round_id), clock.received_at()
    return render_template(
        "teams/team.html",
        team=found,
        members=queries.members_of(found.id),
        places_left=rules.places_left(found),
        deadline=current_deadline(phases, now),
        why_not_leave=rules.why_not_leave(found.round, phases, now),
        why_not_rename=rules.why_not_rename(found, me().id, phases, now),
        now=now,
    )


@blueprint.get("/teams/<uuid:team_id>/code.svg")
@allow(Role.STUDENT)
def code_picture(team_id: uuid.UUID) -> Answer:
    address = address_of("teams.join_team", code=queries.team_of(me(), team_id).code)
    return Response(qr_svg_bytes(address), mimetype="image/svg+xml")


@blueprint.route("/teams/<uuid:team_id>/name", methods=["GET", "POST"])
@allow(Role.STUDENT)
def rename_team(team_id: uuid.UUID) -> Answer:
    found = queries.team_of(me(), team_id)
    form = RenameForm.of(found)

    def save() -> Answer:
        with form.showing_conflicts():
            actions.rename_team(me(), team_id, form.name.data or "", form.version.data or 0)
        return go("teams.team", team_id=team_id)

    return answer(form, save, "teams/rename_team.html", team_id=found.id)


@blueprint.route("/teams/<uuid:team_id>/companies", methods=["GET", "POST"])
@allow(Role.STUDENT)
def companies(team_id: uuid.UUID) -> Answer:
    found, form = queries.team_of(me(), team_id), CompanyForm()
    why_not = rules.why_not_name_companies(found, phases_of(found.round_id), clock.received_at())

    def save() -> Answer:
        actions.name_company(me(), team_id, form.name.data or "")
        return go("teams.companies", team_id=team_id)

    return answer(
        form, save, "teams/companies.html", team=found, companies=queries.companies_of(found.id), why_not=why_not,
        suggestions=company_names(for_staff=False),
    )  # fmt: skip


@blueprint.post("/teams/<uuid:team_id>/companies/<uuid:company_id>/remove")
@allow(Role.STUDENT)
def drop_company(team_id: uuid.UUID, company_id: uuid.UUID) -> Answer:
    actions.drop_company(me(), team_id, company_id)
    return go("teams.companies", team_id=team_id)


@blueprint.route("/teams/<uuid:team_id>/captain", methods=["GET", "POST"])
@allow(Role.STUDENT)
def hand_over_team(team_id: uuid.UUID) -> Answer:
    found = queries.team_of(me(), team_id)
    form = CaptainForm().offer(queries.others_in(found, me()))

    def save() -> Answer:
        actions.hand_over_team(me(), team_id, form.captain_id)
        return go("teams.team", team_id=team_id)

    return answer(form, save, "teams/hand_over_team.html", team=found, why_not=rules.why_not_lead(found, me().id))


@blueprint.route("/teams/<uuid:team_id>/leave", methods=["GET", "POST"])
@allow(Role.STUDENT)
def leave_team(team_id: uuid.UUID) -> Answer:
    found = queries.team_of(me(), team_id)
    has_successor = rules.needs_new_captain(found, me().id)
    form = CaptainForm().offer(queries.others_in(found, me())) if has_successor else ConfirmForm()

    def save() -> Answer:
        actions.leave_team(me(), team_id, form.captain_id if isinstance(form, CaptainForm) else None)
        flash(_("Du bist ausgetreten. Texte und Dateien sind noch da."), "success")
        return go("teams.teams")

    why_not = rules.why_not_leave(found.round, phases_of(found.round_id), clock.received_at())
    return answer(form, save, "teams/leave_team.html", team=found, has_successor=has_successor, why_not=why_not)


@blueprint.route("/teams/<uuid:team_id>/restore", methods=["GET", "POST"])
@allow(Role.STUDENT)
def restore_team(team_id: uuid.UUID) -> Answer:
    found = queries.ended_team_of(me(), team_id)

    def save() -> Answer:
        actions.restore_team(me(), team_id)
        return go("teams.team", team_id=team_id)

    return answer(ConfirmForm(), save, "teams/restore_team.html", team=found)


# ---------------------------------------------------------------- joining by code
@blueprint.route("/teams/join", methods=["GET", "POST"])
@allow(Role.STUDENT)
def join() -> Answer:
    form = CodeForm()

    def save() -> Answer:
        found = _team_with(form.cleaned)
        if found is None:
            raise InvalidError({"code": [_wrong_code()]})
        return go("teams.join_team", code=found.code)

    return answer(form, save, "teams/join.html")


@blueprint.route("/t/<code>", methods=["GET", "POST"])
@allow(Role.STUDENT)
def join_team(code: str) -> Answer:
    found = _team_with(clean_code(code))
    if found is None:
        form = CodeForm(formdata=None, code=code[:40])
        form.take_errors(InvalidError({"code": [_wrong_code()]}))
        return render_template("teams/join.html", form=form), 404

    def save() -> Answer:
        joined = actions.join_team(me(), found.code)
        flash(_("Du bist dabei!"), "success")
        return go("teams.team", team_id=joined.id)

    why_not = queries.why_not_join(me(), found)
    return answer(ConfirmForm(), save, "teams/join_team.html", team=found, why_not=why_not)


def _team_with(code: str) -> Team | None:
    """The team with a typed code. Whoever guesses ten times in vain has to wait."""
    _code_brake.check(str(me().id))
    found = queries.team_with_code(code)
    if found is None:
        _code_brake.hit(str(me().id))
    return found


def _wrong_code() -> str:
    return _("Diesen Teamcode gibt es nicht. Lass ihn dir noch einmal zeigen.")


# ---------------------------------------------------------------- teams of a class
@blueprint.get("/classes/<uuid:class_id>/teams")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def teams_of_class(class_id: uuid.UUID) -> Answer:
    school_class = school_class_of(me(), class_id)
    found = queries.teams_of_class(school_class)
    return render_template(
        "teams/teams_of_class.html",
        school_class=school_class,
        teams=found,
        members=queries.members_of_teams(team_.id for team_ in found),
        without_team=queries.students_without_team(school_class),
        ended=queries.ended_teams_of_class(school_class),
    )


@blueprint.get("/classes/<uuid:class_id>/teams/<uuid:team_id>")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def team_of_class(class_id: uuid.UUID, team_id: uuid.UUID) -> Answer:
    school_class = school_class_of(me(), class_id)
    found = queries.team_of_class(school_class, team_id)
    members = queries.members_of(found.id)
    return render_template("teams/team_of_class.html", school_class=school_class, team=found, members=members)


@blueprint.route("/classes/<uuid:class_id>/teams/<uuid:team_id>/restore", methods=["GET", "POST"])
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def restore_team_of_class(class_id: uuid.UUID, team_id: uuid.UUID) -> Answer:
    school_class = school_class_of(me(), class_id)
    found = queries.ended_team_of_class(school_class, team_id)

    def save() -> Answer:
        actions.restore_team_of_class(me(), class_id, team_id)
        return go("teams.team_of_class", class_id=class_id, team_id=team_id)

    return answer(ConfirmForm(), save, "teams/restore_team_of_class.html", school_class=school_class, team=found)
