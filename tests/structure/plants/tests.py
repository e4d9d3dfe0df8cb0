"""Plants for tests that prove nothing."""

from tests.structure.gates import tests
from tests.structure.plants.plant import Plant

PLANTS = (
    Plant(
        "tests that assert nothing",
        tests.every_test_can_fail,
        {"tests/test_x.py": "def test_page():\n    get()\n\n\ndef test_true():\n    assert True\n"},
        ["tests/test_x.py:1: test_page asserts nothing", "tests/test_x.py:5: test_true asserts nothing"],
    ),
    Plant(
        "tests that can fail",
        tests.every_test_can_fail,
        {
            "tests/test_x.py": (
                "def test_page():\n    assert get() == 200\n\n\n"
                "def test_refusal():\n    with pytest.raises(RefusedError):\n        get()\n\n\n"
                "def test_look(page):\n    expect(page).to_have_title('x')\n"
            ),
        },
    ),
    Plant(
        "stand-ins for our own code",
        tests.no_stand_ins,
        {
            "tests/test_x.py": (
                "import unittest.mock\n"
                "from unittest import mock\n"
                "from unittest.mock import patch\n"
                "def test_x(monkeypatch):\n"
                "    monkeypatch.setattr('app.core.clock.now', None)\n"
            ),
        },
        [
            "tests/test_x.py:1: imports unittest.mock",
            "tests/test_x.py:2: imports from unittest",
            "tests/test_x.py:3: imports from unittest.mock",
            "tests/test_x.py:5: monkeypatch.setattr replaces code; only environment and figures may change",
        ],
    ),
    Plant(
        "another environment, another figure",
        tests.no_stand_ins,
        {
            "tests/test_x.py": (
                "def test_x(monkeypatch):\n"
                "    monkeypatch.setenv('SITE_URL', '')\n"
                "    monkeypatch.setattr(worker, 'POLL_SECONDS', 60)\n"
            ),
        },
    ),
    Plant(
        "tests that hide",
        tests.nothing_is_skipped,
        {
            "tests/test_x.py": (
                "@pytest.mark.skipif(True, reason='')\ndef test_x():\n    pytest.skip()\n"
                "@pytest.mark.xfail\ndef test_y():\n    pytest.importorskip('x')\n"
            ),
        },
        [
            "tests/test_x.py:1: skipif hides a test",
            "tests/test_x.py:4: xfail hides a test",
            "tests/test_x.py:3: skip hides a test",
            "tests/test_x.py:6: importorskip hides a test",
        ],
    ),
    Plant("tests in the open", tests.nothing_is_skipped, {"tests/test_x.py": "def test_x():\n    text.skip()\n"}),
)
