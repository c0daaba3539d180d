"""What waits for those who see to cases: staff, and the leads of teams. To everybody else it does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from language.message import Button
from language.numerals import row_id
from language.text import Joined, Saying, Text, _, lines, paragraphs
from services import people, staff
from services.cases import clock, naming, queue, seeing
from services.cases.queue import View, Waiting
from services.cases.seeing import Seen

flows = Flows()

A_PAGE = 5
"""So many at once: with the ways on there are never more than eight buttons."""
QUEUE = Button(_("待办"), "/queue")
_TITLES: dict[View, Text] = {"all": _("全部待办："), "mine": _("我手上的："), "free": _("没人接的：")}
VIEWS: dict[View, Text] = {"all": _("全部"), "mine": _("我的"), "free": _("没人接的")}
_NOTHING: dict[View, Text] = {
    "all": _("没有要办的事，都处理好了。"),
    "mine": _("您手上没有要办的事。"),
    "free": _("没有等人接的事。"),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """Who sees to cases: somebody who works here, or else the lead of a team."""

    id: int
    community_id: int
    staff: bool

    @property
    def ways(self) -> tuple[Button, ...]:
        """Where to go on from."""
        return (QUEUE, DESK, HOME) if self.staff else (QUEUE, HOME)


async def at_hand(chat: Chat) -> Hand:
    """The first thing in every flow of those who see to cases. Whoever is none goes on as with a word that nobody knows."""
    if await staff.works_for(chat.person_id):
        worker = await at_work(chat)
        return Hand(worker.id, worker.community_id, staff=True)
    person = await people.get(chat.person_id)
    if person is None or person.community_id is None or not await queue.leads(chat.person_id):
        await chat.become("words", words=chat.incoming.text)
    assert person is not None and person.community_id is not None
    return Hand(chat.person_id, person.community_id, staff=False)


async def case_at_hand(chat: Chat, case_id: str) -> tuple[Hand, Seen]:
    """The case that a flow is about; who may not see to it goes on as the queue."""
    hand = await at_hand(chat)
    found = await seeing.look(row_id(case_id), chat.person_id, chat.now_ms)
    if found is None or not found.acts:
        await chat.become("queue")
    assert found is not None
    return hand, found


@flows.flow("queue", _("待办"), command="queue")
async def show(chat: Chat, view: str = "all", page: int = 0) -> None:
    """What waits, the most urgent first, a few at a time; one of it leads to its sheet."""
    hand = await at_hand(chat)
    shown: View = "mine" if view == "mine" else "free" if view == "free" else "all"
    found = await queue.page(hand.community_id, hand.id, shown, chat.now_ms, A_PAGE + 1, page * A_PAGE)
    if not found and page:
        return await chat.become("queue", view=shown, page=0)
    options: list[Option[tuple[str, str | int]]] = [
        Option(str(one.case.id), _("第{n}号", n=one.case.id), ("case", one.case.id)) for one in found[:A_PAGE]
    ]
    if page:
        options.append(Option("earlier", _("前面的"), ("page", page - 1)))
    if len(found) > A_PAGE:
        options.append(Option("later", _("后面的"), ("page", page + 1)))
    if not page:
        options += [Option(other, name, ("view", other)) for other, name in VIEWS.items() if other != shown]
    listed = [_line(one, chat) for one in found[:A_PAGE]]
    text = paragraphs(_TITLES[shown] if listed else _NOTHING[shown], *listed)
    what, which = await chat.choose("what", text, options, about=(shown, str(page)))
    if what == "case":
        return await chat.become("staff_case", case_id=str(which))
    if what == "view":
        return await chat.become("queue", view=which)
    return await chat.become("queue", view=shown, page=which)


def _line(one: Waiting, chat: Chat) -> Saying:
    who = one.owner or one.team
    facts = (
        _("危险") if one.case.danger else None,
        clock.deadline(one.case, chat.now_ms),
        _("{who}在办", who=one.owner) if one.owner else _("{team}，没人接", team=one.team) if who else _("还没人接"),
        _("{n}人关注", n=one.case.followers) if one.case.followers > 1 else None,
    )
    what = naming.headline(one.case, one.kind)
    return lines(_("第{n}号 {what}", n=one.case.id, what=what), Joined(tuple(fact for fact in facts if fact), " · "))
