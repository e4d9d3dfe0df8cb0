"""The jury of a round, and who reads what."""

import uuid

from flask import Blueprint, flash, render_template, request

from app.accounts.access import me
from app.accounts.queries import company_names
from app.core import clock
from app.core.access import Role, allow
from app.core.errors import Refusal
from app.core.i18n import _
from app.core.web import Answer, answer, go
from app.enrolment.queries import every_school
from app.panels import actions, forms, queries, rules
from app.panels.forms import assign_form, deal_form, edit_juror_form, juror_form, pile_filter, wanted_in
from app.panels.queries import Choice
from app.rounds.models import Round
from app.rounds.queries import phases_of, round_of

blueprint = Blueprint("panels", __name__)


@blueprint.get("/rounds/<uuid:round_id>/jurors")
@allow(Role.ADMIN)
def jurors(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    return render_template("panels/jurors.html", round=round_, jurors=queries.jurors_of(round_.id), rules=rules)


@blueprint.route("/rounds/<uuid:round_id>/jurors/new", methods=["GET", "POST"])
@allow(Role.ADMIN)
def add_juror(round_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    form = juror_form(every_school())

    def save() -> Answer:
        actions.add_juror(me(), round_id, form.values())
        return go("panels.jurors", round_id=round_id)

    return answer(form, save, "panels/add_juror.html", round=round_, suggestions=company_names(for_staff=True))


@blueprint.route("/rounds/<uuid:round_id>/jurors/<uuid:member_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def edit_juror(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    round_ = round_of(me(), round_id)
    juror = queries.juror_of(round_.id, member_id)
    form = edit_juror_form(juror.member, every_school())

    def save() -> Answer:
        with form.showing_conflicts():
            numbers = actions.edit_juror(me(), round_id, member_id, form.seat(), form.version.data or 0)
        if numbers:
            flash(_("Zurückgenommen, weil befangen: Idee %(numbers)s.", numbers=", ".join(map(str, numbers))), "info")
        return go("panels.jurors", round_id=round_id)

    return answer(
        form, save, "panels/edit_juror.html", round=round_, member_id=member_id, name=juror.member.user.name,
        suggestions=company_names(for_staff=True),
    )  # fmt: skip


@blueprint.post("/rounds/<uuid:round_id>/jurors/<uuid:member_id>/invite")
@allow(Role.ADMIN)
def invite_again(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    actions.invite_again(me(), round_id, member_id)
    return go("panels.jurors", round_id=round_id)


@blueprint.post("/rounds/<uuid:round_id>/jurors/<uuid:member_id>/remove")
@allow(Role.ADMIN)
def remove_juror(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    actions.remove_juror(me(), round_id, member_id)
    return go("panels.jurors", round_id=round_id)


@blueprint.get("/rounds/<uuid:round_id>/assignments")
@allow(Role.ADMIN)
def assignments(round_id: uuid.UUID) -> Answer:
    round_, piles = round_of(me(), round_id), queries.piles_of(round_id)
    form, wanted = pile_filter(request.args, piles), wanted_in(request.args)
    return render_template(
        "panels/assignments.html",
        round=round_,
        form=form,
        piles=form.chosen(piles, wanted),
        total=len(piles),
        wanted=wanted,
        lacking=sum(pile.readings < wanted for pile in piles),
        next=queries.next_pile(piles, 0, wanted),
        jurors=[juror for juror in queries.jurors_of(round_id) if juror.member.is_juror],
        texts=forms,
        biased=queries.biased_in(round_id),
        refusal=_why_not_deal(round_),
    )


def _why_not_deal(round_: Round) -> Refusal | None:
    return rules.why_not_deal(phases_of(round_.id), clock.received_at(), round_.contact)


@blueprint.route("/rounds/<uuid:round_id>/assignments/<uuid:submission_id>", methods=["GET", "POST"])
@allow(Role.ADMIN)
def assign(round_id: uuid.UUID, submission_id: uuid.UUID) -> Answer:
    round_, wanted = round_of(me(), round_id), wanted_in(request.args)
    choice = queries.choice_for(round_.id, submission_id)
    form = assign_form(choice, wanted)

    def save() -> Answer:
        actions.assign(me(), round_id, submission_id, form.member_ids())
        return _go_on(round_, choice, wanted, to_next=form.next.data)

    return answer(
        form, save, "panels/assign.html", round=round_, choice=choice, rules=rules, wanted=wanted, texts=forms,
        refusal=_why_not_deal(round_),
    )  # fmt: skip


def _go_on(round_: Round, choice: Choice, wanted: int, *, to_next: bool) -> Answer:
    """To the same idea again, or to the next that lacks readers, or to the list if none does."""
    if not to_next:
        return go("panels.assign", round_id=round_.id, submission_id=choice.submission.id, wanted=wanted)
    pile = queries.next_pile(queries.piles_of(round_.id), choice.submission.idea.number, wanted)
    if pile is None:
        flash(_("Jede Idee wird jetzt oft genug gelesen."), "success")
        return go("panels.assignments", round_id=round_.id, wanted=wanted)
    return go("panels.assign", round_id=round_.id, submission_id=pile.id, wanted=wanted)


@blueprint.route("/rounds/<uuid:round_id>/jurors/<uuid:member_id>/ideas", methods=["GET", "POST"])
@allow(Role.ADMIN)
def deal(round_id: uuid.UUID, member_id: uuid.UUID) -> Answer:
    round_, wanted = round_of(me(), round_id), wanted_in(request.args)
    juror = queries.juror_of(round_.id, member_id, only_jurors=True)
    offers = queries.offers_to(juror)
    form = deal_form([offer for offer in offers if offer.assignment_id is None])

    def save() -> Answer:
        actions.deal(me(), round_id, member_id, form.submission_ids())
        return go("panels.deal", round_id=round_id, member_id=member_id, wanted=wanted)

    return answer(
        form, save, "panels/deal.html", round=round_, juror=juror, offers=offers, rules=rules, wanted=wanted,
        texts=forms, refusal=_why_not_deal(round_),
    )  # fmt: skip


@blueprint.post("/rounds/<uuid:round_id>/assignments/<uuid:assignment_id>/take-back")
@allow(Role.ADMIN)
def take_back(round_id: uuid.UUID, assignment_id: uuid.UUID) -> Answer:
    submission_id = actions.take_back(me(), round_id, assignment_id)
    return go("panels.assign", round_id=round_id, submission_id=submission_id)
