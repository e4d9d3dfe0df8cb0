import io
import json
from collections import Counter
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from app.cast.queries import schools
from app.demo.queries import competition
from app.media.rules import content_type_of
from app.rounds.rules import default_form
from app.samples import queries
from app.samples.rules import IdeaText, Progress
from app.submissions.rules import names_in

KINDS = {picture.kind: picture for idea in queries.ideas() for picture in idea.pictures}


def test_there_are_sixty_ideas_and_more_in_every_state_and_round() -> None:
    ideas = queries.ideas()

    assert len({idea.title for idea in ideas}) == len(ideas) == 69
    assert {idea.progress for idea in ideas} == set(Progress)
    assert Counter(idea.round for idea in ideas) == {
        "submit": 28, "jury": 18, "published": 13, "decide": 6, "register": 4,
    }  # fmt: skip


@pytest.mark.parametrize("idea", queries.ideas(), ids=lambda idea: idea.title)
def test_an_idea_fits_into_the_entry_form(idea: IdeaText) -> None:
    lengths = {field.key: len(idea.answers[field.key]) for field in default_form()}

    assert {field.key: lengths[field.key] for field in default_form() if lengths[field.key] > field.high} == {}
    assert {field.key: lengths[field.key] for field in default_form() if lengths[field.key] < max(field.low, 1)} == {}


@pytest.mark.parametrize("idea", queries.ideas(), ids=lambda idea: idea.title)
def test_what_jurors_read_names_neither_team_nor_school(idea: IdeaText) -> None:
    names = [idea.team, *(school.name for school in schools())]
    pictures = [[picture.alt, picture.title, picture.items] for picture in idea.pictures]

    assert names_in(json.dumps([idea.answers, pictures], ensure_ascii=False), names) == []


def test_no_two_ideas_share_a_text() -> None:
    texts = Counter(text for idea in queries.ideas() for text in idea.answers.values() if len(text) > 40)

    assert {text: count for text, count in texts.items() if count > 1} == {}


def test_ideas_name_only_schools_rounds_and_categories_that_exist() -> None:
    plan: Any = competition()

    for idea in queries.ideas():
        assert idea.school in {school.key for school in schools()}
        assert idea.round in {each["key"] for each in plan["rounds"]}
        assert idea.category in plan["categories"]


def test_every_judged_idea_has_a_remark_and_prizes_have_reasons() -> None:
    judged = [idea for idea in queries.ideas() if idea.round in {"jury", "decide", "published"}]
    prizes = [idea.prize for idea in queries.ideas() if idea.prize]

    assert [idea.title for idea in judged if not idea.remark] == []
    assert sorted(prize.rank for prize in prizes) == [1, 2, 3, 4, 4, 5, 5, 5]
    assert min(len(prize.reason) for prize in prizes) > 80


def test_most_ideas_have_two_pictures_and_all_files_together_stay_few() -> None:
    pictures = [len(idea.pictures) for idea in queries.ideas()]

    assert sum(count >= 2 for count in pictures) > len(pictures) / 2
    assert sum(pictures) + sum(idea.has_paper for idea in queries.ideas()) <= 130


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_picture_is_drawn_the_same_twice_and_looks_like_something(kind: str) -> None:
    picture = KINDS[kind]
    drawn = queries.drawn(picture)

    with Image.open(io.BytesIO(drawn)) as image:
        colours = image.convert("RGB").getcolors(1_000_000)
        assert image.size == (900, 600)
    assert drawn == queries.drawn(picture)
    assert content_type_of(drawn) == ("image/jpeg" if picture.file_name.endswith("jpg") else "image/png")
    assert colours is not None
    assert len(colours) > 50


def test_every_picture_has_a_description_of_its_own() -> None:
    alts = [picture.alt for idea in queries.ideas() for picture in idea.pictures]

    assert len(alts) == len(set(alts))
    assert min(len(alt) for alt in alts) >= 15


def test_a_paper_is_a_pdf_with_the_texts_of_its_idea() -> None:
    idea = next(idea for idea in queries.ideas() if idea.title == "Restefuchs")

    document = pypdfium2.PdfDocument(queries.paper_of(idea))
    with document:
        words = " ".join(" ".join(page.get_textpage().get_text_range() for page in document).split())

    assert "Restefuchs" in words
    assert "Wer einen Teller leert, drückt eine von vier großen Tasten" in words
    assert "Die Restefüchse" not in words


def test_some_ideas_in_each_phase_have_a_film() -> None:
    films = {idea.round for idea in queries.ideas() if idea.film}
    assert films == {"submit", "jury", "published"}
