"""Everything that is printed: notice sheets, login cards, receipts, and the QR codes on them and on pages."""

from app.core.documents.papers import (
    AttachmentLine,
    LoginCard,
    NoticeSheet,
    Receipt,
    RoundLine,
    Site,
    login_cards,
    notice_sheet,
    receipt,
)
from app.core.documents.qr import qr_png, qr_svg_bytes

__all__ = [
    "AttachmentLine",
    "LoginCard",
    "NoticeSheet",
    "Receipt",
    "RoundLine",
    "Site",
    "login_cards",
    "notice_sheet",
    "qr_png",
    "qr_svg_bytes",
    "receipt",
]
