import uuid

from app.gallery import rules
from app.gallery.rules import Piece
from app.publication.rules import ShownIdea
from app.rounds.models import Competition, Round


def a_piece(title: str, category: str = "Klima", school: str = "") -> Piece:
    idea = ShownIdea(str(uuid.uuid4()), uuid.uuid4(), title, "", "Team", school, category, 1, "", frozenset(), ())
    return Piece(idea, Round(title="Runde 1", competition=Competition(title="Wettbewerb")))


PIECES = [
    a_piece("Bank", "Klima", "Schule am Park"),
    a_piece("Zaun", "Öffentlicher Raum"),
    a_piece("Apfel", "Klima", "Ärzteschule"),
]


def titles(pieces: list[Piece]) -> list[str]:
    return [piece.idea.title for piece in pieces]


def test_a_filter_offers_only_what_is_shown_in_the_order_of_a_german() -> None:
    categories = {"klima": "Klima", "oeffentlicher-raum": "Öffentlicher Raum"}
    assert list(rules.options_of(PIECES, "category").items()) == list(categories.items())
    schools = {"aerzteschule": "Ärzteschule", "schule-am-park": "Schule am Park"}
    assert list(rules.options_of(PIECES, "school").items()) == list(schools.items())
    assert rules.options_of(PIECES, "round") == {"wettbewerb-runde-1": "Wettbewerb, Runde 1"}
    assert rules.options_of(PIECES[1:2], "school") == {}


def test_filters_are_all_to_be_met() -> None:
    assert titles(rules.chosen(PIECES, {"category": "Klima"})) == ["Bank", "Apfel"]
    assert titles(rules.chosen(PIECES, {"category": "Klima", "school": "Ärzteschule"})) == ["Apfel"]
    assert titles(rules.chosen(PIECES, {"category": "Öffentlicher Raum", "school": "Ärzteschule"})) == []
    assert titles(rules.chosen(PIECES, {})) == ["Bank", "Zaun", "Apfel"]


def test_pages_are_of_one_length_and_a_number_beyond_leads_to_the_nearest() -> None:
    many = [a_piece(str(number)) for number in range(rules.PAGE_LENGTH * 2 + 1)]
    pages = [rules.page_of(many, number) for number in (-3, 1, 2, 3, 99)]
    assert [(page.number, page.count, len(page.pieces)) for page in pages] == [
        (1, 3, 24), (1, 3, 24), (2, 3, 24), (3, 3, 1), (3, 3, 1),
    ]  # fmt: skip
    assert rules.page_of([], 1).count == 1
    assert rules.page_of(many[:24], 2).number == 1
