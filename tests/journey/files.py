"""What students have on their phones, with everything in it that must not come out again."""

import io

from PIL import Image

from tests.media import papers, pictures

# Names that say whose files they are: no juror may ever read them.
GOOD = {
    "Funkenfische Modell.jpg": pictures.saved(pictures.drawn(1200, 900), "JPEG", exif=pictures.exif(orientation=6)),
    "Skizze von Yorick.png": pictures.png_text("tEXt"),
    "Zenzi.webp": pictures.saved(pictures.drawn(), "WEBP", exif=pictures.exif()),
    "IMG_Xaverine.HEIC": pictures.HEIC,
    "Plan Quellenpark.pdf": papers.paper(papers.with_info, papers.with_xmp, pages=2),
}
ARCHIVE = b"PK\x03\x04" + bytes(2000)
HUGE_PICTURE = GOOD["Funkenfische Modell.jpg"] + bytes(21 * 1024**2)
HUGE_PAPER = GOOD["Plan Quellenpark.pdf"] + bytes(31 * 1024**2)


def traces_in(content: bytes) -> list[str]:
    """What of the camera and its owner is still in a picture."""
    with Image.open(io.BytesIO(content)) as image:
        notes = {"exif", "xmp", "icc_profile", "comment", "Author"} & {*map(str, image.info)}
        tags = [str(tag) for tag in image.getexif()]
    return [*notes, *tags, *([pictures.MARK] if pictures.BYTES in content else [])]
