"""Files that want something else than to be looked at, and what must become of each."""

import gzip
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass

from pikepdf import Array, Name

from tests.media import films, papers, pictures
from tests.media.papers import linking, paper, with_picture
from tests.media.pictures import (
    BYTES,
    HEIC,
    HTML,
    MARK,
    boxes,
    chunk,
    drawn,
    exif,
    jpeg,
    png,
    saved,
    segment,
    with_segments,
)

WRONG_TYPE, READY = "wrong type", "ready"
BROKEN, ENCRYPTED, DEMANDING = "broken", "encrypted", "too_demanding"
MANY_PAGES, MANY_PIXELS = "too_many_pages", "too_many_pixels"


@dataclass(frozen=True)
class Hostile:
    """A file and the ends it may come to."""

    make: Callable[[], bytes]
    ends: frozenset[str]


def _files(ends: str, **makers: Callable[[], bytes]) -> dict[str, Hostile]:
    return {name: Hostile(make, frozenset(ends.split(" or "))) for name, make in makers.items()}


def _zip(inner: bytes, name: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, inner)
    return target.getvalue()


def _cut(data: bytes, share: float = 0.6) -> bytes:
    return data[: int(len(data) * share)]


NOT_ACCEPTED = _files(
    WRONG_TYPE,
    svg_named_jpg=lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    svg_with_declaration=lambda: b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg/>',
    html=lambda: HTML,
    html_behind_a_mark_of_order=lambda: b"\xef\xbb\xbf" + HTML,
    html_that_begins_like_a_gif=lambda: b"GIF89a/*" + HTML,
    gif=lambda: saved(drawn(), "GIF"),
    bmp=lambda: saved(drawn(), "BMP"),
    tiff=lambda: saved(drawn(), "TIFF"),
    tiff_of_the_other_order=lambda: b"MM\x00\x2a" + bytes(100),
    icon=lambda: saved(drawn(), "ICO"),
    jpeg_2000=lambda: saved(drawn(), "JPEG2000"),
    jpeg_xl=lambda: b"\xff\x0a" + bytes(100),
    photoshop=lambda: b"8BPS\x00\x01" + bytes(100),
    fits=lambda: b"SIMPLE  =                    T" + bytes(100),
    eps=lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(r) file run\n",
    pdf_behind_postscript=lambda: b"%!PS\n" + paper(),
    pdf_behind_a_blank=lambda: b" " + paper(),
    ffconcat_named_mp4=lambda: b"ffconcat version 1.0\nfile 'neighbour.mp4'\n",
    playlist=lambda: b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1,\nfile:///etc/passwd\n",
    imagemagick=lambda: b"push graphic-context\nfill 'url(https://example.org/\"|ls \"-la)'\n",
    avi=lambda: b"RIFF\x00\x00\x00\x00AVI LIST" + bytes(100),
    wav=lambda: b"RIFF\x00\x00\x00\x00WAVEfmt " + bytes(100),
    zip_archive=lambda: _zip(HTML, "index.html"),
    zip_bomb=lambda: _zip(_zip(bytes(10**7), "inner"), "outer.zip"),
    gzip_bomb=lambda: gzip.compress(bytes(10**7)),
    word=lambda: _zip(b"<w:document/>", "word/document.xml"),
    windows_program=lambda: b"MZ" + bytes(200),
    linux_program=lambda: b"\x7fELF" + bytes(200),
    script=lambda: b"#!/bin/sh\nrm -rf /\n",
    php=lambda: b"<?php system($_GET['c']); ?>",
    nulls=lambda: bytes(1000),
    one_byte=lambda: b"x",
    half_a_signature=lambda: b"\xff\xd8",
    png_broken_by_a_text_transfer=lambda: b"\x89PNG\n\x1a\n" + bytes(100),
)

