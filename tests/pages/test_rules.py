"""When a legal text is still a placeholder."""

import pytest

from app.pages import rules


@pytest.mark.parametrize("text", ["", "  \n", "# Impressum\n\nPLATZHALTER – bitte schreiben"])
def test_a_text_nobody_wrote_is_a_placeholder(text: str) -> None:
    assert rules.is_placeholder(text) is True


def test_a_written_text_is_none() -> None:
    assert rules.is_placeholder("# Impressum\n\nStadt") is False
