"""Everything an operator can set: environment variables or `.env`, checked at start."""

import re
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
# A key of a public site that can be guessed opens every file whose address it signs.
SECRET_LEAST = 32


_BUCKET = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9][A-Za-z0-9._-]*)*)/?")
# The library that asks a bucket dies of what no address and no header can hold.
_ENDPOINT = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._-]+)*/?")
_VISIBLE = re.compile(r"[!-~]*")


class SettingsError(Exception):
    """A setting is wrong; the message is one line that names it."""


@dataclass(frozen=True)
class BucketSettings:
    """Where a bucket is and how to get in; everything lies below `prefix`, which may be empty."""

    name: str
    prefix: str
    endpoint: str
    key: str
    secret: str = field(repr=False)
    region: str


class Settings(BaseSettings):
    """The settings of one installation. Sizes are bytes, times are seconds unless named otherwise."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore")

    secret_key: str = ""
    site_url: str = "http://127.0.0.1:8000"
    site_name: str = "Funkenflug"
    data_dir: Path = Path("var")
    database_url: str = ""
    storage_url: str = ""
    storage_endpoint: str = ""
    storage_key: str = ""
    storage_secret: str = ""
    storage_region: str = "us-east-1"
    redis_url: str = ""
    audit_key_file: Path | None = None
    trusted_proxies: Annotated[int, Field(ge=0, le=5)] = 0
    metrics_token: str = ""
    clamd_address: str = ""
    worker: Literal["thread", "separate"] = "thread"

    mail_server: str = ""
    mail_port: Annotated[int, Field(ge=1, le=65535)] = 25
    mail_use_tls: bool = False
    mail_use_ssl: bool = False
    mail_username: str = ""
    mail_password: str = ""
    mail_default_sender: str = "funkenflug@localhost"

    @field_validator("site_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            message = "must begin with http:// or https:// and name a host"
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _is_known_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            message = "must begin with sqlite:/// or postgresql://"
            raise ValueError(message)
        return value.replace("postgresql://", "postgresql+psycopg://", 1)

    @field_validator("storage_url")
    @classmethod
    def _is_known_storage(cls, value: str) -> str:
        if value and not value.startswith("file:") and not _BUCKET.fullmatch(value):
            message = "must be file:/path or s3://bucket/prefix"
            raise ValueError(message)
        return value

    @field_validator("storage_endpoint")
    @classmethod
    def _is_endpoint(cls, value: str) -> str:
        if value and not (_ENDPOINT.fullmatch(value) and urlsplit(value).port != 0):
            message = "must be http:// or https://, a host, and no more than a port and a path"
            raise ValueError(message)
        return value.rstrip("/")

    @field_validator("storage_key", "storage_region")
    @classmethod
    def _fits_a_header(cls, value: str) -> str:
        if not _VISIBLE.fullmatch(value):
            message = "must be made of letters, digits and signs of ASCII"
            raise ValueError(message)
        return value

    @field_validator("clamd_address")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not value.startswith("/") and not value.rpartition(":")[2].isdecimal():
            message = "must be host:port or the path of a socket"
            raise ValueError(message)
        return value

    @property
    def is_public(self) -> bool:
        """Whether people outside this machine are to reach the site."""
        return urlsplit(self.site_url).hostname not in LOOPBACK_HOSTS

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'funkenflug.sqlite'}"

    @property
    def storage_dir(self) -> Path:
        """Where files lie; with a bucket, only those that are not complete yet."""
        is_named = self.storage_url.startswith("file:")
        return Path(self.storage_url.removeprefix("file:")) if is_named else self.data_dir / "files"

    @property
    def bucket(self) -> BucketSettings | None:
        """Where complete files lie, unless on the disk."""
        if not (named := _BUCKET.fullmatch(self.storage_url)):
            return None
        name, prefix = named[1], named[2].strip("/")
        return BucketSettings(
            name, prefix, self.storage_endpoint, self.storage_key, self.storage_secret, self.storage_region
        )

    @property
    def audit_key_path(self) -> Path:
        return self.audit_key_file or self.data_dir / "audit.key"

    @property
    def legal_dir(self) -> Path:
        return self.data_dir / "legal"


def load_settings(**overrides: object) -> Settings:
    """Read the settings; raise SettingsError naming the first wrong one."""
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks the values itself
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"][:1]).upper()
        message = f"{name}: {first['msg'].removeprefix('Value error, ')}"
        raise SettingsError(message) from error
    if settings.is_public and len(settings.secret_key) < SECRET_LEAST:
        message = f"SECRET_KEY: must be set, {SECRET_LEAST} characters or more, when SITE_URL is not this machine"
        raise SettingsError(message)
    if settings.bucket:
        _check_complete(settings)
    return settings


def _check_complete(settings: Settings) -> None:
    for name in ("storage_endpoint", "storage_key", "storage_secret", "storage_region"):
        if not getattr(settings, name):
            message = f"{name.upper()}: must be set when STORAGE_URL is s3://"
            raise SettingsError(message)


def secret_key_of(settings: Settings) -> str:
    """The secret key; on a private machine without one, a random one kept in DATA_DIR."""
    if settings.secret_key:
        return settings.secret_key
    path = settings.data_dir / "secret.key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="utf-8").strip()


def write_private(path: Path, text: str) -> None:
    """Write a file only its owner may read; an existing one stays as it is."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x", encoding="utf-8") as file:
            path.chmod(0o600)
            file.write(text)
    except FileExistsError:
        return
