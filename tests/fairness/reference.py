"""The reference data, read once, and small contests made by chance."""

import csv
from collections.abc import Hashable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np

from app.fairness.cases import Criterion, Rubric, Sheet
from app.fairness.products import Floats, Ints

_DATA = Path(__file__).parent / "data"
_WEIGHTS = (20, 20, 15, 10, 10, 10, 15)
KEYS = ("novelty", "benefit", "c3", "c4", "c5", "c6", "c7")


def rows_of(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def column(rows: list[dict[str, str]], name: str) -> Floats:
    return np.array([float(row[name]) for row in rows])


def table_of(name: str, *columns: str) -> Floats:
    """Units by raters, NaN where the file says NA."""
    return np.array([[float("nan" if row[key] == "NA" else row[key]) for key in columns] for row in rows_of(name)])


@dataclass(frozen=True)
class Contest:
    """n sheets as codes and totals, with the names behind the codes, sorted."""

    y: Floats
    si: Ints
    ji: Ints
    submissions: tuple[str, ...]
    jurors: tuple[str, ...]
    categories: dict[Hashable, str]

    @property
    def columns(self) -> Floats:
        """X: an intercept and a column for each category but the first."""
        names = sorted(set(self.categories.values()))[1:]
        of_sheet = [self.categories[self.submissions[code]] for code in self.si]
        return np.array([[1.0, *(float(name == each) for name in names)] for each in of_sheet])


@cache
def contest_of(name: str) -> Contest:
    rows = rows_of(name)
    submissions = tuple(sorted({row["submission"] for row in rows}))
    jurors = tuple(sorted({row["juror"] for row in rows}))
    si = np.array([submissions.index(row["submission"]) for row in rows])
    ji = np.array([jurors.index(row["juror"]) for row in rows])
    categories: dict[Hashable, str] = {row["submission"]: row.get("track", "") for row in rows}
    return Contest(column(rows, "total"), si, ji, submissions, jurors, categories)


def rubric() -> Rubric:
    return Rubric(tuple(Criterion(key, Fraction(weight), 5) for key, weight in zip(KEYS, _WEIGHTS, strict=True)))


def sheets_of(name: str) -> list[Sheet]:
    return [
        Sheet(row["submission"], row["juror"], {key: int(row[f"c{number}"]) for number, key in enumerate(KEYS, 1)})
        for row in rows_of(name)
    ]


def random_contest(seed: int, submissions: int, jurors: int, readings: int, severity: float = 6.0) -> Contest:
    """Normal totals; every submission is read by those jurors who have read least so far."""
    random = np.random.default_rng(seed)
    loads, read_by = np.zeros(jurors), []
    for _submission in range(submissions):
        readers = np.lexsort((random.random(jurors), loads))[:readings]
        loads[readers] += 1
        read_by.append(readers)
    si, ji = np.repeat(np.arange(submissions), readings), np.concatenate(read_by)
    level = 60 + random.normal(0, 11, submissions)[si] + random.normal(0, severity, jurors)[ji]
    names = tuple(f"S{number:04}" for number in range(submissions))
    people = tuple(f"J{number:03}" for number in range(jurors))
    return Contest(level + random.normal(0, 9.5, len(si)), si, ji, names, people, dict.fromkeys(names, ""))
