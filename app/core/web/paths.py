"""Paths of pages, built from the one rule that an endpoint has."""

import functools
from typing import cast

from flask import current_app
from werkzeug.routing import BuildError, Map, Rule


def path_of(endpoint: str, **values: object) -> str:
    """The path of a page, also outside of requests; what its rule has no place for becomes the query.

    Flask's `url_for` compares methods, hosts and defaults of rules each time, which took a tenth of a page's time.
    """
    rule = _rule_of(current_app.url_map, endpoint)
    try:
        _host, path = cast("tuple[str, str]", rule.build(values))
    except TypeError as error:
        raise BuildError(endpoint, values, None) from error
    return path


@functools.cache
def _rule_of(rules: Map, endpoint: str) -> Rule:
    """The rule of an endpoint; BuildError if there is none or more than one."""
    try:
        (rule,) = rules.iter_rules(endpoint)
    except (KeyError, ValueError) as error:
        raise BuildError(endpoint, {}, None) from error
    return rule
