"""PDFs with everything in them that must not come out again."""

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from tests.media import pictures
from tests.media.pictures import BYTES, HTML, MARK

Change = Callable[[Pdf], None]
SCRIPT = f"app.alert('{MARK}');"


def paper(*changes: Change, pages: int = 1, **options: Any) -> bytes:  # noqa: ANN401 # as pikepdf's save
    """A PDF of pages with a black square, changed and saved."""
    pdf = pikepdf.new()
    for _number in range(pages):
        pdf.add_blank_page(page_size=(200, 300))
        pdf.pages[-1].Contents = Stream(pdf, b"20 20 60 60 re f")
    for change in changes:
        change(pdf)
    target = io.BytesIO()
    pdf.save(target, static_id=True, **options)
    return target.getvalue()


def action(kind: str, **values: Any) -> Dictionary:  # noqa: ANN401 # whatever an action holds
    return Dictionary(Type=Name.Action, S=Name(f"/{kind}"), **values)


def on_opening(pdf: Pdf) -> None:
    pdf.Root.OpenAction = action("JavaScript", JS=String(SCRIPT))


def with_scripts(pdf: Pdf) -> None:
    script = pdf.make_indirect(action("JavaScript", JS=Stream(pdf, SCRIPT.encode())))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String(MARK), script])))
    pdf.Root.AA = Dictionary(WC=script)
    pdf.pages[0].obj.AA = Dictionary(O=script, C=script)


def with_info(pdf: Pdf) -> None:
    for name in ("Author", "Title", "Creator", "Producer", "Subject", "Keywords", "School"):
        pdf.docinfo[f"/{name}"] = MARK


def with_xmp(pdf: Pdf) -> None:
    pdf.Root.Metadata = Stream(pdf, pictures.xmp(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.pages[0].obj.Metadata = Stream(pdf, pictures.xmp(), Type=Name.Metadata, Subtype=Name.XML)


def attached(pdf: Pdf, name: str) -> pikepdf.AttachedFileSpec:
    return pikepdf.AttachedFileSpec(
        pdf, HTML, description=MARK, filename=name, mime_type="text/html", creation_date="", mod_date=""
    )


def with_file(pdf: Pdf) -> None:
    pdf.attachments[f"{MARK}.html"] = attached(pdf, f"{MARK}.html")
    pdf.Root.AF = Array([pdf.Root.Names.EmbeddedFiles.Names[1]])


def annotation(pdf: Pdf, kind: str, **values: Any) -> Dictionary:  # noqa: ANN401 # whatever an annotation holds
    found = pdf.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([100, 100, 180, 140]), T=MARK, **values)
    )
    assert isinstance(found, Dictionary)
    pdf.pages[0].obj.Annots = Array([found])
    return found


def linking(kind: str, **values: Any) -> Change:  # noqa: ANN401 # whatever an action holds
    return lambda pdf: _ignored(annotation(pdf, "Link", A=action(kind, **values)))


def _ignored(_value: object) -> None:
    return None


def with_file_note(pdf: Pdf) -> None:
    annotation(pdf, "FileAttachment", FS=attached(pdf, f"{MARK}.exe").obj, Contents=MARK)


def with_form(pdf: Pdf) -> None:
    """A form whose field was filled in: its look is content and stays, its name and scripts go."""
    look = Stream(pdf, b"0 0 80 40 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 40]))
    scripts = Dictionary(K=action("JavaScript", JS=String(SCRIPT)))
    field = annotation(pdf, "Widget", FT=Name.Tx, TU=MARK, AA=scripts, AP=Dictionary(N=look))
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), XFA=Stream(pdf, f"<xdp>{MARK}</xdp>".encode()))


def with_piece_info(pdf: Pdf) -> None:
    private = Dictionary(Editor=Dictionary(LastModified=String("D:2026"), Private=Dictionary(Who=MARK)))
    pdf.Root.PieceInfo = pdf.pages[0].obj.PieceInfo = private


def with_thumbnail(pdf: Pdf) -> None:
    thumb = Stream(pdf, BYTES * 3, Width=6, Height=8, ColorSpace=Name.DeviceGray, BitsPerComponent=8)
    pdf.pages[0].obj.Thumb = thumb


def with_layers(pdf: Pdf) -> None:
    usage = Dictionary(CreatorInfo=Dictionary(Creator=MARK), User=Dictionary(Type=Name.Ind, Name=MARK))
    layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=MARK, Usage=usage))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer]), Creator=MARK))


