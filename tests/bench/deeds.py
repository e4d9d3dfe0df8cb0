"""What people do in the bench: each a function that does it once more and gives status and page of the last answer."""

import base64
import http.client
import itertools
import re
import secrets
import time
from collections.abc import Callable, Iterable

from tests.bench.serving import Server, Visitor

Deed = Callable[[], tuple[int, str]]
JSON = {"Accept": "application/json"}
TUS = {**JSON, "Tus-Resumable": "1.0.0"}
_PIECE = {**TUS, "Content-Type": "application/offset+octet-stream"}
# As `sending.js` cuts a file: a first piece to learn how quick the way is, then pieces of four seconds, up to 8 MB.
_FIRST, _LARGEST = 256 * 1024, 8 * 1024**2


def visitor(site: Server, person: dict[str, str] | None) -> Visitor:
    """Somebody at the site, signed in if they are anybody."""
    found = Visitor(site.port)
    if person:
        found.sign_in(person.get("login_name") or person["email"], person["password"])
    return found


def first_link(guest: Visitor, path: str, pattern: str) -> str:
    """The first address on a page that looks like this."""
    found = re.search(pattern, guest.get(path)[1])
    if found is None:
        message = f"{path} leads to no {pattern}"
        raise RuntimeError(message)
    return str(found[0])


def open_idea(student: Visitor) -> str:
    """The path of an idea of the student that can still be written."""
    for path in dict.fromkeys(re.findall(r"/teams/[0-9a-f-]{36}", student.get("/teams")[1])):
        student.get(f"{path}/idea")
        idea = student.location
        if idea.startswith("/ideas/") and "-version" in student.get(f"{idea}/write/1")[1]:
            return idea
    message = "no idea is open"
    raise RuntimeError(message)


def open_sheet(juror: Visitor) -> str:
    """The path of a sheet that the juror may still change."""
    path: str
    for path in dict.fromkeys(re.findall(r"/jury/[0-9a-f-]{36}", juror.get("/jury")[1])):
        if _version_on(juror.get(path)[1], "version"):
            return path
    message = "no sheet is open"
    raise RuntimeError(message)


def _version_on(page: str, name: str) -> int | None:
    found = re.search(rf'name="{name}"[^>]*value="(\d+)"', page)
    return int(found[1]) if found else None


def saver(student: Visitor, idea: str, *, by_script: bool = False) -> Deed:
    """Saves a new sentence each time, by the form or as the page does while somebody types."""
    path = f"{idea}/answers" if by_script else f"{idea}/write/1"
    shown = _version_on(student.get(f"{idea}/write/1")[1], "pitch-version") or 0
    cookies = dict(student.cookies)

    def save() -> tuple[int, str]:
        nonlocal shown
        # The next page takes the message out of the cookie that says "saved".
        student.cookies = dict(cookies)
        values = {"pitch": f"Entwurf {time.monotonic_ns()}", "pitch-version": str(shown)}
        shown += 1
        if by_script:
            key = {"Idempotency-Key": secrets.token_hex(16)}
            return student.post(path, {**values, "section": "pitch"}, {**JSON, **key})
        return student.post(path, values)

    return save


def sheet_saver(juror: Visitor, sheet: str) -> Deed:
    """Saves other words and points for every criterion each time."""
    page = juror.get(sheet)[1]
    versions = itertools.count(_version_on(page, "version") or 0)
    criteria = list(dict.fromkeys(re.findall(r'name="points-([^"]+)"', page)))

    def save() -> tuple[int, str]:
        version = next(versions)
        values = {f"points-{key}": str(2 + version % 2) for key in criteria}
        values |= {f"comment-{key}": f"Kommentar {version}" for key in criteria}
        return juror.post(sheet, {**values, "version": str(version)})

    return save


def pieces_of(content: bytes) -> list[tuple[int, memoryview]]:
    """How the page sends a file on a quick way: where each piece begins, and its bytes."""
    begins = [0, *range(_FIRST, len(content), _LARGEST)]
    return [(begin, memoryview(content)[begin:end]) for begin, end in itertools.pairwise([*begins, len(content)])]


def announce(
    student: Visitor, idea: str, size: int, name: str = "bild.jpg", first: bytes | memoryview | None = None
) -> str:
    """Begin an upload, with its `first` bytes if there are any; its path."""
    named = f"filename {base64.b64encode(name.encode()).decode()}"
    said = {"Upload-Length": str(size), "Upload-Metadata": named, "Idempotency-Key": secrets.token_hex(16)}
    require(student.ask("POST", f"{idea}/uploads", first or b"", {**(_PIECE if first else TUS), **said}))
    return "/" + student.location.split("/", 3)[3]


def add_piece(student: Visitor, upload: str, offset: int, piece: bytes | memoryview) -> tuple[int, str]:
    return student.ask("PATCH", upload, piece, {**_PIECE, "Upload-Offset": str(offset)})


def sender(student: Visitor, idea: str, content: bytes, name: str = "bild.jpg") -> Deed:
    """Uploads a file as the page does."""

    def send() -> tuple[int, str]:
        (_begin, first), *others = pieces_of(content)
        upload, answers = announce(student, idea, len(content), name, first), [(http.client.CREATED, "")]
        for offset, piece in others:
            answers.append(require(add_piece(student, upload, offset, piece)))
        return answers[-1]

    return send


def take_files_away(student: Visitor, idea: str) -> None:
    """An idea takes so many files and no more."""
    page = student.get(f"{idea}/files")[1]
    for path in re.findall(rf"{idea}/files/[0-9a-f-]{{36}}/remove", page):
        require(student.post(path, {}))


def require(answer: tuple[int, str]) -> tuple[int, str]:
    """The answer, unless it is a refusal."""
    status, page = answer
    if status >= http.client.BAD_REQUEST:
        message = f"answered {status}: {page[:300]}"
        raise RuntimeError(message)
    return answer


def repeat(deed: Deed, times: Iterable[object]) -> None:
    for _time in times:
        require(deed())
