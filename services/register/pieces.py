"""The work on an import, piece by piece. Each piece is a transaction that notes how far it came: whatever stops the service in the middle,
it goes on from there, and nothing is done twice."""

from __future__ import annotations

import base64
import logging
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date

import msgspec

from language.failures import told
from language.text import Saying, _, lines
from services.people import get
from services.records import exporting
from services.register import fields, reading
from services.register.fields import FIELDS, Changes
from services.register.importing import given
from services.register.matching import Match, adds, match
from services.register.reading import Given, Line, Read
from services.tables import Unreadable
from storage import people, register
from storage.people import Person
from storage.register import Import, Row

log = logging.getLogger(__name__)

PIECE = 25
"""Rows in a transaction. An export of each is read before it is undone, and residents wait meanwhile: 58 ms in the middle, 0.2 s at worst."""

_changes = msgspec.json.Decoder(Changes).decode
_USED = _("后来有人用上了这条记录，或者改过，所以留着。")
_MOVED = _("后来搬到别的社区了，没有动。")
_CHANGED = _("后来又改过，没有改回去。")


def parse(file: str, today: date) -> Read | Saying:
    """What a file (base64) says, or why it cannot be read. Costs processor time."""
    try:
        return reading.read(base64.b64decode(file), today)
    except Unreadable as error:
        return error.say
    except Exception as error:  # nobody shall wait for a page that says for a week that it is being read
        log.error("a register cannot be read: %s", told(error))
        return _("这个文件读不了。请在 Excel 里打开，另存为新的 .xlsx，再选一次。")


async def look_up(found: Import, read: Read) -> list[Row]:
    """The next rows of the file, matched with who is known. Changes nothing; empty where all was read."""
    first = bisect_right(read.lines, found.done, key=lambda line: line.n)
    return [await _looked_up(found, line) for line in read.lines[first : first + PIECE]]


async def _looked_up(found: Import, line: Line) -> Row:
    meant = Match("bad", "skip") if line.trouble else await match(found.community_id, line.given)
    said = msgspec.json.encode(line.trouble).decode() if line.trouble else ""
    body = msgspec.json.encode(line.given).decode()
    return Row(found.id, line.n, meant.what, meant.person_id, body, meant.choice, said, "", "")


async def take_in(found: Import, read: Read, rows: Sequence[Row]) -> Import | None:
    """Keep the next rows as they were looked up. Returns how the import stands then; None where all was read."""
    for row in rows:
        person_id = row.person_id if row.person_id and await get(row.person_id) else None  # gone since it was looked up
        await register.add_row(found.id, row.n, row.what, person_id, row.given, row.choice, row.said)
    if rows:
        await register.count(found.id, read.lines[-1].n, rows[-1].n)
        return await register.get(found.id)
    said = msgspec.json.encode(_not_used(read)).decode() if read.unused or read.others else ""
    await register.turn(found.id, "reading", "ready", said=said)
    return None


def _not_used(read: Read) -> Saying:
    """What of the file is not used."""
    return lines(
        _("这几列没有用到：{names}", names="、".join(read.unused)) if read.unused else None,
        _("只读了第一张表。还有{names}没有读，请分别存成文件再导入。", names="、".join(f"「{name}」" for name in read.others))
        if read.others
        else None,
    )  # fmt: skip


async def unread(import_id: int, why: Saying) -> None:
    """The file cannot be read."""
    await register.turn(import_id, "reading", "unread", said=msgspec.json.encode(why).decode())


async def step(import_id: int, now_ms: int) -> bool:
    """The next piece of what is to be applied or undone. Returns whether there is more."""
    found = await register.get(import_id)
    if found is None or found.state not in ("applying", "undoing"):
        return False
    rows = await register.behind(import_id, found.done, PIECE)
    for row in rows:
        if found.state == "applying":
            await put_in(found, row, now_ms)
        else:
            await take_back(found, row)
    if rows:
        await register.count(import_id, found.rows, rows[-1].n)
        return True
    return not await register.turn(
        import_id, found.state, "done" if found.state == "applying" else "undone", finished_ms=now_ms
    )


async def put_in(found: Import, row: Row, now_ms: int) -> None:
    """Do what was decided about one row. What is known by now counts: nobody is entered twice."""
    if row.what in ("bad", "same") or row.choice == "skip":
        return await register.settle(row, "kept", row.person_id, "")
    word, _colon, which = row.choice.partition(":")
    line = given(row)
    if word == "new":
        by_now = await match(found.community_id, line)
        asked = row.what == "ask" and by_now.what != "same"  # all of it known by now: another import was quicker
        if by_now.what == "new" or asked or await _all_of_this_file(found, by_now):
            return await register.settle(row, "added", await _enter(found.community_id, line, now_ms), "")
        person = by_now.people[0] if by_now.choice.startswith("fill") else None
    else:
        person = await get(int(which))
    if person is None or person.community_id != found.community_id:
        return await register.settle(row, "gone", None, "")
    changes = await fields.change(person, line, FIELDS if word == "file" else adds(person, line))
    body = msgspec.json.encode(changes).decode() if changes else ""
    return await register.settle(row, "changed" if changes else "kept", person.id, body)


async def _all_of_this_file(found: Import, by_now: Match) -> bool:
    """Whether those whom a row may mean by now came with rows before it: in one file each row is somebody else."""
    return by_now.what == "ask" and all([await register.entered(found.id, one.id) for one in by_now.people])


async def _enter(community_id: int, line: Given, now_ms: int) -> int:
    """Somebody new, whom nobody has met: not verified, and without any consent."""
    person_id = await people.add(community_id, line.name, now_ms)
    person = await people.get(person_id)
    assert person is not None
    await fields.change(person, line, FIELDS)
    return person_id


async def take_back(found: Import, row: Row) -> None:
    """Undo what became of one row, as far as nothing came after it."""
    if row.outcome not in ("added", "changed", "joined"):
        return
    person = await get(row.person_id) if row.person_id is not None else None
    if person is None:
        await register.settle(row, "gone", None, row.before)
    elif person.community_id != found.community_id:
        await register.settle(row, "stays", person.id, row.before, msgspec.json.encode(_MOVED).decode())
    elif row.outcome == "changed":
        await _set_back(row, person)
    elif row.outcome == "added" and await _untouched(person, given(row)):
        await people.delete(person.id)
        await register.settle(row, "removed", None, "")
    else:
        await register.settle(row, "stays", person.id, row.before, msgspec.json.encode(_USED).decode())


async def _set_back(row: Row, person: Person) -> None:
    changes = _changes(row.before)
    as_left = [field for field, one in changes.items() if fields.kept(person, field) == tuple(one.now)]
    for field in as_left:
        await fields.put(person.id, field, tuple(changes[field].was))
    if len(as_left) == len(changes):
        await register.settle(row, "restored", person.id, row.before)
    else:
        await register.settle(row, "stays", person.id, row.before, msgspec.json.encode(_CHANGED).decode())


async def _untouched(person: Person, line: Given) -> bool:
    """Whether nobody changed, met or used a record since it was entered."""
    says = Given(person.name, person.phone, person.building, person.unit, person.room, person.birth_date or "")
    unknown = (
        person.verified_ms is None and person.age_seen_ms is None and not person.consent_version and not person.contact_phone
    )
    return says == line and unknown and await exporting.bare(person.id)
