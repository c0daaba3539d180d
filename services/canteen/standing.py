"""Standing orders: made once, for oneself or one's own; paused, changed and ended; and what becomes of one when a family or a home changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from msgspec import to_builtins

from language.message import Button
from language.text import Day, Joined, Saying, _, lines
from services import households, people
from services.calendar import WEEKDAYS
from services.canteen import meal_telling, meals
from services.canteen.meals import WAYS
from services.canteen.orders import MOST_PORTIONS, Gone, NotAllowed
from services.canteen.standing_days import Filled, TakenBack, fill, listing, take_back
from services.staff import is_staff
from services.telling import HOME
from storage import audit, orders, standing
from storage import households as kin
from storage.orders import Listed
from storage.people import Person
from storage.standing import Standing


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted again and again: see `storage.standing.Standing`."""

    weekdays: str
    n: int
    portions: int
    way: str
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """It stands, and this is what it ordered at once."""

    standing: Standing
    filled: Filled


@dataclass(frozen=True, slots=True)
class Paused:
    """It pauses; what was ordered in that time is taken back as far as it was time. An earlier pause may have left days to fill."""

    standing: Standing
    taken: TakenBack
    filled: Filled


@dataclass(frozen=True, slots=True)
class Ended:
    """There is none any more; what it had ordered is taken back as far as it was time."""

    taken: TakenBack


Refusal: TypeAlias = Gone | NotAllowed


async def mine(person_id: int) -> list[tuple[Person, Standing]]:
    """The standing orders of the person and of those for whom they act, with the eaters."""
    members = [member.id for member in await households.members(person_id) if member.agreed_ms is not None]
    found = [(await people.get(eater_id), await standing.of(eater_id)) for eater_id in (person_id, *members)]
    return [(eater, one) for eater, one in found if eater is not None and one is not None]


async def of(eater_id: int, by: int) -> Standing | None:
    """The person's standing order; None where there is none, or it is not `by`'s to see."""
    return await standing.of(eater_id) if await households.may_act_for(by, eater_id) else None


async def listed(community_id: int, by: int, most: int, skip: int) -> list[tuple[str, Standing]]:
    """The standing orders of a community with the names of their eaters, for staff: so many, behind so many others."""
    return await standing.listed(community_id, most, skip) if await is_staff(by, community_id) else []


async def ordered(one: Standing, now_ms: int) -> list[Listed]:
    """What it has ordered for days whose orders are not closed yet, the nearest first."""
    return await orders.generated(one.community_id, one.eater_id, now_ms)


async def make(eater_id: int, by: int, wish: Wish, now_ms: int) -> Made | Refusal:
    """A standing order, or other wishes in the one there is. What it had ordered and is not cooked yet is ordered anew."""
    eater = await people.get(eater_id)
    if eater is None or await meals.canteen(eater.community_id) is None or not _sound(wish):
        return Gone()
    assert eater.community_id is not None
    if not await households.may_act_for(by, eater_id):
        return NotAllowed()
    known = await standing.of(eater_id)
    if known:
        await take_back(known, now_ms)
    link = await kin.between(by, eater_id)
    maker = by if link and link.agreed_ms is not None else eater_id  # what staff write down for somebody is that person's
    standing_id = await standing.save(
        eater.community_id, eater_id, maker, wish.weekdays, wish.n, wish.portions, wish.way, wish.address, wish.note, now_ms
    )
    made = await standing.get(standing_id)
    assert made is not None
    filled = await fill(made, now_ms)
    text = _("{by}给{who}长期订了餐：{what}。", by=await _name(by), who=eater.name, what=summary(made))
    if known:
        text = _("{by}改了{who}的长期订餐：{what}。", by=await _name(by), who=eater.name, what=summary(made))
    await _tell(made, by, text, "made", now_ms)
    if by not in (eater_id, maker):
        await audit.note(eater.community_id, by, "standing order", f"person:{eater_id}", now_ms)
    return Made(made, filled)


async def pause(standing_id: int, by: int, first: date, last: date, now_ms: int) -> Paused | Refusal:
    """Order nothing from the first to the last day, both included."""
    one = await _allowed(standing_id, by)
    if not isinstance(one, Standing):
        return one
    await standing.pause(one.id, first.isoformat(), last.isoformat())
    taken = await take_back(one, now_ms, first.isoformat(), last.isoformat())
    fresh = await standing.get(one.id)
    assert fresh is not None
    filled = await fill(fresh, now_ms)
    text = _(
        "{by}把{who}的长期订餐暂停了：{first}到{last}不订。",
        by=await _name(by), who=await _name(one.eater_id), first=Day(first, "near"), last=Day(last, "near"),
    )  # fmt: skip
    await _tell(one, by, text, "paused", now_ms)
    return Paused(fresh, taken, filled)


async def resume(standing_id: int, by: int, now_ms: int) -> Made | Refusal:
    """End the pause: what is planned and still open is ordered again."""
    one = await _allowed(standing_id, by)
    if not isinstance(one, Standing):
        return one
    await standing.pause(one.id, "", "")
    fresh = await standing.get(one.id)
    assert fresh is not None
    filled = await fill(fresh, now_ms)
    text = _("{by}恢复了{who}的长期订餐：{what}。", by=await _name(by), who=await _name(one.eater_id), what=summary(fresh))
    await _tell(fresh, by, text, "resumed", now_ms)
    return Made(fresh, filled)


