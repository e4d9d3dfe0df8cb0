"""Downloading certificates, and withdrawing one."""

import uuid

from flask import Blueprint, Response, current_app, flash, render_template

from app.accounts.access import me
from app.certificates import actions, queries, rules
from app.certificates.actions import Issued
from app.certificates.forms import GiveBackForm, WithdrawForm
from app.certificates.rules import ClassRun, MemberPaper, SchoolRun, TeamPaper, ThanksPaper, Wanted
from app.core import documents
from app.core.access import Role, allow
from app.core.documents import Site
from app.core.i18n import _, language
from app.core.text import grouped
from app.core.web import Answer, address_of, answer, go
from app.rounds.queries import round_of

blueprint = Blueprint("certificates", __name__)


# ---------------------------------------------------------------- for those who have something to download
@blueprint.get("/certificates")
@allow(Role.STUDENT, Role.TEACHER, Role.SCHOOL_ADMIN, Role.JUROR, Role.CHAIR)
def certificates() -> Answer:
    is_staff = Role.STUDENT not in me().roles
    shelves = queries.shelves_of(me())
    return render_template("certificates/certificates.html", shelves=shelves, rules=rules, is_staff=is_staff)


@blueprint.get("/teams/<uuid:team_id>/certificate.pdf")
@allow(Role.STUDENT)
def own_paper(team_id: uuid.UUID) -> Answer:
    return _papers(MemberPaper(team_id))


@blueprint.get("/teams/<uuid:team_id>/team-certificate.pdf")
@allow(Role.STUDENT)
def team_paper(team_id: uuid.UUID) -> Answer:
    return _papers(TeamPaper(team_id))


@blueprint.get("/rounds/<uuid:round_id>/juror-certificate.pdf")
@allow(Role.JUROR, Role.CHAIR)
def juror_paper(round_id: uuid.UUID) -> Answer:
    return _papers(ThanksPaper(round_id, rules.JUROR))


@blueprint.get("/rounds/<uuid:round_id>/teacher-certificate.pdf")
@allow(Role.TEACHER)
def teacher_paper(round_id: uuid.UUID) -> Answer:
    return _papers(ThanksPaper(round_id, rules.TEACHER))


@blueprint.get("/rounds/<uuid:round_id>/classes/<uuid:class_id>/certificates.pdf")
@allow(Role.TEACHER, Role.SCHOOL_ADMIN)
def class_papers(round_id: uuid.UUID, class_id: uuid.UUID) -> Answer:
    return _papers(ClassRun(round_id, class_id))


@blueprint.get("/rounds/<uuid:round_id>/schools/<uuid:school_id>/certificates.pdf")
@allow(Role.SCHOOL_ADMIN)
def school_papers(round_id: uuid.UUID, school_id: uuid.UUID) -> Answer:
    return _papers(SchoolRun(round_id, school_id))


def _papers(wanted: Wanted) -> Answer:
    issued = actions.certificates_for(me(), wanted)
    site = Site(current_app.config["SETTINGS"].site_name, current_app.config["SITE_URL"])
    # The newest one's moment: equal certificates give equal bytes.
    created_at = max(each.row.issued_at for each in issued)
    body = documents.certificates([_paper(each) for each in issued], site, language(), created_at)
    name = f"urkunde-{issued[0].row.code.lower()}.pdf" if len(issued) == 1 else "urkunden.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="application/pdf", headers=headers)


def _paper(issued: Issued) -> documents.Certificate:
    row, facts = issued.row, issued.facts
    return documents.Certificate(
        heading=rules.heading_of(facts.award),
        occasion=f"{facts.competition} · {facts.round}",
        recipient=facts.recipient,
        deed=rules.deed_of(facts),
        honour=rules.honour_of(facts.award),
        place=facts.place,
        issued_at=row.issued_at,
        code=row.code,
        url=address_of("verification.verify", code=row.code),
        check_url=address_of("verification.find"),
    )


# ---------------------------------------------------------------- for those who run the round
@blueprint.route("/rounds/<uuid:round_id>/certificates", methods=["GET", "POST"])
@allow(Role.ADMIN)
def issued(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    form = WithdrawForm()

    def save() -> Answer:
        actions.withdraw(me(), round_id, form.code.data or "", form.reason.data or "")
        flash(_("Zurückgezogen. Der Prüfcode führt ab jetzt ins Leere."), "success")
        return go("certificates.issued", round_id=round_id)

    return answer(
        form, save, "certificates/issued.html", round=round_, rules=rules, grouped=grouped,
        counts=queries.counts_of(round_.id), withdrawn=queries.withdrawn_in(round_.id),
    )  # fmt: skip


@blueprint.post("/rounds/<uuid:round_id>/certificates/give-back")
@allow(Role.ADMIN)
def give_back(round_id: uuid.UUID) -> Answer:
    actions.give_back(me(), round_id, GiveBackForm().code.data or "")
    flash(_("Die Urkunde gilt wieder."), "success")
    return go("certificates.issued", round_id=round_id)
