import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from app.certificates import rules
from app.certificates.models import Certificate
from app.certificates.rules import Award, Facts, Holder
from app.core import i18n
from app.publication.models import Publication

MOMENT = datetime(2027, 7, 1, tzinfo=UTC)
CODE = "K7WM3XQ9AB23CD45"
TEAM_ID, OTHER_ID, ROUND_ID, PERSON_ID = (uuid.UUID(int=number) for number in range(1, 5))
FACTS = Facts(
    Holder(rules.MEMBER, ROUND_ID, TEAM_ID, PERSON_ID),
    Award(rules.PRIZE, "1. Preis"),
    "Mia Sommer",
    "Wettbewerb",
    "Runde 1",
    "Schule am Westpark",
    team="Sonnenkinder",
    title="Solarbank",
)
THANKS = replace(FACTS, award=Award(rules.THANKS), team="", title="", count=3)


@pytest.fixture(autouse=True)
def _speech() -> Iterator[None]:
    """Translations need an application, and nothing else of it."""
    app = Flask("words")
    i18n.init_app(app)
    with app.app_context():
        yield


def row_for(facts: Facts, **values: object) -> Certificate:
    holder = facts.holder
    stored = {
        "code": CODE,
        "kind": holder.kind,
        "holder": holder.key,
        "round_id": holder.round_id,
        "team_id": holder.team_id,
        "person_id": holder.person_id,
        "award": facts.award.kind,
        "prize": facts.award.prize,
        "place": facts.place,
        "count": facts.count,
        "digest": rules.digest_of(facts, CODE),
        "name_digest": rules.name_digest_of(facts.recipient, CODE),
    }
    return Certificate(**stored | values)


def results(*entries: dict[str, object]) -> Publication:
    return Publication(results=[{"kind": "prize", "prize": "1. Preis", **entry} for entry in entries])


def test_a_team_is_certified_what_the_published_results_say() -> None:
    shown = results({"team_id": str(OTHER_ID), "prize": "2. Preis"}, {"team_id": str(TEAM_ID)})
    assert rules.award_of(shown, TEAM_ID) == Award("prize", "1. Preis")
    assert rules.award_of(shown, OTHER_ID) == Award("prize", "2. Preis")
    assert rules.award_of(shown, uuid.uuid4()) == Award("participation")
    chosen = results({"team_id": str(TEAM_ID), "kind": "shortlist", "prize": ""})
    assert rules.award_of(chosen, TEAM_ID) == Award("shortlist")


@pytest.mark.parametrize(
    "changed",
    [
        {"recipient": "Mia Sommers"},
        {"award": Award(rules.PRIZE, "2. Preis")},
        {"award": Award(rules.SPECIAL, "1. Preis")},
        {"competition": "Anderer"},
        {"round": "Runde 2"},
        {"place": "Schule am Ostpark"},
        {"team": "Mondkinder"},
        {"title": "Solarbank!"},
        {"count": 1},
        {"holder": Holder(rules.MEMBER, ROUND_ID, TEAM_ID, OTHER_ID)},
    ],
)
def test_a_certificate_that_says_anything_else_is_another(changed: dict[str, object]) -> None:
    row = row_for(FACTS)
    assert rules.says(row, FACTS)
    assert not rules.says(row, replace(FACTS, **changed))  # type: ignore[arg-type]  # one field each
    assert not rules.says(None, FACTS)


def test_a_thank_you_goes_on_saying_what_it_said_though_classes_change() -> None:
    row = row_for(THANKS)
    later = replace(THANKS, count=1, place="Andere Schule")
    assert rules.with_issued(later, row) == THANKS
    assert rules.with_issued(later, None) == later
    renamed = replace(FACTS, place="Andere Schule")
    assert rules.with_issued(renamed, row_for(FACTS)) == renamed


@pytest.mark.parametrize("typed", ["Mia Sommer", "  mia   SOMMER ", "MIA SOMMER"])
def test_the_printed_name_is_known_again_however_it_is_spaced(typed: str) -> None:
    assert rules.is_name_on(row_for(FACTS), typed)


@pytest.mark.parametrize("typed", ["", "Mia", "Mia Sommers", "Mia-Sommer", "Sam Winter"])
def test_no_other_name_is_taken_for_the_printed_one(typed: str) -> None:
    assert not rules.is_name_on(row_for(FACTS), typed)


def test_equal_names_on_two_certificates_have_different_digests() -> None:
    assert rules.name_digest_of("Mia", CODE) != rules.name_digest_of("Mia", CODE[::-1])


