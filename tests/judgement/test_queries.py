from app.judgement import queries
from app.rubrics.rules import default_rubric


def test_jurors_have_something_to_say_about_every_criterion() -> None:
    keys = {criterion["key"] for criterion in default_rubric()["criteria"]}

    assert set(queries.comments()) == {*keys, "pitch"}
    assert {tuple(bands) for bands in queries.comments().values()} == {("low", "mid", "high")}
    assert min(len(texts) for bands in queries.comments().values() for texts in bands.values()) >= 3
