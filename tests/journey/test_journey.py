"""The whole way, from the class code on the wall to a published result, as people walk it."""

import pytest

from tests.journey import (
    step_1_competition,
    step_2_schools,
    step_3_students,
    step_4_teams,
    step_5_ideas,
    step_6_jury,
    step_7_results,
    step_8_audit,
)
from tests.journey.story import Story


@pytest.mark.browser
@pytest.mark.journey
@pytest.mark.timeout(1200)
def test_the_whole_way_from_the_class_code_to_the_published_result(story: Story) -> None:
    step_1_competition.walk(story)
    step_2_schools.walk(story)
    step_3_students.walk(story)
    step_4_teams.walk(story)
    step_5_ideas.walk(story)
    step_5_ideas.meet_the_deadline(story, story["Xaverine"])
    step_6_jury.walk(story)
    step_7_results.walk(story)
    step_8_audit.walk(story)

    assert story.watch.complaints == []
    assert story.watch.complaints_about_html() == []
    assert story.server.faults() == []
