"""tus 1.0 over HTTP, status by status."""

import base64
import hashlib
import itertools
from datetime import timedelta

import pytest

from app.core import db, storage
from app.ideas.rules import LIMITS
from app.uploads import queries
from tests.media.pictures import jpeg, png
from tests.support.ideas import process_files
from tests.support.rounds import ONE_SECOND, SUBMIT_CLOSES, WRITING
from tests.uploads.conftest import PIECE, TUS, Sender, id_of, path_of

DATA = png()


def checksum(data: bytes, name: str = "sha1") -> dict[str, str]:
    return {"Upload-Checksum": f"{name} {base64.b64encode(hashlib.new(name, data).digest()).decode()}"}


# ---------------------------------------------------------------- creating
def test_a_file_in_three_pieces_arrives_as_one(sender: Sender) -> None:
    path = sender.begin(len(DATA), "Plan für morgen.png")
    third = len(DATA) // 3
    offsets = [0, third, 2 * third, len(DATA)]
    for begin, end in itertools.pairwise(offsets):
        answer = sender.append(path, begin, DATA[begin:end])
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(end))

    (attachment,) = sender.attachments()
    file = attachment.file
    assert (file.display_name, file.state, file.kind) == ("Plan für morgen.png", "received", "image")
    assert (file.size, file.sha256) == (len(DATA), hashlib.sha256(DATA).hexdigest())
    db.close_session()
    process_files()
    assert sender.attachments()[0].file.state == "ready"


def test_creating_tells_an_absolute_address_and_until_when_it_is_kept(sender: Sender) -> None:
    answer = sender.create(len(DATA))
    assert answer.status_code == 201
    assert answer.headers["Location"].startswith("http://")
    assert answer.headers["Upload-Offset"] == "0"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Upload-Expires"].endswith(" GMT")


def test_the_first_bytes_may_come_with_the_creation(sender: Sender) -> None:
    answer = sender.create(len(DATA), body=DATA[:100])
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "100")
    assert sender.append(path_of(answer), 100, DATA[100:]).status_code == 204
    assert [a.file.state for a in sender.attachments()] == ["received"]


def test_a_whole_file_may_come_with_the_creation(sender: Sender) -> None:
    answer = sender.create(len(DATA), body=DATA)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, str(len(DATA)))
    assert [a.file.state for a in sender.attachments()] == ["received"]


@pytest.mark.parametrize("arrived", [1, 100, len(DATA) - 1, len(DATA)])
def test_bytes_that_come_with_the_creation_may_come_again_after_a_cut(sender: Sender, arrived: int) -> None:
    key = {"Idempotency-Key": "a1"}
    first = sender.create(len(DATA), body=DATA[:arrived], headers=key)
    again = sender.create(len(DATA), body=DATA, headers=key)
    assert (again.status_code, again.headers["Upload-Offset"]) == (201, str(len(DATA)))
    assert again.headers["Location"] == first.headers["Location"]
    (attachment,) = sender.attachments()
    assert (attachment.file.state, attachment.file.sha256) == ("received", hashlib.sha256(DATA).hexdigest())


def test_fewer_bytes_with_a_second_creation_change_nothing(sender: Sender) -> None:
    key = {"Idempotency-Key": "a1"}
    path = path_of(sender.create(len(DATA), body=DATA[:100], headers=key))
    assert sender.create(len(DATA), body=DATA[:40], headers=key).headers["Upload-Offset"] == "100"
    assert sender.append(path, 100, DATA[100:]).status_code == 204
    assert sender.attachments()[0].file.sha256 == hashlib.sha256(DATA).hexdigest()


def test_a_checksum_with_a_second_creation_asks_for_the_rest_in_a_piece_of_its_own(sender: Sender) -> None:
    key = {"Idempotency-Key": "a1"}
    path = path_of(sender.create(len(DATA), body=DATA[:100], headers=key))
    summed = {**key, "Upload-Checksum": f"sha256 {base64.b64encode(hashlib.sha256(DATA).digest()).decode()}"}
    assert sender.create(len(DATA), body=DATA, headers=summed).headers["Upload-Offset"] == "100"
    assert sender.append(path, 100, DATA[100:]).status_code == 204
    assert sender.attachments()[0].file.sha256 == hashlib.sha256(DATA).hexdigest()


def test_the_team_sees_a_file_while_it_arrives(sender: Sender) -> None:
    sender.begin(len(DATA))
    page = sender.desk.get(sender.desk.ben, "/files").text
    assert "skizze.png" in page
    assert "wird hochgeladen" in page


@pytest.mark.parametrize("length", ["", "-1", "1.5", "zwölf", "٣"])
def test_creating_without_a_readable_length_is_answered_400(sender: Sender, length: str) -> None:
    assert sender.create(length).status_code == 400


