"""Who reads how much and with whom."""

import uuid

from app.insights.rules import Chart
from app.networks import rules
from app.networks.rules import Network, Readers


def readers(pairs: str, barred: str = "") -> Readers:
    """Readings as "1a 1b": idea and juror."""
    found = {(uuid.UUID(int=int(pair[0])), seat(pair[1])) for pair in pairs.split()}
    seats = sorted({other for _one, other in found}, key=str)
    loads = {each: sum(other == each for _one, other in found) for each in seats}
    return Readers(
        numbers={each: number for number, each in enumerate(seats, 1)},
        seats={each: (0, loads[each], 9 if number else None) for number, each in enumerate(seats)},
        pairs=found,
        barred={(uuid.UUID(int=int(pair[0])), seat(pair[1])) for pair in barred.split()},
    )


def seat(letter: str) -> uuid.UUID:
    return uuid.UUID(int=1000 + ord(letter))


def pictures(said: Readers) -> tuple[Chart, Network]:
    loads, network = rules.pictures_of(said)
    assert isinstance(loads, Chart)
    assert isinstance(network, Network)
    return loads, network


def test_nothing_is_drawn_before_anything_is_dealt() -> None:
    assert rules.pictures_of(readers("")) == []


def test_everybody_stands_with_what_they_read_and_what_they_must_not() -> None:
    loads, _network = pictures(readers("1a 1b 2a 2b 3a 3c 3b", barred="1c 2c"))

    assert [(row.label, row.cells) for row in loads.rows] == [
        ("Jury 1", ("0", "3", "–", "0")),
        ("Jury 2", ("0", "3", "9", "0")),
        ("Jury 3", ("0", "1", "9", "2")),
    ]
    assert "zwischen 1 und 3 Ideen; 2 Paare" in loads.summary


def test_lines_are_as_broad_as_two_have_ideas_in_common() -> None:
    _loads, network = pictures(readers("1a 1b 2a 2b 3a 3c 3b"))

    assert network.lines == ((0, 1, 3), (0, 2, 1), (1, 2, 1))
    assert [row.cells for row in network.rows] == [
        ("3", "2", "3", "nein"),
        ("3", "2", "3", "nein"),
        ("1", "2", "1", "nein"),
    ]
    assert network.summary.startswith("Alle hängen zusammen, auch wenn eine Person ausfällt. Wie fest: λ₂ = ")
    assert all(20 < node.x < network.width - 20 and 20 < node.y < network.height - 20 for node in network.nodes)


def test_a_bridge_and_groups_without_one_are_named() -> None:
    _loads, bridge = pictures(readers("1a 1b 2b 2c"))
    _loads, apart = pictures(readers("1a 1b 2c 2d"))

    assert [node.is_cut for node in bridge.nodes] == [False, True, False]
    assert "1 Person ist die einzige Brücke" in bridge.summary
    assert apart.summary.startswith("Die Bewertungen zerfallen in 2 Gruppen")
