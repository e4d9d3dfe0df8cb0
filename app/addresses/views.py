"""The mail address of one's own account."""

from flask import Blueprint, after_this_request, flash, render_template

from app.accounts.access import me, without_referrer
from app.accounts.forms import ConfirmForm
from app.addresses import actions, rules
from app.addresses.forms import AddressForm
from app.core.access import SIGNED_IN, allow, allow_anyone
from app.core.i18n import _
from app.core.limits import Brake
from app.core.web import Answer, answer, go

blueprint = Blueprint("addresses", __name__)
# Wrong passwords and links alike: neither guessing nor filling somebody's mailbox is any fun.
_brake = Brake("address", 5)


@blueprint.route("/account/address", methods=["GET", "POST"])
@allow(*SIGNED_IN)
def address() -> Answer:
    form = AddressForm()

    def save() -> Answer:
        _brake.check(str(me().id))
        _brake.hit(str(me().id))
        actions.claim_address(me(), form.email.data or "", form.password.data or "")
        return render_template("addresses/address.html", form=form, sent_to=form.email.data, why_not_remove=None)

    return answer(form, save, "addresses/address.html", sent_to="", why_not_remove=rules.why_not_remove(me()))


@blueprint.post("/account/address/remove")
@allow(*SIGNED_IN)
def remove() -> Answer:
    actions.remove_address(me())
    flash(_("Deine Adresse ist entfernt. Alle Nachrichten findest du weiter im Postfach."), "success")
    return go("accounts.account")


@blueprint.route("/account/address/<token>", methods=["GET", "POST"])
@allow_anyone
def confirm(token: str) -> Answer:
    after_this_request(without_referrer)

    def save() -> Answer:
        actions.confirm_address(token)
        return render_template("addresses/confirm.html", is_confirmed=True)

    return answer(ConfirmForm(), save, "addresses/confirm.html", is_confirmed=False)