def test_what_there_is_to_say_of_a_certificate() -> None:
    row, shown = row_for(FACTS), results({"team_id": str(TEAM_ID)})
    assert rules.state_of(row, shown) == "valid"
    assert rules.state_of(row, None) == "revised"
    assert rules.state_of(row, results({"team_id": str(TEAM_ID), "prize": "2. Preis"})) == "replaced"
    assert rules.state_of(row, results()) == "replaced"
    assert rules.state_of(row_for(FACTS, replaced_at=MOMENT), shown) == "replaced"
    assert rules.state_of(row_for(FACTS, withdrawn_at=MOMENT), shown) == "withdrawn"


def test_a_thank_you_does_not_depend_on_who_won() -> None:
    holder = Holder(rules.JUROR, ROUND_ID, person_id=PERSON_ID)
    row = row_for(replace(THANKS, holder=holder))
    assert [rules.state_of(row, shown) for shown in (results(), None)] == ["valid", "revised"]


def test_certificates_exist_while_results_are_public() -> None:
    assert rules.why_not_certify(results()) is None
    refusal = rules.why_not_certify(None)
    assert refusal is not None
    assert refusal.code == "not_public"


def test_only_a_certificate_that_holds_is_withdrawn_and_only_a_withdrawn_one_given_back() -> None:
    codes = []
    for row in (row_for(FACTS), row_for(FACTS, replaced_at=MOMENT), row_for(FACTS, withdrawn_at=MOMENT)):
        refusals = (rules.why_not_withdraw(row), rules.why_not_give_back(row), rules.why_not_issue(row))
        codes.append([refusal and refusal.code for refusal in refusals])
    assert codes == [
        [None, "not_withdrawn", None],
        ["replaced", "not_withdrawn", None],
        ["withdrawn", None, "withdrawn"],
    ]
    assert rules.why_not_issue(None) is None


def words(kind: str, award: Award, **values: object) -> tuple[str, str, str]:
    facts = replace(FACTS, holder=replace(FACTS.holder, kind=kind), award=award, **values)  # type: ignore[arg-type]  # one field each
    return rules.heading_of(award), rules.deed_of(facts), rules.honour_of(award)


def test_the_words_on_certificates_of_members() -> None:
    who = "im Team „Sonnenkinder“ mit der Idee „Solarbank“"
    assert words("member", Award("prize", "1. Preis")) == ("Urkunde", f"hat {who} gewonnen:", "1. Preis")
    assert words("member", Award("special", "Stadtpreis")) == ("Urkunde", f"hat {who} gewonnen:", "Stadtpreis")
    assert words("member", Award("shortlist")) == ("Urkunde", f"kam {who} in die", "Engere Wahl")
    assert words("member", Award("participation")) == ("Teilnahmeurkunde", f"hat {who} teilgenommen.", "")


def test_the_words_on_certificates_of_teams() -> None:
    idea = "mit der Idee „Solarbank“"
    assert words("team", Award("prize", "1. Preis")) == ("Urkunde", f"hat {idea} gewonnen:", "1. Preis")
    assert words("team", Award("shortlist")) == ("Urkunde", f"kam {idea} in die", "Engere Wahl")
    assert words("team", Award("participation")) == ("Teilnahmeurkunde", f"hat {idea} teilgenommen.", "")


@pytest.mark.parametrize(
    ("kind", "count", "deed"),
    [
        ("juror", 0, "hat die Jury geleitet. Herzlichen Dank!"),
        ("juror", 1, "hat in der Jury eine Idee gelesen und bewertet. Herzlichen Dank!"),
        ("juror", 12, "hat in der Jury 12 Ideen gelesen und bewertet. Herzlichen Dank!"),
        ("teacher", 1, "hat ein Team von der ersten Idee bis zur Einreichung begleitet. Herzlichen Dank!"),
        ("teacher", 4, "hat 4 Teams von der ersten Idee bis zur Einreichung begleitet. Herzlichen Dank!"),
    ],
)
def test_the_words_of_thanks(kind: str, count: int, deed: str) -> None:
    assert words(kind, Award("thanks"), count=count) == ("Danke", deed, "")


def test_what_the_check_page_says_of_kinds_and_awards() -> None:
    awards = [Award("prize", "1. Preis"), Award("shortlist"), Award("participation"), Award("thanks")]
    assert [rules.award_text(award) for award in awards] == ["1. Preis", "Engere Wahl", "Teilnahme", "Dank"]
    assert [rules.holder_text(kind) for kind in ("member", "team", "juror", "teacher")] == [
        "ein Mitglied des Teams",
        "das ganze Team",
        "ein Mitglied der Jury",
        "eine Lehrkraft, die Teams begleitet hat",
    ]
