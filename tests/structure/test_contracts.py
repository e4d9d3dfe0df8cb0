"""The contracts of import-linter refuse what they are there to refuse; `make check` runs them on the real code."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"
CONTRACTS = {
    contract["name"]: contract["id"]
    for contract in tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
}

# A small house in which everything is right.
HOUSE = {
    "app/__init__.py": "from app.scoring import views\n",
    "app/settings.py": "",
    "app/core/__init__.py": "from app import settings\n",
    "app/core/access.py": "",
    "app/core/clock.py": "",
    "app/core/commands.py": "from app.core import jobs\n",
    "app/core/db.py": "import sqlalchemy\nfrom app.core import clock\n",
    "app/core/errors.py": "",
    "app/core/forms.py": "import wtforms\n",
    "app/core/i18n.py": "import flask_babel\n",
    "app/core/jobs/__init__.py": "from app.core import db\n",
    "app/core/web.py": "import flask\n",
    "app/fairness/__init__.py": "",
    "app/fairness/severity.py": "import numpy\n",
    "app/ideas/__init__.py": "",
    "app/ideas/models.py": "from sqlalchemy import orm\nfrom app.core import db\n",
    "app/ideas/queries.py": "from sqlalchemy import select\nfrom app.ideas import models\n",
    "app/ideas/views.py": "import flask\n",
    "app/live/__init__.py": "",
    "app/board/__init__.py": "",
    "app/scoring/__init__.py": "",
    "app/scoring/actions.py": "from app.core import clock, db, jobs\nfrom app.ideas import queries\n"
    "from app.scoring import rules\n",
    "app/scoring/forms.py": "from app.core import forms\n",
    "app/scoring/jobs.py": "from app.scoring import actions\n",
    "app/scoring/rules.py": "from app.core import access, errors, i18n\nfrom app.scoring import models\n",
    "app/scoring/mails.py": "from app.core import web\n",
    "app/scoring/models.py": "from app.core import db\nfrom app.ideas import models\n",
    "app/scoring/views.py": "import flask\nfrom app.scoring import actions, forms\n",
}

# The contract that must break, the module that gets a line more, the line.
PLANTED = (
    ("line", "app__ideas__models", "from app.scoring import models"),
    ("line", "app__live__models", "from app.board import models"),
    ("line", "app__core__web", "from app.ideas import models"),
    ("line", "app__settings", "from app.core import errors"),
    ("line", "app__weather", ""),
    ("kinds", "app__scoring__jobs", "from app.scoring import views"),
    ("kinds", "app__scoring__models", "from app.scoring import rules"),
    ("doors-without-database", "app__scoring__views", "from sqlalchemy import select"),
    ("doors-without-database", "app__scoring__views", "from app.core.db import session"),
    ("doors-without-database", "app__scoring__forms", "import sqlalchemy.orm"),
    ("inside-without-web", "app__scoring__actions", "from flask import request"),
    ("inside-without-web", "app__scoring__rules", "from flask_babel import gettext"),
    ("inside-without-web", "app__ideas__models", "from werkzeug.datastructures import FileStorage"),
    ("inside-without-web", "app__ideas__queries", "def page():\n    import flask"),
    ("inside-without-web", "app__ideas__mails", "from app.core import forms"),
    ("inside-without-doors", "app__scoring__actions", "from app.ideas import views"),
    ("reading-changes-nothing", "app__scoring__rules", "from app.ideas import actions"),
    ("pure-rules", "app__scoring__rules", "from sqlalchemy import select"),
    ("pure-rules", "app__scoring__rules", "from app.core.clock import now"),
    ("pure-rules", "app__ideas__rules", "from app.core import db"),
    ("pure-fairness", "app__fairness__severity", "from app.core import clock"),
    ("pure-fairness", "app__fairness__severity", "import flask"),
)


def broken_contracts(root: Path, **planted: str) -> set[str]:
    """Build the house with something planted (name of a module: line added to it) and name the broken contracts."""
    lines = {f"{module.replace('__', '/')}.py": line for module, line in planted.items()}
    for name in sorted({*HOUSE, *lines}):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{HOUSE.get(name, '')}{lines.get(name, '')}\n", encoding="utf-8")
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, "--config", str(PYPROJECT), "--no-cache", "--no-logo"]
    outcome = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)\b.*$", outcome.stdout, re.MULTILINE))
    assert verdicts.keys() == CONTRACTS.keys(), outcome.stdout + outcome.stderr
    assert outcome.returncode == int("BROKEN" in verdicts.values())
    return {CONTRACTS[name] for name, verdict in verdicts.items() if verdict == "BROKEN"}


def test_the_small_house_keeps_every_contract(tmp_path: Path) -> None:
    assert broken_contracts(tmp_path) == set()


@pytest.mark.parametrize(("contract", "module", "line"), PLANTED)
def test_a_planted_import_breaks_its_contract_only(contract: str, module: str, line: str, tmp_path: Path) -> None:
    targets = {"app__board__models": "", "app__ideas__actions": ""}

    assert broken_contracts(tmp_path, **{**targets, module: line}) == {contract}


def test_every_contract_has_a_planted_import() -> None:
    assert {contract for contract, _, _ in PLANTED} == set(CONTRACTS.values())
