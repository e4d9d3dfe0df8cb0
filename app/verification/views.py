"""Checking a certificate: by its code, and the name on it by typing that."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from app.certificates import rules
from app.certificates.models import Certificate
from app.core.access import allow_anyone
from app.core.errors import NotFoundError
from app.core.limits import Brake
from app.core.text import clean_code, grouped
from app.core.web import Answer, answer, public_page
from app.verification import queries
from app.verification.forms import CodeForm, NameForm

blueprint = Blueprint("verification", __name__)

# Whoever holds the paper needs one try, or two; whoever guesses names gets nowhere.
NAMES = Brake("certificate-name", 10)


@blueprint.get("/verify")
@public_page
def find() -> Answer:
    if code := clean_code(request.args.get("code", "")):
        return redirect(url_for("verification.verify", code=code), 303)
    return render_template("verification/find.html", form=CodeForm(), is_unknown=False)


@blueprint.get("/verify/<code>")
@public_page
def verify(code: str) -> Answer:
    try:
        check = queries.check_of(code)
    except NotFoundError:
        return render_template("verification/find.html", form=CodeForm(), is_unknown=True), 404
    return render_template("verification/verify.html", check=check, rules=rules, grouped=grouped)


@blueprint.route("/verify/<code>/name", methods=["GET", "POST"])
@allow_anyone
def compare_name(code: str) -> Answer:
    check = queries.valid_check_of(code)
    form = NameForm()

    context: dict[str, Any] = {"check": check, "rules": rules, "grouped": grouped}

    def compare() -> Answer:
        is_same = _is_name_on(check.certificate, form.name.data or "")
        return render_template("verification/compare_name.html", form=form, is_same=is_same, **context)

    return answer(form, compare, "verification/compare_name.html", is_same=None, **context)


def _is_name_on(row: Certificate, typed: str) -> bool:
    NAMES.check(row.code)
    is_same = rules.is_name_on(row, typed)
    if not is_same:
        NAMES.hit(row.code)
    return is_same
