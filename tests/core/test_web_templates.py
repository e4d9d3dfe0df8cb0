"""What templates say is worked out when they are compiled, once for each language."""

import pytest
from flask import Flask
from jinja2 import UndefinedError
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.core import web
from app.core.web import PageEnvironment


def drawn(app: Flask, source: str, language: str = "de", **values: object) -> str:
    assert isinstance(app.jinja_env, PageEnvironment)
    return app.jinja_env.in_language(language).from_string(source).render(**values)


def test_a_message_is_said_in_the_language_of_the_page(app: Flask) -> None:
    assert [drawn(app, '{{ _("Abmelden") }}', language) for language in ("de", "en")] == ["Abmelden", "Sign out"]


def test_a_message_is_safe_and_its_values_are_escaped(app: Flask) -> None:
    source = '{{ _("Team <b>%(name)s</b> zu 100 %% & %(name)s", name=name) }}'
    assert drawn(app, source, name="<i>") == "Team <b>&lt;i&gt;</b> zu 100 % & &lt;i&gt;"
    assert drawn(app, source, name=Markup("<i>")) == "Team <b><i></b> zu 100 % & <i>"


def test_a_message_is_one_value_where_it_is_handed_on(app: Flask) -> None:
    source = '{% set words = _("Team %(name)s", name=name) %}{{ words | length }} {{ words }}'
    assert drawn(app, source, name="A&B") == "12 Team A&amp;B"


def test_a_message_that_is_only_known_later_is_looked_up_then(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert drawn(app, "{{ _(words) }}", "en", words="Abmelden") == "Sign out"


def test_what_is_joined_is_escaped_piece_by_piece(app: Flask) -> None:
    assert drawn(app, '{{ "<" ~ name ~ safe }}', name="&", safe=Markup("<br>")) == "&lt;&amp;<br>"


def test_a_missing_value_stops_the_page(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        drawn(app, '{{ _("Team %(name)s", name=name) }}')


def test_a_missing_page_is_told_only_where_somebody_is_led_there(app: Flask) -> None:
    source = '{% if is_led %}{{ url_for("pages.nowhere") }}{% endif %}{{ url_for("pages.home") }}'
    assert drawn(app, source, is_led=False) == "/"
    with pytest.raises(BuildError):
        drawn(app, source, is_led=True)


def test_the_path_of_a_page_takes_what_has_no_place_in_it_as_a_query(app: Flask) -> None:
    del app
    assert web.path_of("pages.legal", name="ü &") == "/legal/%C3%BC%20&"
    assert (
        web.path_of("pages.choose_language", code="en", next="/a?b=c&d", none=None) == "/language/en?next=/a?b%3Dc%26d"
    )


def test_a_path_lacks_nothing_that_its_rule_asks_for(app: Flask) -> None:
    del app
    with pytest.raises(BuildError):
        web.path_of("pages.legal")
