"""A photo, a voice message or a small table from the page: how it is read, and what it really is."""

from __future__ import annotations

import asyncio
from io import BytesIO
from typing import Literal

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot import pictures, recordings
from language.text import _
from services import tables
from web.guard import Declined, limited, too_large, unclear

MOST_BYTES = 8 * 1024 * 1024
FORM_BYTES = 16 * 1024
LONGEST_NAME = 80
PHOTOS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}


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
    if recordings.media_type(content):
        return "voice"
    if await asyncio.to_thread(_photo, content):
        return "photo"
    if tables.is_table(content):
        return "document"
    raise Declined(415, _("这里只能收照片、语音和小的表格（.xlsx、.csv、.txt，1MB以内），请换一个试试。"))


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
            if not pictures.fits(image):
                return False
            image.verify()
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        return False
    return True