@pytest.mark.parametrize("metadata", ["filename !!!", "filename //79"])
def test_creating_with_unreadable_metadata_is_answered_400(sender: Sender, metadata: str) -> None:
    assert sender.create(10, headers={"Upload-Metadata": metadata}).status_code == 400


def test_creating_what_is_too_large_is_refused_before_a_byte_is_sent(sender: Sender) -> None:
    assert sender.create(LIMITS.largest).status_code == 201
    answer = sender.create(LIMITS.largest + 1, headers={"Accept": "application/json"})
    assert answer.status_code == 413
    assert "höchstens" in answer.get_json()["message"]
    assert len(sender.attachments()) == 1


def test_creating_what_is_empty_is_refused_and_leaves_nothing_behind(sender: Sender) -> None:
    """As an app of a cloud gives it away before it has fetched the file."""
    answer = sender.create(0, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["message"]) == (422, "Die Datei ist leer.")
    assert sender.attachments() == []


def test_creating_beyond_the_quota_counts_what_is_still_arriving(sender: Sender) -> None:
    for _number in range(LIMITS.total_max_bytes // LIMITS.largest):
        assert sender.create(LIMITS.largest).status_code == 201
    answer = sender.create(LIMITS.largest, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.get_json()["code"]) == (409, "quota_used_up")


def test_the_same_announcement_twice_is_one_upload(sender: Sender) -> None:
    key = {"Idempotency-Key": "a1"}
    first, second = sender.create(len(DATA), headers=key), sender.create(len(DATA), headers=key)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(sender.attachments()) == 1


def test_another_version_of_tus_is_answered_412_with_ours(sender: Sender) -> None:
    answer = sender.create(10, headers={"Tus-Resumable": "0.2.2"})
    assert (answer.status_code, answer.headers["Tus-Version"]) == (412, "1.0.0")
    path = sender.begin(len(DATA))
    assert sender.append(path, 0, DATA, headers={"Tus-Resumable": "2.0"}).status_code == 412
    assert sender.offset(path) == 0


def test_what_we_can_is_told_who_asks(sender: Sender) -> None:
    answer = sender.desk.open(sender.person, "OPTIONS", f"/ideas/{sender.desk.idea.id}/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Extension"] == "creation,creation-with-upload,expiration,checksum,termination"
    assert answer.headers["Tus-Max-Size"] == str(LIMITS.largest)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


# ---------------------------------------------------------------- continuing
def test_a_piece_at_the_wrong_place_is_refused_and_changes_nothing(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    sender.append(path, 0, DATA[:50])
    assert [sender.append(path, offset, DATA[50:]).status_code for offset in (0, 49, 51)] == [409, 409, 409]
    assert sender.offset(path) == 50


@pytest.mark.parametrize("offset", ["", "-1", "x"])
def test_a_piece_without_a_readable_offset_is_answered_400(sender: Sender, offset: str) -> None:
    assert sender.append(sender.begin(len(DATA)), offset, DATA).status_code == 400


def test_a_piece_of_another_content_type_is_answered_415(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    assert sender.append(path, 0, DATA, headers={"Content-Type": "application/octet-stream"}).status_code == 415
    assert sender.offset(path) == 0


def test_more_than_was_announced_is_refused(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    sender.append(path, 0, DATA[:50])
    assert sender.append(path, 50, DATA[50:] + b"x").status_code == 413
    assert sender.offset(path) == 50


def test_a_piece_that_is_not_what_its_checksum_says_is_thrown_away(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    sender.append(path, 0, DATA[:50], headers=checksum(DATA[:50]))
    assert sender.append(path, 50, DATA[50:90], headers=checksum(DATA[50:91])).status_code == 460
    assert sender.offset(path) == 50
    assert sender.append(path, 50, DATA[50:], headers=checksum(DATA[50:], "sha256")).status_code == 204


@pytest.mark.parametrize("header", ["md4 AAAA", "sha1 ???", "sha1"])
def test_a_checksum_that_we_cannot_read_is_answered_400(sender: Sender, header: str) -> None:
    path = sender.begin(len(DATA))
    assert sender.append(path, 0, DATA, headers={"Upload-Checksum": header}).status_code in {400, 460}
    assert sender.offset(path) == 0


def test_a_file_that_is_not_the_announced_one_is_rejected_in_words(sender: Sender) -> None:
    digest = base64.b64encode(hashlib.sha256(b"another").hexdigest().encode()).decode()
    path = path_of(sender.create(len(DATA), headers={"Upload-Metadata": f"filename YS5wbmc=,sha256 {digest}"}))
    assert sender.append(path, 0, DATA).status_code == 204
    (attachment,) = sender.attachments()
    assert (attachment.file.state, attachment.file.reason) == ("rejected", "damaged")


def test_a_kind_that_is_not_accepted_is_refused_after_its_first_bytes(sender: Sender) -> None:
    path = sender.begin(5_000_000, "film.zip")
    answer = sender.append(path, 0, b"PK\x03\x04" + bytes(96), headers={"Accept": "application/json"})
    assert answer.status_code == 415
    assert "Möglich sind" in answer.get_json()["message"]
    assert sender.attachments() == []
    assert sender.ask(path).status_code == 410


def test_a_picture_as_large_as_a_pdf_may_be_is_refused_after_its_first_bytes(sender: Sender) -> None:
    path = sender.begin(LIMITS.image_max_bytes + 1)
    assert sender.append(path, 0, jpeg()[:100]).status_code == 413
    assert sender.attachments() == []


def test_two_connections_do_not_write_into_one_file(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    key = queries.upload_of(sender.person, id_of(path)).storage_key
    with storage.open_growing(key, len(DATA)):
        assert sender.append(path, 0, DATA).status_code == 423
        assert sender.offset(path) == 0
    assert sender.append(path, 0, DATA).status_code == 204


# ---------------------------------------------------------------- until when
def test_a_file_begun_in_time_may_finish_within_the_hour_after_the_close(sender: Sender) -> None:
    path = sender.begin(len(DATA), at=SUBMIT_CLOSES - ONE_SECOND)
    an_hour_later = SUBMIT_CLOSES + timedelta(minutes=60)
    assert sender.append(path, 0, DATA[:50], at=an_hour_later - ONE_SECOND).status_code == 204
    late = sender.append(path, 50, DATA[50:], at=an_hour_later, headers={"Accept": "application/json"})
    assert (late.status_code, late.get_json()["code"]) == (409, "phase_closed")


def test_nothing_can_be_begun_at_the_close(sender: Sender) -> None:
    assert sender.create(len(DATA), at=SUBMIT_CLOSES).status_code == 409
    assert sender.attachments() == []


def test_an_upload_is_kept_for_a_week(sender: Sender) -> None:
    path = sender.begin(len(DATA), at=WRITING)
    a_week_later = WRITING + timedelta(days=7)
    assert a_week_later < SUBMIT_CLOSES
    assert sender.ask(path, at=a_week_later - ONE_SECOND).status_code == 200
    assert sender.ask(path, at=a_week_later).status_code == 410
    assert sender.append(path, 0, DATA, at=a_week_later).status_code == 410


def test_a_cancelled_upload_is_gone(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    sender.append(path, 0, DATA[:50])
    assert sender.cancel(path).status_code == 204
    assert sender.attachments() == []
    assert [sender.ask(path).status_code, sender.append(path, 50, DATA[50:]).status_code] == [410, 410]
    assert storage.stale_growing(timedelta()) == []


def test_a_file_that_has_arrived_stays_known_to_its_sender(sender: Sender) -> None:
    path = path_of(sender.create(len(DATA), body=DATA))
    assert sender.offset(path) == len(DATA)
    assert sender.cancel(path).status_code == 204
    assert [a.file.state for a in sender.attachments()] == ["received"]


def test_nobody_else_reaches_an_upload_not_even_a_teammate(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    missing = f"{path[:-12]}000000000000"
    for person in (sender.desk.ben, sender.desk.other):
        stranger = Sender(sender.desk, person)
        assert [stranger.ask(p).status_code for p in (path, missing)] == [404, 404]
        assert [stranger.append(p, 0, DATA).status_code for p in (path, missing)] == [404, 404]
        assert stranger.cancel(path).status_code == 404
    assert sender.offset(path) == 0


def test_every_change_needs_the_token_of_the_page(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    none = {"X-CSRFToken": ""}
    assert sender.create(len(DATA), headers=none).status_code == 400
    assert sender.append(path, 0, DATA, headers=none).status_code == 400
    assert sender.desk.open(sender.person, "DELETE", path, headers={**TUS, **none}).status_code == 400
    assert sender.offset(path) == 0


def test_pieces_are_sent_as_tus_says(sender: Sender) -> None:
    assert PIECE["Content-Type"] == "application/offset+octet-stream"
    answer = sender.ask(sender.begin(len(DATA)))
    assert (answer.headers["Upload-Length"], answer.headers["Cache-Control"]) == (str(len(DATA)), "no-store")


def test_a_file_whose_bytes_a_restored_backup_does_not_have_is_sent_from_the_beginning(sender: Sender) -> None:
    path = sender.begin(len(DATA))
    sender.append(path, 0, DATA[:50])
    storage.drop_growing(queries.upload_of(sender.person, id_of(path)).storage_key)
    assert sender.append(path, 50, DATA[50:]).status_code == 423
    assert sender.offset(path) == 0
    assert sender.append(path, 0, DATA).status_code == 204
    assert [a.file.state for a in sender.attachments()] == ["received"]
