"""Teams write the sample ideas, each step through the action that students use."""

import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.accounts.models import User
from app.captions import actions as captions
from app.core.decoding.running import can_decode
from app.ideas import actions as ideas
from app.ideas.queries import attachments_of, draft_of
from app.ideas.rules import CATEGORY, alt_key
from app.media.rules import VIDEO
from app.rounds.queries import categories_of
from app.samples import queries, rules
from app.samples.rules import IdeaText
from app.submissions import actions as submissions
from app.teams import actions as teams

NOT_YET = uuid.UUID(int=0)


@dataclass
class Entry:
    """A team and its idea, as far as they have come: each id is known once the thing is there."""

    text: IdeaText
    members: list[User] = field(default_factory=list)
    friends: list[User] = field(default_factory=list)
    code: str = ""
    round_id: uuid.UUID = NOT_YET
    team_id: uuid.UUID = NOT_YET
    idea_id: uuid.UUID = NOT_YET
    submission_id: uuid.UUID = NOT_YET

    @property
    def has_film(self) -> bool:
        """Whether the team makes a film, and this installation can."""
        return bool(self.text.film) and can_decode("video/mp4")

    def author(self, turn: int) -> User:
        """Everybody has a turn."""
        return self.members[turn % len(self.members)]


def found_team(entry: Entry, round_id: uuid.UUID, founder: User, friends: Sequence[User]) -> None:
    """One student founds the team; the friends have heard of it and join later."""
    team = teams.found_team(founder, round_id, entry.text.team)
    entry.round_id, entry.team_id, entry.code = round_id, team.id, team.code
    entry.members, entry.friends = [founder], list(friends)


def join_team(entry: Entry) -> None:
    """The next of the friends joins, if there is one left."""
    if entry.friends:
        student = entry.friends.pop(0)
        teams.join_team(student, entry.code)
        entry.members.append(student)


def begin(entry: Entry) -> None:
    """The first afternoon: a title, a sentence, the first thoughts about the problem, and where somebody learns."""
    author = entry.author(0)
    entry.idea_id = ideas.begin_idea(author, entry.team_id).id
    if entry.text.company:
        teams.name_company(author, entry.team_id, entry.text.company)
    texts = entry.text.written
    first = {key: text for key, text in texts.items() if key in {"title", "pitch"}}
    if "problem" in texts:
        first["problem"] = rules.first_sentence(texts["problem"])
    _write(entry, author, first)


def go_on(entry: Entry) -> None:
    """The second afternoon: problem and solution, the category, pictures with a description, the paper."""
    author, texts = entry.author(1), entry.text.written
    (category,) = (each for each in categories_of(entry.round_id) if each.name == entry.text.category)
    texts = {key: text for key, text in texts.items() if key in {"problem", "solution"}}
    _write(entry, author, texts | {CATEGORY: str(category.id)})
    for picture in entry.text.pictures:
        file = _upload(entry, author, queries.drawn(picture), picture.file_name)
        _write(entry, entry.author(2), {alt_key(file): picture.alt})
    if entry.has_film:
        _upload(entry, author, queries.film_of(entry.text), "film.mp4")
    if entry.text.has_paper:
        _upload(entry, entry.author(2), queries.paper_of(entry.text), "konzept.pdf")


def finish(entry: Entry) -> None:
    """The third afternoon: all the rest, but for what is changed once more later."""
    texts = {key: text for key, text in entry.text.written.items() if key in {"benefit", "progress", "sources"}}
    if entry.text.progress in rules.CHANGED_LATER:
        texts["progress"] = rules.without_last_sentence(texts["progress"])
    _write(entry, entry.author(2), texts)


def caption(entry: Entry) -> None:
    """What is said in the film, once it can be played."""
    author = entry.author(1)
    for film_id in [each.id for each in attachments_of(entry.idea_id) if each.file.kind == VIDEO]:
        captions.save_captions(author, entry.idea_id, film_id, rules.captions_of(entry.text.film), 0)


def change(entry: Entry) -> None:
    """What happened since it was handed in."""
    _write(entry, entry.author(3), {"progress": entry.text.answers["progress"]})


def write_late(entry: Entry, sentence: str) -> None:
    """Somebody is still typing when the time is over; the text is kept beside the idea and counts nothing."""
    author = entry.author(1)
    draft = draft_of(author, entry.idea_id)
    text = f"{draft.text_of('progress')} {sentence}"
    ideas.save_what_fits(author, entry.idea_id, {"progress": (text, draft.version_of("progress"))})


def hand_in(entry: Entry) -> None:
    author = entry.author(0)
    version = draft_of(author, entry.idea_id).idea.version
    entry.submission_id = submissions.submit_idea(author, entry.idea_id, uuid.uuid4().hex, version).id


def withdraw(entry: Entry) -> None:
    submissions.withdraw_idea(entry.author(0), entry.idea_id)


def _write(entry: Entry, author: User, texts: Mapping[str, str]) -> None:
    draft = draft_of(author, entry.idea_id)
    ideas.save_answers(author, entry.idea_id, {key: (text, draft.version_of(key)) for key, text in texts.items()})


def _upload(entry: Entry, author: User, content: bytes, name: str) -> uuid.UUID:
    return ideas.upload_file(author, entry.idea_id, io.BytesIO(content), name, len(content)).id
