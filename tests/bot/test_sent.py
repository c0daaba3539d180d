"""What people send is kept small and plain, and is called what it is."""

from __future__ import annotations

from asyncio import Lock
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image

from bot.sent import MOST_BYTES, plain

OPUS = b"OggS\0\x02" + bytes(20) + b"OpusHead" + bytes(40)


def photo(kind: str = "JPEG") -> bytes:
    """A photo that says where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = BytesIO()
    Image.new("RGB", (40, 30), "orange").save(content, kind, exif=exif)
    return content.getvalue()


def package(*names: str) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return content.getvalue()


@pytest.mark.parametrize("kind", ["photo", "document"])
async def test_a_picture_says_nothing_of_where_it_was_taken_however_it_was_sent(kind: str) -> None:
    kept = await plain(kind, photo(), Lock())
    assert kept is not None and kept.name == "photo.jpg"
    assert b"taken at home" in photo() and b"taken at home" not in kept.content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (OPUS, "voice.ogg"),
        (b"%PDF-1.7 ...", "file.pdf"),
        (package("[Content_Types].xml", "word/document.xml"), "file.docx"),
        (package("[Content_Types].xml", "xl/workbook.xml"), "file.xlsx"),
        (package("notes/a.txt"), "file.zip"),
        (b"PK\x03\x04 half of a package", "file.zip"),
        (b"\xd0\xcf\x11\xe0 of an old Office", "file.doc"),
        ("姓名,电话\n".encode("gb18030"), "file.txt"),
        (b"\x00\x01\x02", "file"),
    ],
)
async def test_a_paper_is_called_by_what_it_is(content: bytes, name: str) -> None:
    kept = await plain("document", content, Lock())
    assert kept is not None and (kept.name, kept.content) == (name, content)


@pytest.mark.parametrize("kind", ["photo", "voice"])
async def test_what_is_no_picture_and_no_recording_is_not_kept_as_one(kind: str) -> None:
    assert await plain(kind, b"<html>", Lock()) is None
    assert await plain(kind, bytes(MOST_BYTES + 1), Lock()) is None