BROKEN_PICTURES = {
    **_files(
        BROKEN,
        jpeg_of_html=lambda: b"\xff\xd8\xff" + HTML,
        jpeg_cut=lambda: _cut(jpeg()),
        jpeg_cut_in_its_header=lambda: jpeg()[:30],
        jpeg_without_size=lambda: pictures.jpeg_of_size(0, 0),
        jpeg_of_nulls=lambda: b"\xff\xd8\xff" + bytes(5000),
        png_of_html=lambda: b"\x89PNG\r\n\x1a\n" + HTML,
        png_cut=lambda: _cut(png()),
        png_without_picture=lambda: pictures.png_header(10, 10),
        png_with_a_wrong_sum=lambda: png().replace(b"IDAT", b"IDAT\x00", 1),
        png_whose_comment_grows=pictures.text_bomb,
        webp_cut=lambda: _cut(saved(drawn(), "WEBP")),
        heic_cut=lambda: _cut(HEIC),
        heic_of_nonsense=lambda: boxes(b"heic", b"mif1"),
        avif_cut=lambda: _cut(saved(drawn(), "AVIF")),
        avif_of_nonsense=lambda: boxes(b"avif", b"mif1"),
        sequence_of_nonsense=lambda: boxes(b"msf1", b"hevc"),
    ),
    **_files(
        MANY_PIXELS,
        png_of_100000_by_100000=lambda: pictures.png_header(100_000, 100_000, chunk(b"IDAT", b"x")),
        png_bomb=lambda: pictures.png_bomb(20_000),
        png_a_little_too_large=lambda: pictures.png_bomb(7072),
        jpeg_of_65500_by_65500=lambda: pictures.jpeg_of_size(65_500, 65_500),
        webp_of_16384_by_16384=lambda: pictures.webp_canvas(16_384, 16_384),
    ),
    **_files(
        f"{BROKEN} or {MANY_PIXELS}",
        webp_of_html=lambda: b"RIFF\x00\x00\x00\x00WEBP" + HTML,
        heic_of_60000_by_60000=lambda: pictures.heic_of_size(60_000, 60_000),
    ),
}

