"""A wrong setting stops the start with one line that names it."""

from pathlib import Path

import pytest

from app.pages import rules
from app.settings import Settings, SettingsError, load_settings, secret_key_of


def _load(**values: object) -> Settings:
    return load_settings(_env_file=None, **values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("site_url", "funkenflug.example"), ("site_url", "ftp://x.example"), ("database_url", "mysql://x"),
        ("storage_url", "ftp://x"), ("mail_port", "0"), ("mail_port", "viel"), ("trusted_proxies", "-1"),
        ("worker", "none"), ("clamd_address", "clamd"), ("clamd_address", "clamd:port"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        _load(**{name: value})
    assert str(error.value).startswith(f"{name.upper()}: ")
    assert "\n" not in str(error.value)


def test_a_site_for_the_public_needs_a_secret_key() -> None:
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: "):
        _load(site_url="https://funkenflug.example", secret_key="")
    assert _load(site_url="https://funkenflug.example", secret_key="x" * 32).is_public is True


def test_a_private_site_makes_its_own_key_and_keeps_it(tmp_path: Path) -> None:
    settings = _load(data_dir=tmp_path, secret_key="")
    key = secret_key_of(settings)
    assert (secret_key_of(settings), len(key) > 40, (tmp_path / "secret.key").stat().st_mode & 0o077) == (key, True, 0)


def test_everything_lies_below_the_data_folder(tmp_path: Path) -> None:
    settings = _load(data_dir=tmp_path)
    places = [settings.storage_dir, settings.audit_key_path, settings.legal_dir]
    assert [tmp_path in place.parents for place in places] == [True, True, True]
    assert settings.database == f"sqlite:///{tmp_path}/funkenflug.sqlite"


def test_placeholders_and_demo_accounts_keep_a_site_from_the_public() -> None:
    written = {"imprint.de.md": "# Impressum\nStadt"}
    assert rules.why_not_public({"imprint.de.md": "PLATZHALTER"}, has_demo_people=False) is not None
    assert rules.why_not_public(written, has_demo_people=True) is not None
    assert rules.why_not_public(written, has_demo_people=False) is None
