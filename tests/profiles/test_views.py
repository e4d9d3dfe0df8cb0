from app.core import clock
from app.profiles.queries import card_of, own_seat
from app.rounds.queries import categories_of
from tests.panels.conftest import Office
from tests.support.jury import DEALING, a_juror, member_of


def test_a_juror_and_the_admin_edit_the_same_profile(office: Office) -> None:
    juror, (field, *_rest) = (
        a_juror(office.round, company="Zahnrad AG", name="Nora Nah"),
        categories_of(office.round.id),
    )
    own = f"/jury/rounds/{office.round.id}/profile"
    by_admin = f"{office.path}/jurors/{member_of(office.round, juror).id}/profile"
    with clock.at(DEALING):
        shown = office.browser(juror).get(own).text
        saved = office.browser(juror).post(
            own, {"languages": "de", "fields": str(field.id), "load": "7", "version": "0"}
        )
        seen = office.browser().get(by_admin).text
        stale = office.browser().post(by_admin, {"languages": "de", "load": "9", "version": "0"})
        none = office.browser(juror).post(own, {"load": "x", "version": "1"})
    assert ["Zahnrad AG" in shown, saved.location, 'value="7"' in seen] == [True, "/jury", True]
    assert (stale.status_code, none.status_code) == (409, 422)
    assert card_of(own_seat(juror, office.round.id)).profile.load == 7