TALKATIVE_PICTURES = _files(
    READY,
    jpeg_with_exif_and_gps=lambda: jpeg(exif=exif()),
    jpeg_with_comment=lambda: jpeg(comment=BYTES),
    jpeg_with_xmp=lambda: with_segments(segment(0xE1, b"http://ns.adobe.com/xap/1.0/\x00" + pictures.xmp())),
    jpeg_with_iptc=lambda: with_segments(segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x10" + BYTES)),
    jpeg_with_profile=lambda: jpeg(icc_profile=pictures.icc()),
    jpeg_with_broken_profile=lambda: jpeg(icc_profile=BYTES * 20),
    jpeg_with_5_mb_of_exif=lambda: with_segments(*[segment(0xE1, b"Exif\x00\x00" + BYTES * 3900)] * 81),
    jpeg_with_broken_exif=lambda: with_segments(segment(0xE1, b"Exif\x00\x00II*\x00\xff\xff\xff\x7f" + BYTES)),
    jpeg_with_thumbnail=lambda: with_segments(segment(0xE0, b"JFXX\x00\x10" + jpeg(comment=BYTES))),
    jpeg_and_html=lambda: jpeg() + HTML,
    jpeg_and_html_in_a_comment=lambda: with_segments(segment(0xFE, b"*/" + HTML)),
    jpeg_and_zip=lambda: jpeg() + _zip(HTML, "index.html"),
    jpeg_and_pdf=lambda: with_segments(segment(0xFE, paper(papers.with_info))),
    jpeg_of_two_pictures=lambda: pictures.frames("MPO", exif=exif()),
    jpeg_for_print=lambda: saved(drawn().convert("CMYK"), "JPEG", comment=BYTES),
    png_with_text=lambda: pictures.png_text("tEXt"),
    png_with_packed_text=lambda: pictures.png_text("zTXt"),
    png_with_international_text=lambda: pictures.png_text("iTXt"),
    png_with_exif=lambda: saved(drawn(), "PNG", exif=exif()),
    png_with_profile=lambda: saved(drawn(), "PNG", icc_profile=pictures.icc()),
    png_with_own_chunk=lambda: png(chunk(b"prVt", BYTES)),
    png_and_html=lambda: png() + HTML,
    png_that_moves=lambda: pictures.frames("PNG"),
    png_of_16_bits=lambda: saved(drawn().convert("L").convert("I;16"), "PNG", exif=exif()),
    png_with_palette=lambda: saved(drawn().quantize(16), "PNG", transparency=3, exif=exif()),
    png_transparent=lambda: saved(drawn().convert("LA"), "PNG", exif=exif()),
    webp_with_exif_and_xmp=lambda: saved(drawn(), "WEBP", exif=exif(), xmp=pictures.xmp()),
    webp_with_profile=lambda: saved(drawn(), "WEBP", icc_profile=pictures.icc()),
    webp_that_moves=lambda: pictures.frames("WEBP", xmp=pictures.xmp()),
    webp_lossless=lambda: saved(drawn(), "WEBP", lossless=True, exif=exif()),
    heic_of_an_iphone=lambda: HEIC,
    heic_and_html=lambda: HEIC + HTML,
    avif_with_exif_and_xmp=lambda: saved(drawn(), "AVIF", exif=exif(), xmp=pictures.xmp()),
    avif_with_profile=lambda: saved(drawn(), "AVIF", icc_profile=pictures.icc()),
    png_of_49_megapixels=lambda: pictures.png_bomb(7000),
)

_MARKED_JPEG2000 = (len(BYTES) + 8).to_bytes(4, "big") + b"xml " + BYTES


def _jpeg_2000() -> bytes:
    plain = saved(drawn(), "JPEG2000")
    at = plain.index(b"jp2h") - 4
    return plain[:at] + _MARKED_JPEG2000 + plain[at:]


BROKEN_PDFS = {
    **_files(
        BROKEN,
        pdf_of_html=lambda: b"%PDF-1.7\n" + HTML + b"\n%%EOF",
        pdf_cut=lambda: _cut(paper(pages=20)),
        pdf_without_pages=lambda: papers.written(papers.CATALOGUE, "<< /Type /Pages /Count 0 /Kids [] >>"),
        pdf_without_catalogue=lambda: papers.written("(nothing)"),
        pdf_whose_tree_loops=papers.looping_tree,
        pdf_of_nulls=lambda: b"%PDF-1.7\n" + bytes(5000) + b"%%EOF",
        pdf_of_no_size=lambda: papers.page_of("[0 0 0 0]", "/Contents 9 0 R").replace(b"%%EOF", b""),
    ),
    **_files(ENCRYPTED, pdf_with_password=lambda: papers.locked("user"), pdf_against_changes=lambda: papers.locked("")),
    **_files(
        MANY_PAGES,
        pdf_of_201_pages=lambda: papers.many_pages(201),
        pdf_of_10000_pages=lambda: papers.many_pages(10_000),
    ),
    **_files(
        f"{READY} or {BROKEN} or {DEMANDING}",
        pdf_whose_drawing_grows=papers.stream_bomb,
        pdf_of_nested_lists=lambda: papers.page_of("[0 0 9 9]", "/Group " + "[" * 50_000 + "]" * 50_000),
        pdf_larger_than_the_moon=lambda: papers.page_of("[0 0 1e12 1e12]"),
        pdf_of_a_flat_page=lambda: papers.page_of("[0 0 100000 0.001]"),
        pdf_that_names_itself=lambda: papers.written(papers.CATALOGUE, papers.TREE, "3 0 R"),
        pdf_whose_table_loops=lambda: papers.page_of("[0 0 9 9]").replace(b"/Size 4", b"/Size 4 /Prev 9"),
        pdf_with_a_broken_picture=lambda: paper(with_picture(jpeg(), [Name.DCTDecode])).replace(b"\xff\xdb", b"AB"),
    ),
}

TALKATIVE_PDFS = _files(
    READY,
    pdf_with_author=lambda: paper(papers.with_info),
    pdf_with_xmp=lambda: paper(papers.with_xmp),
    pdf_with_script_on_opening=lambda: paper(papers.on_opening),
    pdf_with_scripts=lambda: paper(papers.with_scripts),
    pdf_with_file=lambda: paper(papers.with_file),
    pdf_with_file_note=lambda: paper(papers.with_file_note),
    pdf_that_launches=lambda: paper(linking("Launch", F=f"{MARK}.exe")),
    pdf_that_calls_home=lambda: paper(linking("URI", URI=f"https://example.org/{MARK}")),
    pdf_that_goes_elsewhere=lambda: paper(linking("GoToR", F=f"//host/{MARK}", D=Array([0]))),
    pdf_that_sends_a_form=lambda: paper(linking("SubmitForm", F=f"https://example.org/{MARK}")),
    pdf_with_form=lambda: paper(papers.with_form),
    pdf_with_notes_of_a_program=lambda: paper(papers.with_piece_info),
    pdf_with_thumbnail=lambda: paper(papers.with_thumbnail),
    pdf_with_layers=lambda: paper(papers.with_layers),
    pdf_with_bookmarks=lambda: paper(papers.with_outline),
    pdf_with_tags=lambda: paper(papers.with_tags),
    pdf_with_metadata_in_a_form=lambda: paper(papers.with_form_metadata),
    pdf_with_stream_outside=lambda: paper(papers.with_outside_stream),
    pdf_with_profile=lambda: paper(papers.with_profile),
    pdf_with_exif=lambda: paper(with_picture(jpeg(exif=exif(), comment=BYTES), [Name.DCTDecode])),
    pdf_with_packed_exif=lambda: paper(with_picture(jpeg(exif=exif()), [Name.FlateDecode, Name.DCTDecode])),
    pdf_with_jpeg_2000=lambda: paper(with_picture(_jpeg_2000(), [Name.JPXDecode])),
    pdf_with_earlier_state=papers.updated,
    pdf_with_something_behind=lambda: paper() + BYTES + b"\n%%EOF",
    pdf_with_remarks=lambda: paper().replace(b"%PDF-1.3\n", b"%PDF-1.3\n% " + BYTES + b"\n", 1),
    pdf_and_html=lambda: paper() + HTML + b"\n%%EOF",
)

BROKEN_FILMS = {
    **_files(
        BROKEN,
        film_of_nonsense=lambda: boxes(b"isom", b"mp42"),
        film_that_mentions_heic=lambda: boxes(b"mp42", b"heic"),
        film_of_an_iphone_of_nonsense=lambda: boxes(b"qt  "),
        film_cut=lambda: _cut(films.film()),
        film_of_html=lambda: boxes(b"isom") + HTML,
        webm_of_html=lambda: b"\x1a\x45\xdf\xa3" + HTML,
        webm_of_nulls=lambda: b"\x1a\x45\xdf\xa3" + bytes(5000),
        mp3_of_html=lambda: b"ID3\x04\x00\x00\x00\x00\x00\x00" + HTML,
        mp3_of_nulls=lambda: b"\xff\xfb\x90\x64" + bytes(5000),
        ogg_of_html=lambda: b"OggS" + HTML,
        m4a_of_nonsense=lambda: boxes(b"M4A ", b"isom"),
    ),
    **_files("unknown_film", film_without_a_picture=lambda: films.sound(form="mp4", codec="aac")),
    **_files("too_long", film_of_four_minutes=lambda: films.film(size=(64, 48), seconds=240, rate=1, sound=False)),
}
TALKATIVE_FILMS = _files(
    READY,
    film_with_place_and_name=films.film,
    webm_with_place_and_name=lambda: films.film(form="webm", codec="vp9"),
    film_with_a_program_behind_it=lambda: films.film() + b"MZ" + HTML,
    mp3_with_name=films.sound,
    m4a_with_name=lambda: films.sound(form="ipod", codec="aac"),
    ogg_with_name=lambda: films.sound(form="ogg", codec="libopus"),
)
HOSTILE_FILES = {
    **NOT_ACCEPTED,
    **BROKEN_PICTURES,
    **TALKATIVE_PICTURES,
    **BROKEN_PDFS,
    **TALKATIVE_PDFS,
    **BROKEN_FILMS,
    **TALKATIVE_FILMS,
}

HOSTILE_NAMES = {
    "../../etc/passwd": "passwd",
    "C:\\Users\\Erika\\Bild.jpg": "Bild.jpg",
    "a\x00b.jpg": "ab.jpg",
    "a\r\nSet-Cookie: x=y.jpg": "a Set-Cookie: x=y.jpg",
    "bild\u202egpj.exe": "bildgpj.exe",
    "\u2066\u200f\u061cbild.png\u2069": "bild.png",
    "u\u0308ber.png": "über.png",
    "  \t viele   Leerzeichen .pdf ": "viele Leerzeichen .pdf",
    "...": "Datei",
    "": "Datei",
    "\u200b\ufeff": "Datei",
    "x" * 300 + ".jpeg": "x" * 115 + ".jpeg",
    "y" * 300: "y" * 120,
    "<script>alert(1)</script>": "script>",
    'a"; filename="b.html': 'a"; filename="b.html',
    "🐝 Biene.png": "🐝 Biene.png",
    "\ud800.png": "png",
}
