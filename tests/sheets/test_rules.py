from app.core.i18n import force_locale
from app.rubrics.models import Criterion
from app.rubrics.rules import Mark
from app.sheets.rules import HandedIn, table_of

CRITERIA = [Criterion(key=key, name={"de": german, "en": english}) for key, german, english in (
    ("novelty", "Neuheit", "Novelty"), ("teamwork", "Teamarbeit", "Teamwork"),
)]  # fmt: skip
SHEET = HandedIn("a", 417, 2, "f00d", "2027-03-31 09:00", "2027-03-31 10:30", "145/2")


def test_points_and_comment_of_every_criterion_stand_side_by_side() -> None:
    found = table_of(CRITERIA, [SHEET], {"a": {"novelty": Mark(0, comment="Alt."), "teamwork": Mark(is_skipped=True)}})
    assert found.header == [
        "Idee",
        "Jurymitglied",
        "Neuheit: Punkte",
        "Neuheit: Kommentar",
        "Teamarbeit: Punkte",
        "Teamarbeit: Kommentar",
        "Gesamt, Zähler",
        "Gesamt, Nenner",
        "Gesamt, gerundet",
        "begonnen",
        "abgegeben",
        "nach Schluss eingegangen",
        "vorher ausgefüllt, sagt das Gerät",
        "Raster (SHA-256)",
    ]
    assert found.rows == [
        [
            417,
            "Jury 2",
            0,
            "Alt.",
            "nicht beurteilbar",
            "",
            145,
            2,
            72.5,
            "2027-03-31 09:00",
            "2027-03-31 10:30",
            None,
            None,
            "f00d",
        ],
    ]


def test_a_total_is_exact_and_beside_it_rounded_with_halves_going_up() -> None:
    totals = {"580/9": (580, 9, 64.4), "289/4": (289, 4, 72.3), "0/1": (0, 1, 0.0)}
    for stored, cells in totals.items():
        (row,) = table_of([], [SHEET._replace(total=stored)], {"a": {}}).rows
        assert tuple(row[2:5]) == cells


def test_a_criterion_of_another_version_of_the_rubric_stays_empty() -> None:
    (row,) = table_of(CRITERIA, [SHEET], {"a": {"novelty": Mark(3)}}).rows
    assert row[2:6] == [3, "", None, ""]


def test_criteria_are_named_in_the_language_of_the_reader() -> None:
    with force_locale("en"):
        assert [name.split(":")[0] for name in table_of(CRITERIA, [], {}).header[2:6:2]] == ["Novelty", "Teamwork"]
