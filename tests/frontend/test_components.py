"""Every component is valid, readable for everybody, light, and keeps the policy that forbids inline code."""

import gzip
import json
from pathlib import Path
from typing import Literal

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import Browser

from tests.frontend.pages import gallery, served
from tests.support.browser import axe_of
from tests.support.html import complaints_about_html
from tests.support.programs import REPOSITORY

_DIST = REPOSITORY / "static" / "dist"


def test_every_component_is_valid_html_filled_in_or_not(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "filled.html").write_text(gallery(app), encoding="utf-8")
    (tmp_path / "wrong.html").write_text(gallery(app, filled=False), encoding="utf-8")

    assert complaints_about_html(tmp_path) == []


def test_every_wrong_field_is_named_above_and_explained_below(app: Flask) -> None:
    html = gallery(app, filled=False)

    assert '<a href="#title">Titel: Dieses Feld ist noch leer. Bitte ausfüllen.</a>' in html
    assert 'aria-describedby="title-help title-count title-error" required="required" aria-invalid="true">' in html


def test_an_optional_field_says_so_and_a_required_one_does_not(app: Flask) -> None:
    html = gallery(app)

    assert '<label class="kern-label" for="mail">E-Mail <span class="kern-label__optional">(freiwillig)</span>' in html
    assert '<label class="kern-label" for="title">Titel</label>' in html


@pytest.mark.browser
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "wrong"])
@pytest.mark.parametrize(
    ("width", "scheme", "body_class"),
    [
        (320, "light", ""),
        (390, "light", ""),
        (390, "dark", ""),
        (1280, "light", ""),
        (1280, "dark", ""),
        (1280, "light", "calm"),
        (1280, "dark", "calm"),
    ],
)
def test_everybody_can_use_every_component(
    app: Flask, chromium: Browser, width: int, scheme: Literal["light", "dark"], *, filled: bool, body_class: str
) -> None:
    with served(gallery(app, filled=filled, body_class=body_class)) as site:
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        page = context.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.url)
        found = axe_of(page)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        context.close()

    assert (found.violations, found.incomplete) == ([], [])
    assert overflow == 0
    assert complaints == []


@pytest.mark.browser
def test_everything_to_press_is_large_enough_for_a_thumb(app: Flask, chromium: Browser) -> None:
    with served(gallery(app)) as site:
        page = chromium.new_page(viewport={"width": 390, "height": 900})
        page.goto(site.url)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a.button, button, input, select, summary, textarea, nav a")]
                .filter((part) => part.getClientRects().length && !part.closest(".check, .skip-link"))
                .filter((part) => part.getBoundingClientRect().height < 44)
                .map((part) => part.outerHTML)""",
        )
        page.context.close()

    assert small == []


_WIDE = """{% extends "layout.html" %}{% from "components/table.html" import cell, table %}
{% block title %}Jury{% endblock %}
{% block content %}{% call table("Jury", headers) %}<tr>
  {{ cell(headers[0], "Nora " + long, is_head=true) }}
  {{ cell(headers[1], "Berufsschule für Elektro- und Metalltechnik am Hammerwerk, Landeshauptstadt") }}
  {% for header in headers[2:4] %}{{ cell(header, "angenommen") }}{% endfor %}{{ cell(headers[4]) }}
</tr>{% endcall %}{% endblock %}"""
_HEADERS = ["Name", "Schule und Betrieb", *(f"Einladung {number}" for number in range(2)), "Was jetzt?"]
# Words that stand on more than one line, how much is too wide, and whether what is empty has a name beside it.
_LAID_OUT = """() => {
  const broken = [], parts = document.createTreeWalker(document.querySelector("tbody"), NodeFilter.SHOW_TEXT);
  while (parts.nextNode()) for (const {0: word, index} of parts.currentNode.data.matchAll(/[^ \\s-]+/g)) {
    const range = new Range();
    range.setStart(parts.currentNode, index);
    range.setEnd(parts.currentNode, index + word.length);
    if (new Set([...range.getClientRects()].map((each) => each.top)).size > 1) broken.push(word);
  }
  const page = document.documentElement, empty = document.querySelector("td:empty");
  return [broken, page.scrollWidth - page.clientWidth, empty.getClientRects().length];
}"""


@pytest.mark.browser
@pytest.mark.parametrize(("width", "empty"), [(390, 0), (768, 0), (1024, 1), (1280, 1)])
def test_of_a_table_only_a_word_without_end_is_broken_and_nothing_is_too_wide(
    app: Flask, chromium: Browser, width: int, empty: int
) -> None:
    endless = 60 * "o"
    with app.test_request_context("/"):
        html = render_template_string(_WIDE, headers=_HEADERS, long=endless)
    with served(html) as site:
        page = chromium.new_page(viewport={"width": width, "height": 900}, locale="de-DE")
        page.goto(site.url)
        laid_out = page.evaluate(_LAID_OUT)
        page.close()

    assert laid_out == [[endless], 0, empty]


_SAID_TWICE = """{% extends "layout.html" %}{% from "components/table.html" import cell, table %}
{% block title %}Jury{% endblock %}
{% block content %}{% call table("Jury", ["Name", "Wert"], is_plain=is_plain) %}<tr>
  {% set said %}60,0<br><span>die Jury</span><span>entscheidet</span>{% endset %}
  {% if is_plain %}<th scope="row">Nora</th><td data-label="Wert">{{ said }}</td>
  {% else %}{{ cell("Name", "Nora", is_head=true) }}{{ cell("Wert", said) }}{% endif %}
</tr>{% endcall %}{% endblock %}"""


@pytest.mark.browser
@pytest.mark.parametrize("is_plain", [True, False])
def test_on_a_phone_nothing_of_a_cell_stands_below_the_name_of_its_column(
    app: Flask, chromium: Browser, *, is_plain: bool
) -> None:
    with app.test_request_context("/"):
        html = render_template_string(_SAID_TWICE, is_plain=is_plain)
    with served(html) as site:
        page = chromium.new_page(viewport={"width": 390, "height": 900})
        page.goto(site.url)
        lefts = page.evaluate(
            "[...document.querySelectorAll('td span')].map((each) => each.getBoundingClientRect().left)"
        )
        page.close()

    assert len(lefts) == 2
    assert len(set(lefts)) == 1


_ENDLESS = """{% extends "layout.html" %}{% from "components/breadcrumbs.html" import breadcrumbs %}
{% from "components/page_header.html" import page_header %}
{% block title %}Team{% endblock %}
{% block content %}
  {{ breadcrumbs([(name, "/"), (name, none)]) }}
  {{ page_header(name, lead=name, preline=name) }}
{% endblock %}"""


@pytest.mark.browser
def test_a_name_without_end_makes_no_page_too_wide_for_a_phone(app: Flask, chromium: Browser) -> None:
    with app.test_request_context("/"):
        html = render_template_string(_ENDLESS, name=60 * "o")
    with served(html) as site:
        page = chromium.new_page(viewport={"width": 320, "height": 900})
        page.goto(site.url)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        page.close()

    assert overflow == 0


def test_a_page_with_everything_weighs_less_than_60_kilobytes_without_fonts(app: Flask) -> None:
    names = json.loads((_DIST / "manifest.json").read_text(encoding="utf-8"))
    parts = [gallery(app).encode(), *((_DIST / names[name]).read_bytes() for name in ("app.css", "app.js"))]

    assert sum(len(gzip.compress(part)) for part in parts) <= 60_000
