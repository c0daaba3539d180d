"""Two records of one human: those that are likely, side by side, and making them one."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desk.forms import Wrong
from desk.pages import Done, NotHere, Pages, Shown, Visit
from desk.people.resident import known, resident
from language.text import Saying, _
from services import enrolment, office, people
from services.records import doubles, merging
from services.records.merging import NotAllowed
from storage import accounts
from storage.people import Person

pages = Pages()

MOST = 20
WHY: dict[str, Saying] = {"phone": _("电话一样"), "birth": _("生日一样"), "home": _("住在一起")}


class Pair(msgspec.Struct, frozen=True):
    """Two records."""

    one: int
    other: int


class Merge(msgspec.Struct, frozen=True):
    """The record that goes into the other."""

    other: int


@dataclass(frozen=True, slots=True)
class Side:
    """One of two records."""

    person: Person
    home: str
    chat: bool
    booked: int


@pages.get("/people/doubles", may="people.see")
async def listed(visit: Visit) -> Shown:
    """The pairs that may be of one human."""
    found, skip = await doubles.likely(visit.community_id, visit.by), visit.number("skip")
    pairs = [
        (await _side(visit, await known(visit, pair.one_id)), await _side(visit, await known(visit, pair.other_id)), [WHY[why] for why in pair.why])
        for pair in found[skip : skip + MOST]
    ]  # fmt: skip
    return visit.show("people/doubles.html", pairs=pairs, found=len(found), skip=skip, most=MOST, more=len(found) > skip + MOST)


async def _side(visit: Visit, person: Person) -> Side:
    chat = any(one.blocked_ms is None for one in await accounts.of_person(person.id))
    return Side(person, people.address_of(person), chat, len(await enrolment.mine(person.id, visit.now_ms)))


@pages.post("/people/doubles/apart", may="people.change", form=Pair, again=listed)
async def apart(visit: Visit, form: Pair) -> Done:
    """These are two."""
    one, other = await known(visit, form.one), await known(visit, form.other)
    await doubles.apart(one.id, other.id, visit.by, visit.now_ms)
    return Done("/people/doubles", _("记下了，不再提这两条。"))


@pages.get("/people/{person_id:int}/merge", may="people.change")
async def merge(visit: Visit) -> Shown:
    """Which other record is the same human, and what making them one means."""
    keep = await resident(visit)
    query = " ".join(visit.query.get("q", "").split())[:40]
    other_id = visit.number("other") or _typed(visit)
    other = await known(visit, other_id) if other_id and other_id != keep.id else None
    found = await office.find(visit.community_id, query, visit.by) if query else []
    return visit.show(
        "people/merge.html", keep=await _side(visit, keep), other=await _side(visit, other) if other else None, query=query,
        found=[one for one in found if one.id != keep.id][:MOST], lost=_lost(keep, other) if other else [],
    )  # fmt: skip


@pages.post("/people/{person_id:int}/merge", may="people.change", form=Merge, again=merge)
async def merged(visit: Visit, form: Merge) -> Done:
    """Now there is one."""
    keep, other = await resident(visit), await known(visit, form.other)
    if keep.id == other.id:
        raise NotHere
    outcome = await merging.merge(keep.id, other.id, visit.by, visit.now_ms)
    if isinstance(outcome, NotAllowed):
        raise Wrong(_("这两条记录您不能合并：同事的要请管理员来办。"))
    freed = len(outcome.freed)
    said = _("合并好了：{who}。", who=keep.name)
    return Done(
        f"/people/{keep.id}", _("合并好了：{who}。有{n}门课两边都报了，只留一个。", who=keep.name, n=freed) if freed else said
    )


def _typed(visit: Visit) -> int:
    words = (visit.typed.get("other") or [""])[0]
    return int(words) if words.isascii() and words.isdecimal() and len(words) < 16 else 0


def _lost(keep: Person, other: Person) -> list[Saying]:
    """What the other record says differently, which is not kept."""
    return [
        said
        for said, one, two in (
            (_("姓名"), keep.name, other.name), (_("电话"), keep.phone, other.phone), (_("生日"), keep.birth_date, other.birth_date),
            (_("住址"), people.address_of(keep), people.address_of(other)),
            (_("紧急联系人"), keep.contact_phone, other.contact_phone),
        )
        if one and two and one != two
    ]  # fmt: skip