async def end(standing_id: int, by: int, now_ms: int) -> Ended | Refusal:
    """No standing order any more."""
    one = await _allowed(standing_id, by)
    if not isinstance(one, Standing):
        return one
    taken = await take_back(one, now_ms)
    text = _("{by}停了{who}的长期订餐，还没截止的餐都退了。", by=await _name(by), who=await _name(one.eater_id))
    await _tell(one, by, text, "ended", now_ms)
    await standing.delete(one.id)
    return Ended(taken)


async def settle(eater_id: int, now_ms: int) -> None:
    """Somebody's family or community has changed: does their standing order still fit?

    One that a relative made who acts for them no longer stays, as their own, for they eat by it: they are told, and staff call whom no
    message reaches. In another community it ends, with a word.
    """
    one, eater = await standing.of(eater_id), await people.get(eater_id)
    if one is None or eater is None:
        return
    if eater.community_id != one.community_id:
        await take_back(one, now_ms)
        await standing.delete(one.id)
        text = _("{who}换了社区，原来的长期订餐停了，还没截止的餐也退了。新社区有助餐点的话，可以重新订。", who=eater.name)
        await meal_telling.tell_eater(
            eater_id, one.ordered_by, text, f"standing-moved:{one.id}", now_ms, buttons=(meals.MENU, HOME)
        )
        return
    link = await kin.between(one.ordered_by, eater_id) if one.ordered_by is not None else None
    if one.ordered_by == eater_id or (link is not None and link.agreed_ms is not None):
        return
    await standing.set_maker(one.id, eater_id)
    kept = lines(
        _("给{who}长期订餐的家人不再代办了。餐照旧给{who}订：{what}。", who=eater.name, what=summary(one)),
        _("想改、想停，随时都可以。"),
    )
    await meal_telling.tell_eater(
        eater_id, eater_id, kept, f"standing-kept:{one.id}:{now_ms}", now_ms, buttons=(_see(eater_id), HOME)
    )


async def hand_over(duplicate_id: int, keep: Person, now_ms: int) -> None:
    """Two records of one human become one: the keeper's standing order stays, and they are told; where there is none, the duplicate's
    goes on. Called before the orders are handed over.
    """
    theirs, ours = await standing.of(duplicate_id), await standing.of(keep.id)
    if theirs is None:
        return
    if ours is None:
        await standing.set_eater(theirs.id, keep.id)
        await standing.look_again(keep.id)
    else:
        await take_back(theirs, now_ms)
        await standing.delete(theirs.id)
        text = _(
            "{who}有两份长期订餐，合并以后留下这一份：{what}。另一份订的餐退了，要吃的话可以再订。",
            who=keep.name,
            what=summary(ours),
        )
        cause = f"standing-merged:{theirs.id}"
        await meal_telling.tell_eater(keep.id, ours.ordered_by, text, cause, now_ms, buttons=(_see(keep.id), HOME))


async def told(person_id: int) -> list[dict[str, Any]]:
    """The person's standing order as they take it along; an empty list where there is none."""
    one = await standing.of(person_id)
    return [to_builtins(one)] if one else []


async def orphaned(person_id: int) -> None:
    """The person leaves for good: what they made for others is looked at as soon as they are gone."""
    for one in await standing.made_by(person_id):
        if one.eater_id != person_id:
            await standing.look_again(one.eater_id)


def summary(one: Standing | Wish) -> Saying:
    """It in a line: 每周一、周三：第1种，1份，送到家，少饭."""
    what = _(
        "{days}，第{n}种菜，{portions}份，{way}",
        days=said_days(one.weekdays), n=one.n, portions=one.portions, way=WAYS[one.way],
    )  # fmt: skip
    return Joined((what, _("备注：{note}", note=one.note)), "，") if one.note else what


def said_days(weekdays: str) -> Saying:
    """The weekdays in words."""
    if not weekdays:
        return _("每个开餐的日子")
    return _("每{days}", days=listing([WEEKDAYS[int(number) - 1] for number in weekdays.split(",")]))


def pausing(one: Standing, today: date) -> bool:
    """Whether there is a pause that is not over."""
    return bool(one.paused_from) and today.isoformat() <= one.paused_until


def _sound(wish: Wish) -> bool:
    numbers = wish.weekdays.split(",") if wish.weekdays else []
    fits = wish.n >= 1 and 1 <= wish.portions <= MOST_PORTIONS and wish.way in WAYS
    return fits and numbers == sorted(set(numbers)) and set(numbers) <= set("1234567")


async def _allowed(standing_id: int, by: int) -> Standing | Refusal:
    one = await standing.get(standing_id)
    if one is None:
        return Gone()
    return one if await households.may_act_for(by, one.eater_id) else NotAllowed()


async def _tell(one: Standing, by: int, text: Saying, what: str, now_ms: int) -> None:
    """Tell whom it concerns besides the one who did it."""
    cause = f"standing-{what}:{one.id}:{now_ms}"
    await meal_telling.tell_eater(
        one.eater_id, one.ordered_by, text, cause, now_ms, besides=by, buttons=(_see(one.eater_id), HOME)
    )


def _see(eater_id: int) -> Button:
    return Button(label=_("看长期订餐"), data=f"/standing {eater_id}", look="main")


async def _name(person_id: int) -> str:
    person = await people.get(person_id)
    return person.name if person else ""
