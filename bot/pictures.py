"""The pictures that a community file names: read beside it, looked at, made small, and kept in the file store."""

from __future__ import annotations

import hashlib
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

import msgspec

from bot.files import Files
from language.text import Text, _
from services.community.meals import DishPart
from services.community.reading import CommunityFile

MOST_BYTES = 5 * 1024 * 1024
SIDE = 1280
"""Pixels of the longer side: sharp on a phone, quick on a slow line."""
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
        made = _small(folder / path)
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


def _small(path: Path) -> bytes | Text:
    """The picture as a JPEG of moderate size, without what else a camera wrote into it; or what is wrong."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # 20 MB that a service without pictures never pays

    name = str(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            return _("图片 {file} 太大了：请缩到5MB以内。", file=name)
        with Image.open(path, formats=("JPEG", "PNG", "WEBP")) as image:
            made = ImageOps.exif_transpose(image).convert("RGBA")
            made.thumbnail((SIDE, SIDE))
            plate = Image.new("RGBA", made.size, "white")  # what is clear would be black in a JPEG
            made = Image.alpha_composite(plate, made).convert("RGB")
            content = BytesIO()
            made.save(content, "JPEG", quality=85)
            return content.getvalue()
    except FileNotFoundError:
        return _("找不到图片 {file}：路径从社区文件所在的文件夹算起。", file=name)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError):
        return _("{file} 不是能用的图片：请换成 JPEG、PNG 或 WebP。", file=name)
