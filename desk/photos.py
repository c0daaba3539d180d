"""Pictures that come with a form: looked at, made small and plain, and in the store before the transaction that names them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import msgspec

from desk import forms
from desk.forms import Given, Photo, Upload, Wrong
from desk.office import Desk
from language.text import _
from storage import errands
from storage import web as web_stored
from storage.database import StorageError


@asynccontextmanager
async def kept(desk: Desk, form: type[msgspec.Struct], given: Given) -> AsyncIterator[Given]:
    """What was `given`, its pictures kept: within this, what names them is committed. Where that fails they are destroyed again.

    Raises Wrong for what is no picture, and for what else is wrong with the form, before anything is kept.
    """
    fields = [name for name in forms.photo_fields(form) if given.get(name)]
    if not fields:
        yield given
        return
    plain = {name: [await _plain(desk, name, one) for one in given[name] if isinstance(one, Upload)] for name in fields}
    forms.read(form, {**given, **{name: [Photo("")] for name in fields}})
    async with desk.files.sharing:
        try:
            photos = {name: [Photo(await desk.files.save(one)) for one in some] for name, some in plain.items()}
        except OSError as error:
            raise Wrong(_("现在存不了照片，什么都没有改。请过一会儿再试。")) from error
        try:
            yield {**given, **photos}
        except StorageError:
            raise  # nothing can be written down, neither this
        except Exception:
            await desk.db.write(lambda: _shred([one.blob for some in photos.values() for one in some], desk.clock()))
            raise


async def _plain(desk: Desk, name: str, upload: Upload) -> bytes:
    made = await desk.plain(upload.content) if desk.plain is not None else None
    if made is None:
        raise Wrong(**{name: _("这个文件不是能用的照片，请换成 JPEG、PNG 或 WebP 的照片，10MB 以内。")})
    return made


async def _shred(blobs: Sequence[str], now_ms: int) -> None:
    """Nothing was done with these pictures: they are destroyed, unless they are in use elsewhere."""
    for blob in blobs:
        if not await web_stored.in_use(blob):
            await errands.add(errands.SHRED, None, blob, now_ms)
