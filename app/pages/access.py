"""What makes the application one that is installed and answers without network."""

from collections.abc import Callable
from pathlib import Path
from typing import cast

from flask import Response, current_app, jsonify

from app.core.i18n import _
from app.core.web import path_of

_INK = "#14184a"


def sent_worker() -> Response:
    """The service worker as the build made it, asked for again at each visit."""
    built = Path(current_app.static_folder or "static") / "dist" / asset("service-worker.js").rpartition("/")[2]
    return Response(built.read_bytes(), mimetype="text/javascript")


def told_manifest() -> Response:
    """What a system asks before it installs the application."""
    icon = {"sizes": "any", "type": "image/svg+xml"}
    response = jsonify(
        name=current_app.config["SETTINGS"].site_name,
        short_name=current_app.config["SETTINGS"].site_name,
        description=_("Innovationswettbewerbe an beruflichen Schulen"),
        start_url=path_of("pages.start"),
        scope="/",
        display="standalone",
        lang="de",
        background_color="#ffffff",
        theme_color=_INK,
        icons=[
            {"src": asset("icon.svg"), "purpose": "any", **icon},
            {"src": asset("icon.svg"), "purpose": "maskable", **icon},
            # Apple's phones and old browsers take no drawings.
            {"src": asset("apple-touch-icon.png"), "purpose": "any", "sizes": "180x180", "type": "image/png"},
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


def asset(name: str) -> str:
    """The address of a built file."""
    address_of = cast("Callable[[str], str]", current_app.jinja_env.globals["asset"])
    return address_of(name)
