"""Schools, classes and their staff."""

import uuid

from flask import Blueprint, after_this_request, flash, render_template

from app.accounts.access import me, start_session, without_referrer
from app.accounts.forms import ConfirmForm
from app.accounts.rules import role_text
from app.core import clock
from app.core.access import Role, allow, allow_anyone
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.enrolment import actions, forms, queries, rules

blueprint = Blueprint("enrolment", __name__)


# ---------------------------------------------------------------- schools
@blueprint.get("/schools")
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def schools() -> Answer:
    return render_template("enrolment/schools.html", schools=queries.schools_run_by(me()))


@blueprint.route("/schools/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def create_school() -> Answer:
    form = forms.SchoolForm()
    return answer(
        form,
        lambda: go("enrolment.school", school_id=actions.create_school(me(), form.name.data or "").id),
        "enrolment/create_school.html",
    )


@blueprint.get("/schools/<uuid:school_id>")
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def school(school_id: uuid.UUID) -> Answer:
    found = queries.school_run_by(me(), school_id)
    overview = queries.overview_of(me(), found)
    return render_template(
        "enrolment/school.html",
        school=found,
        overview=overview,
        placement=forms.PlacementForm().offer(overview.unplaced, overview.classes),
        role_text=role_text,
        now=clock.received_at(),
    )


@blueprint.post("/schools/<uuid:school_id>/placements")
@allow(Role.SCHOOL_ADMIN)
def place_student(school_id: uuid.UUID) -> Answer:
    overview = queries.overview_of(me(), queries.school_run_by(me(), school_id))
    form = forms.PlacementForm().offer(overview.unplaced, overview.classes)
    form.require_valid()
    actions.place_student(me(), school_id, *form.ids)
    return go("enrolment.school", school_id=school_id)


@blueprint.route("/schools/<uuid:school_id>/invitations/new", methods=["GET", "POST"])
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def invite(school_id: uuid.UUID) -> Answer:
    school_ = queries.school_run_by(me(), school_id)
    form = forms.InvitationForm().offer(rules.roles_to_invite(me(), school_id))

    def save() -> Answer:
        email, name, role = form.email.data or "", form.name.data or "", Role(form.role.data)
        actions.invite(me(), email=email, name=name, role=role, school_id=school_id)
        flash(_("Die Einladung ist unterwegs an %(email)s.", email=email), "success")
        return go("enrolment.school", school_id=school_id)

    return answer(form, save, "enrolment/invite.html", school=school_)


@blueprint.post("/schools/<uuid:school_id>/people/<uuid:person_id>/<any(teacher, school_admin):role>/end")
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def end_school_role(school_id: uuid.UUID, person_id: uuid.UUID, role: str) -> Answer:
    queries.school_run_by(me(), school_id)
    actions.end_role(me(), person_id, Role(role), school_id)
    flash(_("Der Zugang ist beendet. Was die Person getan hat, bleibt."), "success")
    # Who has ended the own role does not reach the school any more.
    return go("pages.start") if person_id == me().id else go("enrolment.school", school_id=school_id)


@blueprint.get("/staff")
@allow(Role.ADMIN)
def staff() -> Answer:
    return render_template(
        "enrolment/staff.html",
        holders={role: queries.holders_of(role) for role in rules.CITY_ROLES},
        invitations=queries.open_city_invitations(),
        role_text=role_text,
        now=clock.received_at(),
    )


@blueprint.route("/staff/invitations/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def invite_staff() -> Answer:
    form = forms.InvitationForm().offer(rules.CITY_ROLES)

    def save() -> Answer:
        email, name, role = form.email.data or "", form.name.data or "", Role(form.role.data)
        actions.invite(me(), email=email, name=name, role=role)
        flash(_("Die Einladung ist unterwegs an %(email)s.", email=email), "success")
        return go("enrolment.staff")

    return answer(form, save, "enrolment/invite_staff.html")


@blueprint.post("/staff/<uuid:person_id>/<any(admin, auditor):role>/end")
@allow(Role.ADMIN)
def end_city_role(person_id: uuid.UUID, role: str) -> Answer:
    actions.end_role(me(), person_id, Role(role))
    flash(_("Der Zugang ist beendet. Was die Person getan hat, bleibt."), "success")
    return go("pages.start") if person_id == me().id else go("enrolment.staff")


@blueprint.post("/invitations/<uuid:invitation_id>/renew")
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def renew_invitation(invitation_id: uuid.UUID) -> Answer:
    invitation = actions.renew_invitation(me(), invitation_id)
    flash(_("Eine neue Einladung ist unterwegs. Der alte Link gilt nicht mehr."), "success")
    return _after_invitation(invitation.school_id)


@blueprint.post("/invitations/<uuid:invitation_id>/revoke")
@allow(Role.ADMIN, Role.SCHOOL_ADMIN)
def revoke_invitation(invitation_id: uuid.UUID) -> Answer:
    invitation = actions.revoke_invitation(me(), invitation_id)
    flash(_("Die Einladung ist zurückgezogen. Ihr Link gilt nicht mehr."), "success")
    return _after_invitation(invitation.school_id)


def _after_invitation(school_id: uuid.UUID | None) -> Answer:
    return go("enrolment.school", school_id=school_id) if school_id else go("enrolment.staff")


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@allow_anyone
def accept_invitation(token: str) -> Answer:
    after_this_request(without_referrer)
    invitation = queries.invitation_with(token, clock.received_at())
    is_new = rules.needs_password(invitation.user)
    form = forms.AcceptForm(name=invitation.user.name) if is_new else ConfirmForm()

    def save() -> Answer:
        typed = (form.name.data, form.new_password.data) if isinstance(form, forms.AcceptForm) else ("", "")
        person, session_token = actions.accept_invitation(token, name=typed[0] or "", password=typed[1] or "")
        if session_token is not None:
            start_session(person, session_token)
        flash(_("Willkommen! Die Einladung ist angenommen."), "success")
        return go("pages.start")

    return answer(
        form,
        save,
        "enrolment/accept_invitation.html",
        invitation=invitation,
        is_new=is_new,
        role_text=role_text,
        task=rules.task_text(invitation.role, invitation.school),
    )


# ---------------------------------------------------------------- classes
@blueprint.get("/classes")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def classes() -> Answer:
    return render_template("enrolment/classes.html", classes=queries.classes_of(me()))


@blueprint.route("/schools/<uuid:school_id>/classes/new", methods=["GET", "POST"])
@allow(Role.SCHOOL_ADMIN)
def create_class(school_id: uuid.UUID) -> Answer:
    form, school_ = forms.ClassForm(), queries.school_run_by(me(), school_id)

    def save() -> Answer:
        made = actions.create_class(me(), school_id, form.name.data or "")
        return go("classes.school_class", class_id=made.id)

    return answer(form, save, "enrolment/create_class.html", school=school_)


@blueprint.post("/classes/<uuid:class_id>/teachers")
@allow(Role.SCHOOL_ADMIN)
def assign_teacher(class_id: uuid.UUID) -> Answer:
    form = forms.TeacherForm().offer(queries.teachers_to_assign(me(), queries.class_run_by(me(), class_id)))
    form.require_valid()
    actions.assign_teacher(me(), class_id, form.teacher_id)
    return go("classes.school_class", class_id=class_id)


@blueprint.post("/classes/<uuid:class_id>/teachers/<uuid:teacher_id>/release")
@allow(Role.SCHOOL_ADMIN)
def release_teacher(class_id: uuid.UUID, teacher_id: uuid.UUID) -> Answer:
    actions.release_teacher(me(), class_id, teacher_id)
    return go("classes.school_class", class_id=class_id)
