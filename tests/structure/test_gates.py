"""Every gate is used twice: this repository must pass, and a tree with a planted fault must not."""

from pathlib import Path

import pytest

from tests.structure.gates import GATES
from tests.structure.gates.source import Gate
from tests.structure.plants import PLANTS, Plant

REPOSITORY = Path(__file__).parents[2]


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.__name__)
def test_the_repository_passes(gate: Gate) -> None:
    findings = gate(REPOSITORY)

    assert findings == [], "\n".join(["", *findings])


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.name)
def test_a_planted_fault_is_found(plant: Plant, tmp_path: Path) -> None:
    plant.put_into(tmp_path)

    assert sorted(plant.gate(tmp_path)) == sorted(plant.findings)


def test_every_gate_has_a_planted_fault_and_a_tree_without() -> None:
    assert {plant.gate for plant in PLANTS if plant.findings} == set(GATES)
    assert {plant.gate for plant in PLANTS if not plant.findings} == set(GATES)
