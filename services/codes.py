"""One-time codes: to take a role, recover an account, link a parent, sign in at the desk.

`new_code(secrets.token_bytes(16))` makes the words (`fresh` for short), `give` remembers their hash. A person who sends five
wrong codes within an hour waits for the rest of it, so codes cannot be guessed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from secrets import token_bytes
from typing import Literal

from services.calendar import HOUR_MS, MINUTE_MS
from storage import codes
from storage.codes import Code

LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ2346789"
"""No 0/O, 1/I, 5/S: elders read codes to each other on the phone."""
DIGITS = "2346789"
LENGTH = 8
LONG = 26
HOLDS_MS = 15 * MINUTE_MS
MOST_FAILED = 5
FAILED_WITHIN_MS = HOUR_MS


@dataclass(frozen=True, slots=True)
class Given:
    """A code that was made, and until when it holds."""

    code: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """The code did not open anything: unknown, run out, used before, or too many wrong ones before it (try again `after_ms`)."""

    why: Literal["unknown", "expired", "used", "too many"]
    after_ms: int = 0


def new_code(randomness: bytes, length: int = LENGTH) -> str:
    """Easily read letters from the given random bytes (at least 12 of them), at least one of them a digit and one not.

    So no word and no telephone number looks like a code.
    """
    number = int.from_bytes(randomness, "big")
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(LETTERS))
        letters.append(LETTERS[letter])
    others = LETTERS.removesuffix(DIGITS)
    for kind in (DIGITS, others):
        if not set(kind) & set(letters):
            number, place = divmod(number, length)
            letters[place] = kind[number % len(kind)]
    return "".join(letters)


def fresh() -> str:
    """A code that nobody can guess. Only for the part of a flow that acts: it is another one each time."""
    return new_code(token_bytes(16))


def long() -> str:
    """A code that is clicked and never typed: more than 120 bits, for what holds longer or opens more."""
    return new_code(token_bytes(32), LONG)


def looks_like_code(text: str) -> bool:
    """Whether a message is a code, perhaps with a few Chinese words around it ("口令是 K7MN-PQ23")."""
    return bool(find_code(text))


def find_code(text: str) -> str:
    """The code in a message, in its plain form; "" where it holds none, or much else."""
    if len(text) > LENGTH + 30:
        return ""
    code = "".join(c for c in plain(text) if c.isascii())
    right = len(code) == LENGTH and set(code) <= set(LETTERS) and set(code) & set(DIGITS) and set(code) - set(DIGITS)
    return code if right else ""


def plain(code: str) -> str:
    """The code as it was given out, however it was typed: full-width, lower case, with spaces or dashes."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in code)
    return "".join(c for c in narrow.upper() if c.isalnum())


def hashed(code: str) -> str:
    """What is kept of a code."""
    return hashlib.sha256(f"linli code {plain(code)}".encode()).hexdigest()


async def give(
    code: str, purpose: str, now_ms: int, *, community_id: int | None = None, person_id: int | None = None, detail: str = "",
    made_by: int | None = None, holds_ms: int = HOLDS_MS,
) -> Given:  # fmt: skip
    """Make a code valid. An older unused one for the same person and purpose stops working."""
    if person_id is not None:
        await codes.drop(person_id, purpose)
    await codes.add(hashed(code), purpose, community_id, person_id, detail, made_by, now_ms + holds_ms, now_ms)
    return Given(code, now_ms + holds_ms)


async def look(code: str, person_id: int, now_ms: int) -> Code | Wrong:
    """What a code would open, without using it up."""
    if (after_ms := await shut_out(person_id, now_ms)) is not None:
        return Wrong("too many", after_ms)
    found = await codes.by_hash(hashed(code))
    if found is None:
        return Wrong("unknown")
    if found.used_ms is not None:
        return Wrong("used")
    return Wrong("expired") if found.expires_ms <= now_ms else found


async def redeem(code: str, purpose: str, person_id: int, now_ms: int) -> Code | Wrong:
    """Use a code up. `purpose` may be the part before the colon ("role" for "role:staff")."""
    if (after_ms := await shut_out(person_id, now_ms)) is not None:
        return Wrong("too many", after_ms)
    found = await codes.by_hash(hashed(code))
    why: Literal["unknown", "expired", "used"] | None = None
    if found is None or purpose not in (found.purpose, found.purpose.partition(":")[0]):
        why = "unknown"
    elif found.used_ms is not None:
        why = "used"
    elif found.expires_ms <= now_ms:
        why = "expired"
    if found is not None and why is None and await codes.use(found.id, person_id, now_ms):
        return found
    await count_wrong(person_id, now_ms)
    return Wrong(why or "used")


async def shut_out(person_id: int, now_ms: int) -> int | None:
    """Until when the person must not try another code; None where they may."""
    tries = await codes.tries(person_id)
    if tries is None or now_ms - tries.since_ms >= FAILED_WITHIN_MS or tries.failed < MOST_FAILED:
        return None
    return tries.since_ms + FAILED_WITHIN_MS


async def count_wrong(person_id: int, now_ms: int) -> int:
    """The person sent a wrong code; returns how many more they may try within the hour."""
    tries = await codes.tries(person_id)
    failed, since_ms = 1, now_ms
    if tries is not None and now_ms - tries.since_ms < FAILED_WITHIN_MS:
        failed, since_ms = tries.failed + 1, tries.since_ms
    await codes.set_tries(person_id, failed, since_ms)
    return max(0, MOST_FAILED - failed)
