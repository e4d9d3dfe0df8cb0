"""The tools of `make check`, set up as in pyproject.toml, find what they are there to find."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PYPROJECT = REPOSITORY / "pyproject.toml"
NINE_WAYS = "".join(f"    if number == {number}:\n        text += str(number)\n" for number in range(8))


def verdict_of(folder: Path, *command: str) -> tuple[int, str]:
    """Exit code and output of a tool in a folder of its own, which gets our pyproject.toml."""
    (folder / "pyproject.toml").write_bytes(PYPROJECT.read_bytes())
    program = str(Path(sys.executable).with_name(command[0]))
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "COLUMNS": "200"}
    outcome = subprocess.run(
        [program, *command[1:]], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("C901", f"def ways(number: int, text: str) -> str:\n{NINE_WAYS}    return text\n"),
        ("F401", "import os\n"),
        ("FIX002", "a = 1  # TO" + "DO: later\n"),
        (
            "INT001",
            "from flask_babel import gettext as _\n\n\ndef greet(name: str) -> str:\n    return _(f'Hi {name}')\n",
        ),
        ("PGH004", "import os  # noqa\n"),
        ("T201", "print(1)\n"),
    ],
)
def test_ruff_finds(code: str, text: str, tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(text, encoding="utf-8")

    result, output = verdict_of(tmp_path, "ruff", "check", "--no-cache", "--output-format", "concise", "planted.py")

    assert result == 1
    assert f" {code} " in output


def test_ruff_allows_eight_ways_through_a_function(tmp_path: Path) -> None:
    eight_ways = NINE_WAYS.removesuffix("    if number == 7:\n        text += str(number)\n")
    text = f"def ways(number: int, text: str) -> str:\n{eight_ways}    return text\n"
    (tmp_path / "planted.py").write_text(text, encoding="utf-8")

    assert verdict_of(tmp_path, "ruff", "check", "--no-cache", "--select", "C901", "planted.py")[0] == 0
    assert verdict_of(tmp_path, "ruff", "format", "--no-cache", "--check", "planted.py")[0] == 0


def test_mypy_wants_types_everywhere(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("def double(number):\n    return number * 2\n", encoding="utf-8")

    result, output = verdict_of(tmp_path, "mypy", "--cache-dir", os.devnull, "planted.py")

    assert result == 1
    assert "[no-untyped-def]" in output


def test_djlint_finds_an_open_element(tmp_path: Path) -> None:
    (tmp_path / "planted.html").write_text("<main>\n  <p>Text\n</main>\n", encoding="utf-8")

    result, output = verdict_of(tmp_path, "djlint", "--lint", "planted.html")

    assert result == 1
    assert "H025" in output


def test_djlint_finds_a_page_that_is_not_laid_out(tmp_path: Path) -> None:
    (tmp_path / "planted.html").write_text("<main><div><p>Text</p></div></main>\n", encoding="utf-8")

    assert verdict_of(tmp_path, "djlint", "--check", "planted.html")[0] == 1


def test_deptry_finds_a_package_nobody_asked_for(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("import unheard_of\n", encoding="utf-8")

    result, output = verdict_of(tmp_path, "deptry", "--no-ansi", ".")

    assert result == 1
    assert "planted.py:1:8: DEP001 'unheard_of'" in output
    assert "DEP002 'flask' defined as a dependency but not used" in output


def test_pytest_takes_warnings_and_unknown_marks_for_errors(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_planted.py").write_text(
        "import warnings\n\n\ndef test_warning():\n    warnings.warn('old', stacklevel=1)\n", encoding="utf-8"
    )
    warned, warning = verdict_of(tmp_path, "pytest", "-q", "-p", "no:cacheprovider")
    (tmp_path / "tests" / "test_planted.py").write_text(
        "import pytest\n\n\n@pytest.mark.slwo\ndef test_mark():\n    assert True\n", encoding="utf-8"
    )
    marked, mark = verdict_of(tmp_path, "pytest", "-q", "-p", "no:cacheprovider")

    assert (warned, marked) == (1, 2)
    assert "UserWarning: old" in warning
    assert "'slwo' not found in `markers`" in mark
