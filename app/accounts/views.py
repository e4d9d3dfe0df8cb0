"""Signing in and out, and one's own account."""

from flask import Blueprint, after_this_request, flash, render_template, request, session
from flask_login import logout_user

from app.accounts import actions, queries, rules
from app.accounts.access import TOKEN, me, me_or_none, start_session, told_session, without_referrer
from app.accounts.forms import ConfirmForm, MagicLinkForm, NewPasswordForm, PasswordForm, SignInForm
from app.accounts.models import User
from app.core import clock, limits
from app.core.access import SIGNED_IN, allow, allow_anyone
from app.core.errors import InvalidError
from app.core.i18n import _
from app.core.text import email_key
from app.core.web import Answer, answer, go, go_to, wants_json
from app.core.web.pending import unpacked

blueprint = Blueprint("accounts", __name__)
_sign_in_brake = limits.Brake("sign_in", 10)
_password_brake = limits.Brake("choose_password", 10)
_link_brake = limits.Brake("magic_link", 3, minutes=60)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@allow_anyone
def sign_in() -> Answer:
    form = SignInForm(next=request.args.get("next"), identifier=request.args.get("name"))

    def save() -> Answer:
        key = email_key(form.identifier.data or "")
        limits.check_flood()
        _sign_in_brake.check(key)
        person = queries.person_named(form.identifier.data or "")
        if not actions.is_password_of(person, form.password.data or "") or person is None:
            _sign_in_brake.hit(key)
            limits.hit_flood()
            raise InvalidError({"": [_("Name oder Passwort stimmt nicht. Bitte beides noch einmal prüfen.")]})
        return _signed_in(person, form)

    return answer(form, save, "accounts/sign_in.html")


def _signed_in(person: User, form: SignInForm) -> Answer:
    """Where somebody goes who has just signed in: on with what was under way."""
    is_shared = rules.is_shared_device(form.device.data, person.roles)
    start_session(person, actions.begin_session(person, is_shared=is_shared))
    if wants_json():
        return told_session(queries.person(person.id), is_shared=is_shared)
    if pending := unpacked(form.pending.data):
        return render_template("accounts/_resume.html", pending=pending, form=ConfirmForm())
    return go_to(form.next.data, "pages.start")


@blueprint.post("/sign-in/again")
@allow_anyone
def sign_in_again() -> Answer:
    """The sign-in page that carries what was about to be sent."""
    form = SignInForm(formdata=None, next=request.form.get("next"), pending=request.form.get("pending"))
    return render_template("accounts/sign_in.html", form=form)


@blueprint.get("/session")
@allow_anyone
def present_session() -> Answer:
    person = me_or_none()
    return told_session(person, is_shared=person is not None and person.is_on_shared_device)


@blueprint.post("/sign-out")
@allow(*SIGNED_IN)
def sign_out() -> Answer:
    is_shared = me().is_on_shared_device
    actions.end_session(me(), session.get(TOKEN, ""))
    logout_user()
    session.clear()
    return go("accounts.sign_in" if is_shared else "pages.home")


@blueprint.route("/sign-in/link", methods=["GET", "POST"])
@allow_anyone
def ask_for_magic_link() -> Answer:
    form = MagicLinkForm()

    def save() -> Answer:
        key = email_key(form.email.data or "")
        _link_brake.check(key)
        _link_brake.hit(key)
        actions.ask_for_magic_link(form.email.data or "")
        return render_template("accounts/ask_for_magic_link.html", form=form, is_sent=True)

    return answer(form, save, "accounts/ask_for_magic_link.html", is_sent=False)


@blueprint.route("/sign-in/link/<token>", methods=["GET", "POST"])
@allow_anyone
def use_magic_link(token: str) -> Answer:
    after_this_request(without_referrer)

    def save() -> Answer:
        person, session_token = actions.use_magic_link(token)
        start_session(person, session_token)
        return go("pages.start")

    return answer(ConfirmForm(), save, "accounts/use_magic_link.html")


@blueprint.get("/account")
@allow(*SIGNED_IN)
def account() -> Answer:
    return render_template(
        "accounts/account.html",
        grants=queries.grants_of(me()),
        school_class=queries.class_of(me()),
        role_text=rules.role_text,
    )


@blueprint.route("/account/password", methods=["GET", "POST"])
@allow(*SIGNED_IN)
def choose_password() -> Answer:
    sign_in_ = queries.sign_in_of(me(), session.get(TOKEN, ""))
    form = PasswordForm() if rules.needs_current_password(me(), sign_in_, clock.received_at()) else NewPasswordForm()

    def save() -> Answer:
        current = form.current_password.data if isinstance(form, PasswordForm) else ""
        token = _braked_choice(current or "", form.new_password.data or "")
        start_session(me(), token)
        flash(_("Das neue Passwort gilt ab jetzt. Alle anderen Geräte sind abgemeldet."), "success")
        return go("accounts.account")

    return answer(form, save, "accounts/choose_password.html")


def _braked_choice(current: str, new: str) -> str:
    """Choose a password; whoever found an open device cannot guess the old one there."""
    key = str(me().id)
    _password_brake.check(key)
    try:
        return actions.choose_password(me(), session.get(TOKEN, ""), current=current, new=new)
    except InvalidError:
        _password_brake.hit(key)
        raise
