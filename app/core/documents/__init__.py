"""Everything that is printed (notice sheets, cards, receipts, certificates), and QR codes, for pages as well."""

from app.core.documents.certificates import Certificate, certificates
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
from app.core.documents.reports import Report, Section, report

__all__ = [
    "AttachmentLine",
    "Certificate",
    "LoginCard",
    "NoticeSheet",
    "Receipt",
    "Report",
    "RoundLine",
    "Section",
    "Site",
    "certificates",
    "login_cards",
    "notice_sheet",
    "qr_png",
    "qr_svg_bytes",
    "receipt",
    "report",
]
