"""What comes with a form: its words and its files."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from desk.door import address
from desk.forms import UNSTORABLE, Given, Upload
from web.guard import limited, too_large

MOST_BYTES = 12 * 1024 * 1024
"""Of a form with its files: a register of ten thousand households is 1 MB, a photo of a phone 5 MB."""
MOST_FIELDS = 2_000
PROOF = ("from", "once")
"""What a form carries beside what somebody typed."""


@dataclass(frozen=True, slots=True)
class Received:
    """What was sent. `digest` is of the page it was sent from, where to, and every byte: the same form again has the same."""

    given: Given
    digest: str

    @property
    def words(self) -> dict[str, list[str]]:
        """All but its files: those cannot be shown again."""
        words = {name: [UNSTORABLE.sub("", one) for one in some if isinstance(one, str)] for name, some in self.given.items()}
        return {name: some for name, some in words.items() if some}

    @property
    def typed(self) -> dict[str, list[str]]:
        """What somebody typed and chose."""
        return {name: some for name, some in self.words.items() if name not in PROOF}


async def receive(request: Request, most: int = MOST_BYTES) -> Received:
    """Read a form of at most so many bytes. Raises Declined for a larger one."""
    given: dict[str, list[str | Upload]] = {}
    digest = hashlib.sha256(address(request).encode())
    try:
        async with limited(request, most).form(max_files=10, max_fields=MOST_FIELDS, max_part_size=most) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    content = await value.read()
                    if not value.filename and not content:
                        continue
                    given.setdefault(name, []).append(Upload((value.filename or "")[-100:], content))
                    digest.update(b"\0file" + (await asyncio.to_thread(hashlib.sha256, content)).digest())
                else:
                    given.setdefault(name, []).append(value)
                    digest.update(f"\0{name}\0{value}".encode(errors="replace"))
    except HTTPException as error:
        raise too_large() from error
    return Received(given, digest.hexdigest())
