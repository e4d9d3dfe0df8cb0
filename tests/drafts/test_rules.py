from app.core.errors import Refusal
from app.drafts import rules
from app.ideas.rules import CATEGORY
from app.rounds.rules import default_form
from tests.ideas.conftest import Desk
from tests.support.ideas import read, write

ID = "3f0c0a52-7b5e-4b36-9d6a-8f2b6f2f3a10"


def test_fields_are_called_as_on_the_form_and_others_by_what_they_are() -> None:
    labels = rules.labels_of(default_form(), ["title", CATEGORY, f"alt-{ID}"])
    assert labels == {"title": "Titel", CATEGORY: "Themenfeld", f"alt-{ID}": "Bildbeschreibung"}


def test_a_category_is_read_by_its_name() -> None:
    assert (rules.shown_text(CATEGORY, ID, {ID: "Klima"}), rules.shown_text("title", ID, {ID: "x"})) == ("Klima", ID)


def test_only_what_does_not_count_says_where_it_comes_from() -> None:
    words = [rules.origin_text(origin) for origin in ("saved", "conflict", "late")]
    assert words == ["", "nicht übernommen", "nach der Frist eingegangen"]


def test_what_stands_there_or_may_not_be_changed_is_not_restored(desk: Desk) -> None:
    write(desk.mia, desk.idea.id, {"title": "Solarbank"})
    draft, closed = read(desk.mia, desk.idea.id), Refusal("phase_closed", "vorbei")
    present = rules.why_not_restore(draft, "title", "Solarbank", None)
    assert (present and present.code, rules.why_not_restore(draft, "title", "Bank", None)) == ("is_present", None)
    assert rules.why_not_restore(draft, "title", "Bank", closed) is closed
