"""The orders of a day for those who work here: looked through, and for how many of them somebody can be told in the chat."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from language.text import Text, _
from services.courses import Refused
from services.staff import is_staff
from services.telling import concerned
from storage import accounts, meals, orders
from storage.orders import Listed

STATES: dict[str, Text] = {"ordered": _("订着的"), "cancelled": _("退了的"), "called_off": _("整天取消的")}
"""What becomes of orders."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody looks for among the orders of a day: in which state, going which way ("": any), of which dish (its number, 0: any),
    and of whom: a piece of the name, or the end of the number."""

    state: str = "ordered"
    way: str = ""
    n: int = 0
    words: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Of some orders, for how many somebody can be told in the chat, and those for which somebody must be phoned."""

    told: int
    to_call: tuple[Listed, ...]


async def of_day(day_id: int, by: int, wanted: Looked) -> list[Listed] | Refused:
    """The orders that fit, by dish, for staff."""
    day = await meals.day(day_id)
    if day is None or not await is_staff(by, day.community_id):
        return Refused("no such day" if day is None else "not staff")
    found = await orders.of_day(day_id, wanted.state)
    return [one for one in found if wanted.way in ("", one.way) and wanted.n in (0, one.n) and _is(one, wanted.words)]


async def reach(found: Sequence[Listed], now_ms: int) -> Reach:
    """For how many of these orders a word would arrive in the chat. Changes nothing; `meal_telling.tell_order` decides in the same way."""
    to_call = tuple([one for one in found if not await _reached(one, now_ms)])
    return Reach(len(found) - len(to_call), to_call)


async def _reached(one: Listed, now_ms: int) -> bool:
    for person_id in await concerned(one.eater_id, one.ordered_by, now_ms):
        if any(account.blocked_ms is None for account in await accounts.of_person(person_id)):
            return True
    return False


def _is(one: Listed, words: str) -> bool:
    """Whether that is the order of whom the words mean."""
    digits = re.sub(r"\D", "", words)
    if len(digits) >= 3:
        return one.phone.endswith(digits)
    return words.casefold() in one.eater.casefold()
