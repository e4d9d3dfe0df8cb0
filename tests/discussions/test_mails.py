from sqlalchemy import select

from app.core import db
from app.core.mail import OutboxMail
from app.messages.models import Message
from app.messages.rules import subject_of, text_of
from tests.discussions.conftest import Talk
from tests.support.ideas import number_of


def told() -> list[Message]:
    return list(db.session().scalars(select(Message).where(Message.template == "discussions.opened")))


def test_everybody_but_the_chair_and_the_biased_is_told_once(talk: Talk) -> None:
    talk.opens()
    talk.opens()
    assert sorted(each.user_id for each in told()) == sorted(each.id for each in (talk.anna, talk.bela, talk.cem))
    assert {each.path for each in told()} == {talk.idea_path}
    subject = f"Die Diskussion zu Idee {number_of(talk.idea)} ist offen"
    mails = list(db.session().scalars(select(OutboxMail.to_address).where(OutboxMail.subject.contains(subject))))
    assert sorted(mails) == sorted(each.email for each in (talk.anna, talk.bela, talk.cem) if each.email)


def test_it_names_the_idea_by_its_number_alone(talk: Talk) -> None:
    talk.says(talk.anna, "Unter uns gesagt.")
    talk.opens()
    (message, *_others) = told()
    words = f"{subject_of(message.template, message.values)} {text_of(message.template, message.values)}"
    assert f"Idee {number_of(talk.idea)} " in words
    secrets = ("Solarbank", "Unter uns", talk.ground.school.name, talk.anna.name, str(talk.idea.id))
    assert [secret for secret in secrets if secret in words + str(message.values) + message.path] == []
