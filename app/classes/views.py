"""A class from inside: its codes, its students and their cards; registering with a code."""

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Blueprint, Response, current_app, flash, render_template, request

from app.accounts.access import me, me_or_none, start_session
from app.accounts.actions import is_password_of
from app.accounts.forms import ConfirmForm
from app.accounts.models import SchoolClass, User
from app.accounts.queries import class_of
from app.classes import actions, forms, queries, rules
from app.core import clock, i18n, limits
from app.core.access import Role, allow, allow_anyone
from app.core.documents import LoginCard, NoticeSheet, Site, login_cards, notice_sheet, qr_svg_bytes
from app.core.errors import InvalidError, RefusedError
from app.core.i18n import _
from app.core.web import Answer, address_of, answer, go
from app.enrolment.forms import TeacherForm
from app.enrolment.queries import school_class_of

T = TypeVar("T")
blueprint = Blueprint("classes", __name__)
_code_brake = limits.Brake("class_code", 10)
_card_brake = limits.Brake("own_card", 10)


@blueprint.get("/classes/<uuid:class_id>")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def school_class(class_id: uuid.UUID) -> Answer:
    found, now = school_class_of(me(), class_id), clock.received_at()
    overview = queries.overview_of(me(), found)
    return render_template(
        "classes/school_class.html",
        school_class=found,
        overview=overview,
        states={code.id: rules.state_of_code(code, now) for code in overview.codes},
        teacher_form=TeacherForm().offer(overview.teachers_to_assign),
        is_admin=found.school_id in me().school_ids(Role.SCHOOL_ADMIN),
    )


# ---------------------------------------------------------------- class codes
@blueprint.route("/classes/<uuid:class_id>/codes/new", methods=["GET", "POST"])
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def create_join_code(class_id: uuid.UUID) -> Answer:
    form, found = forms.JoinCodeForm(data=forms.JOIN_CODE_DEFAULTS), school_class_of(me(), class_id)

    def save() -> Answer:
        days, max_uses = form.days.data or 0, form.max_uses.data or 0
        code = actions.create_join_code(me(), class_id, days=days, max_uses=max_uses)
        return go("classes.join_code", class_id=class_id, code_id=code.id)

    return answer(form, save, "classes/create_join_code.html", school_class=found)


@blueprint.get("/classes/<uuid:class_id>/codes/<uuid:code_id>")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def join_code(class_id: uuid.UUID, code_id: uuid.UUID) -> Answer:
    code = queries.code_of(me(), class_id, code_id)
    state = rules.state_of_code(code, clock.received_at())
    address = address_of("classes.scan_code", code=code.code)
    return render_template("classes/join_code.html", code=code, state=state, address=address)


@blueprint.get("/classes/<uuid:class_id>/codes/<uuid:code_id>/qr.svg")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def join_code_picture(class_id: uuid.UUID, code_id: uuid.UUID) -> Answer:
    code = queries.code_of(me(), class_id, code_id)
    return Response(qr_svg_bytes(address_of("classes.scan_code", code=code.code)), mimetype="image/svg+xml")


@blueprint.get("/classes/<uuid:class_id>/codes/<uuid:code_id>/notice.pdf")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def notice(class_id: uuid.UUID, code_id: uuid.UUID) -> Answer:
    code = queries.code_of(me(), class_id, code_id)
    names = code.school_class.name, code.school_class.school.name
    sheet = NoticeSheet(*names, code.code, address_of("classes.scan_code", code=code.code), code.expires_at)
    return _paper(notice_sheet(sheet, _site(), i18n.language(), clock.now()), _("Aushang.pdf"))


@blueprint.post("/classes/<uuid:class_id>/codes/<uuid:code_id>/revoke")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def revoke_join_code(class_id: uuid.UUID, code_id: uuid.UUID) -> Answer:
    actions.revoke_join_code(me(), class_id, code_id)
    return go("classes.school_class", class_id=class_id)


# ---------------------------------------------------------------- students
@blueprint.get("/classes/<uuid:class_id>/cards.pdf")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def blank_cards(class_id: uuid.UUID) -> Answer:
    found = school_class_of(me(), class_id)
    return _cards(found, [actions.NewCard(student, None) for student in queries.students_of(found)])


@blueprint.route("/classes/<uuid:class_id>/cards/new", methods=["GET", "POST"])
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def choose_cards(class_id: uuid.UUID) -> Answer:
    found = school_class_of(me(), class_id)
    form = forms.CardsForm().offer(queries.students_of(found))

    def save() -> Answer:
        chosen = queries.chosen_students(found, form.chosen)
        return render_template("classes/renew_cards.html", school_class=found, chosen=chosen, form=form)

    return answer(form, save, "classes/choose_cards.html", school_class=found)


