from app.core import clock
from app.ideas import actions as ideas
from app.rooms import queries
from tests.rooms.conftest import GIGABYTE, Neighbours, send
from tests.support.ideas import a_begun_idea
from tests.support.rounds import WRITING
from tests.support.statements import statements
from tests.support.teams import a_ground, a_team


def test_a_school_sees_its_teams_by_what_they_take(neighbours: Neighbours) -> None:
    send(neighbours.mia, neighbours.solar, 300, "a.png")
    send(neighbours.ole, neighbours.wind, 200, "b.png")
    send(neighbours.ole, neighbours.wind, 250, "c.png")

    (room,) = queries.rooms_of(neighbours.ground.school.id)

    assert room.teams == [("Windrad", 2, 450), ("Solarbank", 1, 300)]
    assert (room.title, room.gigabytes, room.bytes) == ("Innovationswettbewerb 2027, Runde 1", 2, 750)
    assert room.contact == "wettbewerb@stadt.example"


def test_what_was_removed_and_what_other_schools_sent_takes_no_room(neighbours: Neighbours) -> None:
    attachment = send(neighbours.mia, neighbours.solar, 300)
    elsewhere = a_ground(round_=neighbours.ground.round)
    una = elsewhere.student("Una")
    send(una, a_begun_idea(una, a_team(una, elsewhere.round, "Regentonne")), GIGABYTE)
    with clock.at(WRITING):
        ideas.remove_file(neighbours.mia, neighbours.solar.id, attachment.id)

    assert queries.rooms_of(neighbours.ground.school.id) == []


def test_all_teams_of_a_school_take_one_statement(neighbours: Neighbours) -> None:
    school_id = neighbours.ground.school.id
    for sender, idea in ((neighbours.mia, neighbours.solar), (neighbours.ole, neighbours.wind)):
        send(sender, idea, 300)
        with statements() as sent:
            queries.rooms_of(school_id)
        assert len(sent) == 1
