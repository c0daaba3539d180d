"""A photo, a voice message or a small table from the page: how it is read, and what it really is."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Literal

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.channels.web.guard import Declined, limited, too_large, unclear
from language.text import _
from services import tables

MOST_BYTES = 8 * 1024 * 1024
FORM_BYTES = 16 * 1024
LONGEST_NAME = 80
MOST_PIXELS = 64_000_000
PHOTOS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
SPOKEN_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"3gp4", b"3gp5", b"dash")


async def read(request: Request) -> tuple[str, str, bytes]:
    """The page's id of the message, the name of its file, and its bytes. Raises Declined."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise unclear()
    try:
        async with limited(request, MOST_BYTES + FORM_BYTES).form(max_files=1, max_fields=1, max_part_size=FORM_BYTES) as form:
            client_id, file = form.get("id"), form.get("file")
            if not isinstance(client_id, str) or not isinstance(file, UploadFile):
                raise unclear()
            name, content = (file.filename or "")[-LONGEST_NAME:], await file.read()
    except HTTPException as error:
        raise unclear() from error
    if len(content) > MOST_BYTES:
        raise too_large()
    return client_id, name, content


async def kind_of(content: bytes) -> Literal["photo", "voice", "document"]:
    """Photo, voice or table, by what the bytes are and not by what they are called. Raises Declined for anything else."""
    if spoken_type(content):
        return "voice"
    if await asyncio.to_thread(_photo, content):
        return "photo"
    if tables.is_table(content):
        return "document"
    raise Declined(415, _("这里只能收照片、语音和小的表格（.xlsx、.csv、.txt，1MB以内），请换一个试试。"))


def spoken_type(content: bytes) -> str:
    """The media type of a voice message; empty where it is none."""
    head = content[:16]
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp" and head[8:12] in SPOKEN_BRANDS:
        return "audio/mp4"
    return ""


def photo_type(content: bytes) -> str:
    """The media type of a photo that was accepted before, by its first bytes; empty for anything else."""
    for name, start in (("JPEG", b"\xff\xd8\xff"), ("PNG", b"\x89PNG"), ("GIF", b"GIF8")):
        if content.startswith(start):
            return PHOTOS[name]
    return PHOTOS["WEBP"] if content.startswith(b"RIFF") and content[8:12] == b"WEBP" else ""


def _photo(content: bytes) -> bool:
    from PIL import Image, UnidentifiedImageError  # 20 MB that a service without photos never pays

    try:
        with Image.open(BytesIO(content), formats=tuple(PHOTOS)) as image:
            if image.width * image.height > MOST_PIXELS:
                return False
            image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        return False
    return True
