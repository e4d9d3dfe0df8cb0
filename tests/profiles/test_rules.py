import uuid

from app.panels.models import PanelMember
from app.profiles import rules
from app.profiles.rules import Profile

FIELD, SCHOOL = uuid.uuid4(), uuid.uuid4()


def test_a_profile_is_read_as_it_was_stored() -> None:
    member = PanelMember(languages=["de", "en"], fields=[str(FIELD)], load=4)
    assert rules.profile_of(member, [SCHOOL]) == Profile(("de", "en"), (FIELD,), 4, (SCHOOL,))


def test_only_what_differs_is_a_conflict_whatever_the_order() -> None:
    stored, same = Profile(("de", "en"), (FIELD,), 4), Profile(("en", "de"), (FIELD,), 4)
    assert rules.conflicts(stored, same, 1) == []
    changed = rules.conflicts(stored, Profile(("de",), (), 4, (SCHOOL,)), 1)
    assert [(each.key, each.stored, each.offered) for each in changed] == [
        ("languages", "de, en", "de"),
        ("fields", "1 ausgewählt", "0 ausgewählt"),
        ("schools", "0 ausgewählt", "1 ausgewählt"),
    ]


def test_the_log_keeps_codes_and_numbers_alone() -> None:
    assert rules.noted(Profile(("en", "de"), (FIELD,), 4)) == {
        "languages": ["de", "en"],
        "fields": [str(FIELD)],
        "load": 4,
    }
    assert rules.GERMAN in rules.languages()
