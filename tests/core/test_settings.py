"""A wrong setting stops the start with one line that names it."""

from pathlib import Path

import pytest

from app.pages import rules
from app.settings import BucketSettings, Settings, SettingsError, load_settings, secret_key_of


def _load(**values: object) -> Settings:
    return load_settings(_env_file=None, **values)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("site_url", "funkenflug.example"), ("site_url", "ftp://x.example"), ("database_url", "mysql://x"),
        ("storage_url", "ftp://x"), ("storage_url", "s3://"), ("storage_url", "s3://Ab/c"),
        ("storage_url", "s3://abc/.."),
        ("storage_endpoint", "s3.example"), ("storage_endpoint", "http://a b"), ("storage_endpoint", "http://a:99999"),
        ("storage_endpoint", "http://me:pw@a"), ("storage_endpoint", "http://a/?b"), ("storage_endpoint", "http://a:0"),
        ("storage_key", "key\n"), ("storage_key", "schlüssel"), ("storage_region", "eu west"),
        ("mail_port", "0"), ("mail_port", "viel"), ("trusted_proxies", "-1"),
        ("worker", "none"), ("clamd_address", "clamd"), ("clamd_address", "clamd:port"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_in_one_line(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        _load(**{name: value})
    assert str(error.value).startswith(f"{name.upper()}: ")
    assert "\n" not in str(error.value)


IN_A_BUCKET = {
    "storage_url": "s3://files/funkenflug/2027/",
    "storage_endpoint": "https://s3.example/",
    "storage_key": "key",
    "storage_secret": "very secret",
    "storage_region": "eu-west-3",
}


def test_a_bucket_is_told_by_five_settings_and_none_of_them_may_be_left_out() -> None:
    bucket = _load(**IN_A_BUCKET).bucket
    assert bucket == BucketSettings("files", "funkenflug/2027", "https://s3.example", "key", "very secret", "eu-west-3")
    assert "very secret" not in repr(bucket)
    for name in IN_A_BUCKET.keys() - {"storage_url"}:
        with pytest.raises(SettingsError, match=rf"^{name.upper()}: must be set when STORAGE_URL is s3://$"):
            _load(**IN_A_BUCKET | {name: ""})


def test_pieces_stay_below_the_data_folder_when_files_lie_in_a_bucket(tmp_path: Path) -> None:
    assert _load(data_dir=tmp_path, **IN_A_BUCKET).storage_dir == tmp_path / "files"
    on_disk = _load(data_dir=tmp_path, storage_url=f"file:{tmp_path}/elsewhere")
    assert (on_disk.storage_dir, on_disk.bucket) == (tmp_path / "elsewhere", None)


@pytest.mark.parametrize("key", ["", "changeme", "x" * 31])
def test_a_site_for_the_public_needs_a_secret_key_that_nobody_guesses(key: str) -> None:
    with pytest.raises(SettingsError, match=r"^SECRET_KEY: "):
        _load(site_url="https://funkenflug.example", secret_key=key)
    assert _load(secret_key=key).is_public is False
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