@blueprint.post("/classes/<uuid:class_id>/cards")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def renew_cards(class_id: uuid.UUID) -> Answer:
    found = school_class_of(me(), class_id)
    form = forms.CardsForm().offer(queries.students_of(found))
    form.require_valid()
    return _cards(found, actions.new_cards(me(), class_id, form.chosen, form.once))


@blueprint.route("/classes/<uuid:class_id>/students/<uuid:student_id>/reset", methods=["GET", "POST"])
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def reset_student(class_id: uuid.UUID, student_id: uuid.UUID) -> Answer:
    form, student = forms.OnceForm(), queries.student_of(me(), class_id, student_id)

    def save() -> Answer:
        (card,) = actions.new_cards(me(), class_id, [student_id], form.once)
        found = queries.student_of(me(), class_id, student_id)
        return render_template("classes/reset_student.html", form=form, student=found, card=card)

    return answer(form, save, "classes/reset_student.html", student=student, card=None)


@blueprint.post("/classes/<uuid:class_id>/students/<uuid:student_id>/card")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def student_card(class_id: uuid.UUID, student_id: uuid.UUID) -> Answer:
    student = queries.student_of(me(), class_id, student_id)
    return _card_with(student, forms.PassphraseForm().passphrase.data or "")


@blueprint.route("/classes/<uuid:class_id>/students/<uuid:student_id>/remove", methods=["GET", "POST"])
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def remove_student(class_id: uuid.UUID, student_id: uuid.UUID) -> Answer:
    student = queries.student_of(me(), class_id, student_id)

    def save() -> Answer:
        actions.remove_student(me(), class_id, student_id)
        return go("classes.school_class", class_id=class_id)

    return answer(ConfirmForm(), save, "classes/remove_student.html", student=student)


# ---------------------------------------------------------------- registering
@blueprint.get("/k/<code>")
@allow_anyone
def scan_code(code: str) -> Answer:
    return render_template("classes/register.html", form=forms.RegistrationForm(code=code), card=None)


@blueprint.route("/register", methods=["GET", "POST"])
@allow_anyone
def register() -> Answer:
    form = forms.RegistrationForm(code=request.args.get("code"))

    def save() -> Answer:
        if refusal := rules.why_not_register(me_or_none()):
            raise RefusedError(refusal)
        typed = form.code.data or "", form.name.data or ""
        card, token = _braked(lambda: actions.register(*typed, form.once))
        start_session(card.student, token)
        return render_template("classes/register.html", form=form, card=card)

    return answer(form, save, "classes/register.html", card=None)


@blueprint.route("/register/move", methods=["GET", "POST"])
@allow(Role.STUDENT)
def move_class() -> Answer:
    form = forms.CodeForm(code=request.args.get("code"))

    def save() -> Answer:
        moved = _braked(lambda: actions.move_class(me(), form.code.data or ""))
        flash(_("Du bist jetzt in der Klasse %(name)s.", name=moved.name), "success")
        return go("pages.start")

    return answer(form, save, "classes/move_class.html", school_class=class_of(me()))


@blueprint.post("/register/card")
@allow(Role.STUDENT)
def own_card() -> Answer:
    _card_brake.check(str(me().id))
    try:
        return _card_with(queries.own_row(me()), forms.PassphraseForm().passphrase.data or "")
    except RefusedError:
        _card_brake.hit(str(me().id))
        raise


def _braked(use_code: Callable[[], T]) -> T:
    """Use a code; whoever guesses on one device, or floods from one address, has to wait."""
    limits.check_flood()
    _code_brake.check(limits.device())
    try:
        return use_code()
    except InvalidError:
        _code_brake.hit(limits.device())
        limits.hit_flood()
        raise


# ---------------------------------------------------------------- paper
def _card_with(student: User, passphrase: str) -> Answer:
    """The card of a student whose passphrase was just made."""
    if not is_password_of(student, passphrase):
        raise RefusedError(rules.no_card())
    return _cards(student.school_class, [actions.NewCard(student, passphrase)])


def _cards(school_class: SchoolClass | None, made: Sequence[actions.NewCard]) -> Answer:
    if refusal := rules.why_not_print(made):
        raise RefusedError(refusal)
    names = (school_class.name, school_class.school.name) if school_class is not None else ("–", "–")
    cards = [
        LoginCard(
            card.student.name, *names, card.student.login_name or "",
            address_of("accounts.sign_in", name=card.student.login_name), card.passphrase,
        )
        for card in made
    ]  # fmt: skip
    return _paper(login_cards(cards, _site(), i18n.language(), clock.now()), _("Anmeldekarten.pdf"))


def _site() -> Site:
    return Site(current_app.config["SETTINGS"].site_name, current_app.config["SITE_URL"])


def _paper(pdf: bytes, name: str) -> Answer:
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
