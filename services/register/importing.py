"""Bringing a register in: the file is read and matched, staff look and decide, then it is applied; and undone, should it have been wrong.

Whoever is entered so has agreed to nothing: they have no account, so nothing is sent to them, and when they come to the chat they are
asked as everybody is. The work itself is done in pieces (`services.register.pieces`).
"""

from __future__ import annotations

import base64

import msgspec

from language.text import Saying
from services.calendar import DAY_MS
from services.people import get
from services.register.reading import Given
from services.staff import is_staff
from storage import audit, errands, register
from storage.register import Import, Row

REGISTER = "register"
"""The errand that reads, applies or undoes an import: its body is the import's id."""
KEPT_MS = 30 * DAY_MS
"""So long an import can be looked at and undone; then what the file said of people is forgotten."""
UNDER_WAY = ("reading", "applying", "undoing")
MOST_LISTED = 20

_given = msgspec.json.Decoder(Given).decode
_said = msgspec.json.Decoder(Saying).decode


async def begin(community_id: int, by: int, name: str, content: bytes, now_ms: int) -> int | None:
    """Take a file in, to be read in a moment. Returns the import's id; None without the right."""
    if not await is_staff(by, community_id):
        return None
    import_id = await register.add(community_id, by, name, base64.b64encode(content).decode(), now_ms)
    await errands.add(f"{REGISTER}:{import_id}", None, str(import_id), now_ms)
    return import_id


async def get_import(import_id: int, by: int) -> Import | None:
    """An import, for the staff of its community; None for everybody else."""
    found = await register.get(import_id)
    return found if found is not None and await is_staff(by, found.community_id) else None


async def latest(community_id: int, by: int) -> list[Import]:
    """The newest imports. Empty for who is not staff."""
    return await register.latest(community_id, MOST_LISTED) if await is_staff(by, community_id) else []


def given(row: Row) -> Given:
    """What a row says."""
    return _given(row.given)


def said(words: str) -> Saying:
    """Words that are kept with an import or a row."""
    kept: Saying = _said(words) if words else ""
    return kept


async def look(import_id: int, by: int, now_ms: int) -> Import | None:
    """An import whose numbers and homes are to be compared with what is known; that somebody does is written down. None without the right."""
    found = await get_import(import_id, by)
    if found is not None:
        await audit.note(found.community_id, by, "check register", f"register:{import_id}", now_ms)
    return found


async def choose(import_id: int, n: int, choice: str, by: int) -> bool:
    """What shall become of a row on which somebody has to decide. False without the right, or where that is no choice (any more)."""
    found = await get_import(import_id, by)
    if found is None or found.state != "ready":
        return False
    word, _colon, which = choice.partition(":")
    if word in ("fill", "file"):
        person = await get(int(which)) if which.isascii() and which.isdecimal() and len(which) < 16 else None
        if person is None or person.community_id != found.community_id:
            return False
    elif choice not in ("new", "skip"):
        return False
    return await register.choose(import_id, n, choice)


async def drop(import_id: int, by: int) -> bool:
    """Nothing shall come of it. False without the right, or where it was applied."""
    found = await get_import(import_id, by)
    return found is not None and found.state in ("ready", "unread") and await register.drop(import_id, found.state)


async def apply(import_id: int, by: int, now_ms: int) -> bool:
    """Have it done, in pieces. False without the right, or where it is not ready (any more)."""
    found = await get_import(import_id, by)
    if found is None or not await register.turn(import_id, "ready", "applying"):
        return False
    await errands.add(f"{REGISTER}:{import_id}", None, str(import_id), now_ms)
    await audit.note(found.community_id, by, "import register", f"register:{import_id}", now_ms)
    return True


async def undo(import_id: int, by: int, now_ms: int) -> bool:
    """Have it undone, in pieces, as far as nothing came after it. False without the right, or where it is not done."""
    found = await get_import(import_id, by)
    if found is None or not await register.turn(import_id, "done", "undoing"):
        return False
    await errands.add(f"{REGISTER}:{import_id}", None, str(import_id), now_ms)
    await audit.note(found.community_id, by, "undo register", f"register:{import_id}", now_ms)
    return True


async def tidy(now_ms: int) -> None:
    """Forget imports of long ago."""
    await register.prune(now_ms - KEPT_MS)
