"""Reading the log, and having everything checked."""

from flask import Blueprint, render_template, request

from app.core.access import Role, allow
from app.core.clock import now
from app.core.web import Answer
from app.logbook import queries, rules
from app.logbook.forms import LogFilterForm

blueprint = Blueprint("logbook", __name__)


@blueprint.get("/audit")
@allow(Role.ADMIN, Role.AUDITOR)
def audit_log() -> Answer:
    form = LogFilterForm(formdata=request.args)
    page = queries.log_page(**form.chosen(), before=_number("before"), after=_number("after"))
    return render_template("logbook/audit_log.html", form=form, filters=form.chosen(), page=page, rules=rules)


def _number(name: str) -> int | None:
    """The number of an event in the address; larger ones than a database holds are none."""
    number = request.args.get(name, type=int)
    return number if number is not None and 0 <= number < queries.NUMBER_END else None


@blueprint.get("/audit/check")
@allow(Role.ADMIN, Role.AUDITOR)
def check_log() -> Answer:
    return render_template("logbook/check_log.html", faults=list(queries.faults()), checked_at=now())
