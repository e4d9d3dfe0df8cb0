"""The desk of an idea, and somebody who speaks tus to it."""

import base64
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.ideas import queries
from app.ideas.models import Attachment
from tests.ideas.conftest import Desk, desk
from tests.support.rounds import WRITING

__all__ = ["desk"]

TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}
_FILES_THAT_ARE_KEPT = """async () => {
  const open = indexedDB.open("sending", 1);
  const isThere = await new Promise((resolve) => {
    open.onupgradeneeded = () => open.transaction.abort();
    open.onsuccess = () => resolve(true);
    open.onerror = () => resolve(false);
  });
  if (!isThere) return [];
  const all = open.result.transaction("files").objectStore("files").getAll();
  await new Promise((resolve) => { all.onsuccess = resolve; });
  open.result.close();
  return all.result.map(({ file }) => file.name);
}"""


@dataclass
class Sender:
    """Somebody at a desk who sends files in pieces."""

    desk: Desk
    person: User

    def create(
        self,
        size: int | str,
        name: str = "skizze.png",
        *,
        at: datetime = WRITING,
        body: bytes | None = None,
        headers: Mapping[str, str] = {},  # never changed
    ) -> TestResponse:
        metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype"
        sent = {**(TUS if body is None else PIECE), "Upload-Length": str(size), "Upload-Metadata": metadata, **headers}
        path = f"/ideas/{self.desk.idea.id}/uploads"
        return self.desk.open(self.person, "POST", path, at=at, data=body or b"", headers=sent)

    def begin(self, size: int, name: str = "skizze.png", *, at: datetime = WRITING) -> str:
        """The path of a new upload."""
        return path_of(self.create(size, name, at=at))

    def append(
        self,
        path: str,
        offset: int | str,
        data: bytes,
        *,
        at: datetime = WRITING,
        headers: Mapping[str, str] = {},  # never changed
    ) -> TestResponse:
        sent = {**PIECE, "Upload-Offset": str(offset), **headers}
        return self.desk.open(self.person, "PATCH", path, at=at, data=data, headers=sent)

    def ask(self, path: str, *, at: datetime = WRITING) -> TestResponse:
        return self.desk.open(self.person, "HEAD", path, at=at, headers=TUS)

    def cancel(self, path: str) -> TestResponse:
        return self.desk.open(self.person, "DELETE", path, headers=TUS)

    def offset(self, path: str, *, at: datetime = WRITING) -> int:
        """How much has arrived, as the sender is told."""
        return int(self.ask(path, at=at).headers["Upload-Offset"])

    def attachments(self) -> list[Attachment]:
        return queries.attachments_of(self.desk.idea.id)


def path_of(answer: TestResponse) -> str:
    """Where a new upload is, without the site."""
    assert answer.status_code == 201, answer.text
    return "/" + answer.headers["Location"].split("/", 3)[3]


def id_of(path: str) -> uuid.UUID:
    return uuid.UUID(path.rsplit("/", 1)[1])


@pytest.fixture
def sender(app: Flask, desk: Desk) -> Sender:
    del app
    return Sender(desk, desk.mia)


def kept_by(page: Page) -> list[str]:
    """The names of all files that the browser keeps until they are sent."""
    return sorted(page.evaluate(_FILES_THAT_ARE_KEPT))
