"""QR codes, for pages and for paper. Pages show them as `<img>` with an alt text of their own."""

import io

import segno

# Paper gets folded and dirty: a code stays readable with 15 % of it gone.
_CORRECTION = "m"
_QUIET_ZONE = 4


def qr_svg_bytes(text: str) -> bytes:
    """Black on white with the quiet zone that scanners ask for, also on a dark page; no style, no script."""
    return _svg(text, border=_QUIET_ZONE, light="#fff")


def qr_svg_for_paper(text: str) -> bytes:
    """Without ground and quiet zone: the paper is white and the template keeps the distance."""
    return _svg(text, border=0, light=None)


def qr_png(text: str, scale: int = 8) -> bytes:
    """`scale` is the pixels per module."""
    out = io.BytesIO()
    _code(text).save(out, kind="png", scale=scale, border=_QUIET_ZONE)
    return out.getvalue()


def _svg(text: str, border: int, light: str | None) -> bytes:
    out = io.BytesIO()
    _code(text).save(
        out, kind="svg", border=border, light=light, xmldecl=False, nl=False, omitsize=True,
        svgclass=None, lineclass=None,
    )  # fmt: skip
    return out.getvalue()


def _code(text: str) -> segno.QRCode:
    return segno.make(text, error=_CORRECTION, micro=False)