def with_outline(pdf: Pdf) -> None:
    entry = pdf.make_indirect(Dictionary(Title=MARK, A=action("URI", URI=MARK)))
    pdf.Root.Outlines = Dictionary(Type=Name.Outlines, First=entry, Last=entry, Count=1)


def with_tags(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([Dictionary(S=Name.P, T=MARK)]))


def with_picture(data: bytes, filters: list[Name], **values: Any) -> Change:  # noqa: ANN401 # keys of the picture
    def change(pdf: Pdf) -> None:
        found = Image.open(io.BytesIO(data))
        keys = {"ColorSpace": Name.DeviceRGB, "BitsPerComponent": 8, "Width": found.width, "Height": found.height}
        picture = Stream(pdf, data, Type=Name.XObject, Subtype=Name.Image, **{**keys, **values})
        picture.write(data if len(filters) == 1 else zlib.compress(data), filter=Array(filters))
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=picture))
        pdf.pages[0].Contents = Stream(pdf, b"q 100 0 0 100 50 150 cm /Im Do Q")

    return change


def with_profile(pdf: Pdf) -> None:
    profile = Stream(pdf, pictures.icc(), N=3, Alternate=Name.DeviceRGB)
    with_picture(pictures.jpeg(), [Name.DCTDecode], ColorSpace=Array([Name.ICCBased, profile]))(pdf)


def with_form_metadata(pdf: Pdf) -> None:
    note = Stream(pdf, pictures.xmp(), Type=Name.Metadata, Subtype=Name.XML)
    form = Stream(
        pdf, b"0 0 80 40 re f", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 80, 40]), Metadata=note,
        Ref=Dictionary(F=Dictionary(Type=Name.Filespec, F=MARK), Page=0), OPI=Dictionary({"/2.0": Dictionary(F=MARK)}),
    )  # fmt: skip
    pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Fm=form))
    pdf.pages[0].Contents = Stream(pdf, b"/Fm Do")


def with_outside_stream(pdf: Pdf) -> None:
    stream = Stream(pdf, b"20 20 60 60 re f")
    stream.F = Dictionary(Type=Name.Filespec, F=f"/etc/{MARK}")
    pdf.pages[0].Contents = stream


def updated() -> bytes:
    """A PDF whose earlier state, with a name, still stands in front of the present one."""
    old = paper(with_info)
    values = re.search(rb"/Root (\d+) 0 R /Size (\d+).*startxref\n(\d+)", old, re.DOTALL)
    assert values is not None
    root, size, previous = (int(value) for value in values.groups())
    end = f"trailer\n<< /Root {root} 0 R /Size {size} /Prev {previous} >>\nstartxref\n{len(old)}\n%%EOF\n"
    return old + b"xref\n0 1\n0000000000 65535 f \n" + end.encode()


# ---------------------------------------------------------------- written by hand, for what no library writes
def written(*objects: str, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body, offsets = b"%PDF-1.7\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer\n<< /Root 1 0 R /Size {size} {trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


CATALOGUE = "<< /Type /Catalog /Pages 2 0 R >>"
TREE = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


def many_pages(count: int) -> bytes:
    kids = " ".join(f"{number} 0 R" for number in range(3, count + 3))
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    return written(CATALOGUE, f"<< /Type /Pages /Count {count} /Kids [{kids}] >>", *[page] * count)


def looping_tree() -> bytes:
    return written(CATALOGUE, "<< /Type /Pages /Count 2 /Kids [3 0 R] >>", "<< /Type /Pages /Count 1 /Kids [2 0 R] >>")


def page_of(box: str, contents: str = "") -> bytes:
    return written(CATALOGUE, TREE, f"<< /Type /Page /Parent 2 0 R /MediaBox {box} {contents} >>")


def stream_bomb() -> bytes:
    """A page whose drawing grows to 1 GB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m 9 9 l S\n" * 75_000) for _number in range(1000)) + packer.flush()
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 300))
    contents = Stream(pdf, b"")
    contents.write(packed, filter=Name.FlateDecode)
    pdf.pages[0].Contents = contents
    target = io.BytesIO()
    pdf.save(target)
    return target.getvalue()


def locked(user: str) -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    target = io.BytesIO()
    pdf.save(target, encryption=pikepdf.Encryption(owner="owner", user=user))
    return target.getvalue()
