"""What was set aside: the one conversation that a person left half done, or in which somebody listens, and the way back to it."""

from __future__ import annotations

import msgspec

from conversation.house import House
from conversation.interpret import expired
from conversation.journal import Journal, Shown, load_shown
from language.message import Button
from language.text import _
from storage import conversations
from storage.conversations import Conversation


class Aside:
    """Holds what this person set aside, for the time of one turn."""

    def __init__(self, house: House, person_id: int, now_ms: int) -> None:
        self._house = house
        self._person_id = person_id
        self._now_ms = now_ms
        self._left: Conversation | None = None

    async def find(self, left: Conversation) -> None:
        """This one was set aside: it is offered again as long as there is anything to come back to."""
        if await self._still(left):
            self._left = left
        else:
            await conversations.close(left.id)

    async def put(self, conversation: Conversation) -> None:
        """Leave it without losing it: one with answers, or in which somebody listens, can be resumed."""
        if await self._worth_it(conversation):
            await conversations.leave(conversation)
            self._left = conversation
        else:
            await conversations.close(conversation.id)

    async def take(self) -> Conversation | None:
        """It is gone on with; None where there is none."""
        if self._left is None or expired(self._left, self._now_ms):
            return None
        taken, self._left = self._left, None
        await conversations.reopen(taken.id)
        return taken

    async def goes_on(self, conversation: Conversation, shown: Shown) -> None:
        """What is on the screen now need not be offered: one listens in one place."""
        if shown.listens and self._left and (self._left.flow, self._left.args) == (conversation.flow, conversation.args):
            await conversations.close(self._left.id)
            self._left = None

    def way_back(self) -> tuple[Button, ...]:
        """The button that resumes it, if there is one."""
        if self._left is None or expired(self._left, self._now_ms) or self._left.flow not in self._house.flows.by_name:
            return ()
        return (Button(_("继续：{title}", title=self._house.flows.get(self._left.flow).title), "/resume"),)

    async def _worth_it(self, conversation: Conversation) -> bool:
        if expired(conversation, self._now_ms) or not await self._still(conversation):
            return False
        if _holds(conversation):
            return True
        # What was said where somebody listens is kept by whom it was said to: answers that nobody has yet come before it.
        shown = load_shown(conversation.shown)
        return bool(shown and shown.listens) and not (self.way_back() and self._left and _holds(self._left))

    async def _still(self, left: Conversation) -> bool:
        flow = self._house.flows.by_name.get(left.flow)
        return not (flow and flow.still) or await flow.still(self._person_id, msgspec.json.decode(left.args))


def _holds(conversation: Conversation) -> bool:
    """Whether something would be lost with it: answers, or the photos with which it began (`sent`)."""
    return bool(Journal.load(conversation.journal)) or bool(msgspec.json.decode(conversation.args).get("sent"))
