"""What a browser would send back from a page."""

import html
import re

from werkzeug.test import TestResponse

_KEPT = re.compile(r'<label class="kern-label" for="kept-\d+">([^<]*)</label>\s*<textarea[^>]*>\n([^<]*)</textarea>')
_TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)
_HIDDEN = re.compile(r'<input[^>]*type="hidden"[^>]*>', re.DOTALL)


def hidden(page: TestResponse) -> dict[str, str]:
    """The hidden fields of a page by name, the CSRF token aside; those of templates are for scripts."""
    found = {}
    for field in _HIDDEN.findall(_TEMPLATE.sub("", page.text)):
        name, value = (re.search(rf'{part}="([^"]*)"', field) for part in ("name", "value"))
        if name and value and name[1] != "csrf_token":
            found[html.unescape(name[1])] = html.unescape(value[1])
    return found


def without_tokens(page: TestResponse) -> str:
    """The page without what differs from one second to the next."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page.text)


def kept(page: TestResponse) -> dict[str, str]:
    """What the page of a refusal keeps, by label."""
    return {html.unescape(label): html.unescape(text) for label, text in _KEPT.findall(page.text)}
