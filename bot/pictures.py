"""Pictures: made small and plain, whoever sent them; and those that a community file names, read beside it and kept in the store."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from bot.files import Files
from language.text import Text, _
from services.community.meals import DishPart
from services.community.reading import CommunityFile

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 5 * 1024 * 1024
SIDE = 1280
"""Pixels of the longer side: sharp on a phone, quick on a slow line."""
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 64_000_000
"""What the camera of a phone makes, and more. A JPEG of that size is read at a fraction of it, so it never stands in memory whole."""
MOST_UNPACKED = 24_000_000
"""What is no JPEG must be unpacked whole before it can be made smaller: four bytes a pixel, 96 MB."""
Seen: TypeAlias = dict[str, bytes]
"""Pictures by the name they have in the file store."""


def see(file: CommunityFile, folder: Path) -> tuple[CommunityFile, Seen, list[Text]]:
    """The file with the names of the store in place of paths, the pictures by these names, and what is wrong with any of them."""
    if file.meals is None:
        return file, {}, []
    seen: Seen = {}
    problems: list[Text] = []
    names: dict[str, str] = {}
    for path in dict.fromkeys(dish.picture for day in file.meals.menu for dish in day.cooked if dish.picture):
        made = _named(folder / path)
        if isinstance(made, Text):
            problems.append(made)
        else:
            names[path] = hashlib.sha256(made).hexdigest()
            seen[names[path]] = made

    def named(dish: str | DishPart) -> str | DishPart:
        return dish if isinstance(dish, str) else msgspec.structs.replace(dish, picture=names.get(dish.picture, ""))

    menu = [msgspec.structs.replace(day, dishes=[named(dish) for dish in day.dishes]) for day in file.meals.menu]
    meals = msgspec.structs.replace(file.meals, menu=menu)
    return msgspec.structs.replace(file, meals=meals), seen, problems


async def keep(seen: Seen, files: Files) -> None:
    """Put them into the store; what is there already stays."""
    for content in seen.values():
        await files.save(content)


def small(content: bytes, side: int) -> bytes | None:
    """The picture as a JPEG whose longer side is at most `side` pixels: upright, on white, and without anything else that was in the
    file (where it was taken, by whom, with what). None where the bytes are no picture, or one that is too large to unpack.

    The same bytes give the same JPEG. It takes a moment of the processor: not for the thread that serves everybody.
    """
    from PIL import Image, ImageOps  # 20 MB that a service without pictures never pays

    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            if not fits(image):
                return None
            image.draft(None, (2 * side, 2 * side))  # has a JPEG read no finer than that; nothing to other formats
            made = image if image.mode in ("RGB", "L") else image.convert("RGBA")
            made.thumbnail((side, side))
            made = ImageOps.exif_transpose(made).convert("RGBA")
            plate = Image.new("RGBA", made.size, "white")  # what is clear would be black in a JPEG
            kept = BytesIO()
            Image.alpha_composite(plate, made).convert("RGB").save(kept, "JPEG", quality=85)
            return kept.getvalue()
    except Exception:  # the readers of formats raise whatever they like at bytes that were made to break them
        return None


def fits(image: Image) -> bool:
    """Whether an opened picture may be unpacked: a few kilobytes can claim to be gigabytes of pixels."""
    return image.width * image.height <= (MOST_PIXELS if image.format in ("JPEG", "MPO") else MOST_UNPACKED)


def _named(path: Path) -> bytes | Text:
    """The picture of that name, made small; or what is wrong with it."""
    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            return _("图片 {file} 太大了：请缩到5MB以内。", file=name)
        made = small(path.read_bytes(), SIDE)
    except FileNotFoundError:
        return _("找不到图片 {file}：路径从社区文件所在的文件夹算起。", file=name)
    except OSError:
        made = None
    return made or _("{file} 不是能用的图片：请换成 JPEG、PNG 或 WebP。", file=name)
