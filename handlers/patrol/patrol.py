"""The volunteers' first screen: one's own shifts, then those where somebody is missing, then the teams."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeAlias

from conversation.chat import Chat
from conversation.flows import Entry, Flows
from conversation.questions import Option
from handlers.patrol import checkin
from language.text import Joined, Saying, _, lines, paragraphs
from services import people
from services.patrol import checkins, own_shifts, shift_telling, teams
from services.patrol.own_shifts import Mine, Open
from services.patrol.shift_telling import label
from services.patrol.teams import given
from services.telling import is_child

flows = Flows()


Way: TypeAlias = "Option[Entry]"
Ways: TypeAlias = Callable[[Chat], Coroutine[Any, Any, list["Option[Entry]"]]]
"""What else somebody can do here at this moment; it reads and never writes. An option's value is the flow that goes on."""


async def _hazard(chat: Chat) -> list[Option[Entry]]:
    """What is seen on the way is reported at once."""
    on_shift = await checkins.at_hand(chat.person_id, chat.sent_ms)
    return [Option("hazard", _("路上发现隐患"), Entry("report"))] if any(one.there for one in on_shift) else []


FIRST: tuple[Ways, ...] = (checkin.ways, _hazard)
"""What stands above the roster for who is in a team, in this order."""
MOST = 5
"""So many shifts of a kind are listed; behind the last one the others come up."""


@flows.flow("patrol", _("志愿·值班"), command="patrol")
async def patrol(chat: Chat) -> None:
    """What one has promised, where one is wanted. Whoever is in no team sees which there are."""
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None:
        return await chat.become("community", then="patrol")
    if not await teams.volunteers(chat.person_id):
        return await chat.become("patrol_teams")
    mine = await own_shifts.mine(chat.person_id, chat.now_ms)
    child = is_child(person, chat.now_ms)  # sees its shifts; its parents say where it goes
    to_take = [] if child else await own_shifts.to_take(chat.person_id, chat.now_ms)
    options = [option for ways in FIRST for option in await ways(chat)]
    options += [_own(one) for one in mine[:MOST] if one.shift.coming(chat.now_ms) and not child]
    options += [_open(one) for one in to_take[:MOST]]
    for team in await teams.led_by(chat.person_id):
        options.append(
            Option(f"lead{team.id}", _("我带的队：{team}", team=team.name), Entry("team_lead", {"team_id": str(team.id)}))
        )
    options.append(Option("hours", _("我的时长"), Entry("hours")))
    options.append(Option("teams", _("队伍：参加、退出"), Entry("patrol_teams")))
    text = paragraphs(
        lines(_("您的班："), *[await _line(one, chat.person_id) for one in mine[:MOST]], _more(len(mine)))
        if mine
        else _("您这两周还没有班。"),
        lines(_("这几班还缺人，点一下就报上："), *[_short(one) for one in to_take[:MOST]], _more(len(to_take)))
        if to_take
        else None,
    )
    entry = await chat.choose("what", text, options)
    return await chat.become(entry.flow, **entry.args)


def pair(shift_id: int, person_id: int) -> str:
    """Somebody's place, as commands name it."""
    return f"{shift_id}-{person_id}"


def _own(one: Mine) -> Way:
    named = pair(one.shift.id, one.place.person_id)
    return Option(f"mine{named}", _("我的班：{shift}", shift=label(one.shift)), Entry("shift", {"place": named}))


def _open(one: Open) -> Way:
    if one.offered is None:
        entry = Entry("shift_take", {"shift_id": str(one.shift.id)})
        return Option(f"take{one.shift.id}", _("我去：{shift}", shift=label(one.shift)), entry, "main")
    named = pair(one.shift.id, one.offered.person_id)
    return Option(f"over{named}", _("我来替：{shift}", shift=label(one.shift)), Entry("shift_over", {"place": named}), "main")


async def _line(one: Mine, reader: int) -> Saying:
    """One's own shift in a line; that of somebody else in the household with the name."""
    others = await shift_telling.with_whom(one.shift, one.place.person_id)
    parts: list[Saying] = [shift_telling.when(one.shift)]
    if one.place.person_id != reader:
        parts.insert(0, given(one.place.name))
    if others:
        parts.append(_("和{who}一起", who=Joined(tuple(others), "、")))
    if one.place.state == "offered":
        parts.append(_("想请人替，还没人接"))
    return Joined(tuple(parts), " · ")


def _short(one: Open) -> Saying:
    if one.offered is None:
        return _("{shift} · 缺{n}人", shift=shift_telling.when(one.shift), n=one.shift.free)
    return _("{shift} · {who}想请人替", shift=shift_telling.when(one.shift), who=given(one.offered.name))


def _more(number: int) -> Saying | None:
    return _("……还有{n}班", n=number - MOST) if number > MOST else None
