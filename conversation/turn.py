"""One turn: a message in, one transaction, and whatever must be said goes out of the same transaction.

`take` is the coroutine of a whole turn. It awaits only queries, so the database runs it in one hop and commits it together with
the turns that wait beside it. When it returns, the update is recorded, the conversation has moved, the neighbourhood has changed
and the replies stand in the outbox; when it raises, nothing of this happened.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from msgspec.structs import replace

from conversation.aside import Aside
from conversation.chat import Chat, Told
from conversation.errors import FlowError
from conversation.fetching import FromFile, answered, fetch_later
from conversation.flows import Entry
from conversation.house import House
from conversation.interpret import Act, Navigate, Repeat, Reply, Stale, Start, expired, interpret
from conversation.journal import Journal, Shown, dump_shown, load_shown
from conversation.listening import listens_on
from conversation.outside import answer_in_public, note_event
from conversation.posting import post
from conversation.questions import Given
from conversation.replay import Finished, Turned, Waiting, replay
from conversation.screen import HOME, Screen, change_screen, plain, question_screen
from language.catalogue import Voice
from language.message import Button, Incoming, Outgoing
from language.numerals import row_id
from language.text import Saying, _
from storage import accounts, conversations, inbox
from storage.accounts import Account
from storage.conversations import Conversation

MOST_TURNS = 5
"""How often flows may hand over to one another in one turn."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the channel learns once the turn is committed: the toast for the tapped button, and whether it all was known."""

    toast: str = ""
    repeated: bool = False


@dataclass(slots=True)
class Progress:
    """How far a turn came before it failed: the stored conversation that was being replayed, 0 for none."""

    conversation_id: int = 0


async def take(
    incoming: Incoming, house: House, now_ms: int, progress: Progress | None = None, answer: FromFile | None = None
) -> Receipt:
    """Take in one message. Safe to repeat: an update that was taken in before changes nothing.

    `answer` is what stood in the file that came with an earlier message: it answers the question to which that was given, or none.
    """
    if not await inbox.record(incoming.channel, incoming.update_id, now_ms):
        return Receipt(repeated=True)
    if incoming.event:
        await note_event(incoming, now_ms)
        return Receipt()
    if not incoming.private:
        await answer_in_public(incoming, house, now_ms)
        return Receipt()
    account = await accounts.arrive(incoming.channel, incoming.sender, incoming.language or "zh", now_ms)
    return await _Turn(incoming, account, house, now_ms, progress or Progress(), answer).take()


class _Turn:
    def __init__(
        self, incoming: Incoming, account: Account, house: House, now_ms: int, progress: Progress, answer: FromFile | None
    ) -> None:
        self.incoming = incoming
        self.answer = answer
        self.progress = progress
        self.account = account
        self.house = house
        self.now_ms = now_ms
        self.chat = Chat(
            person_id=account.person_id,
            account_id=account.id,
            channel=account.channel,
            language=account.language,
            now_ms=now_ms,
            zone=house.zone,
            incoming=incoming,
        )
        self.open: Conversation | None = None
        self.aside = Aside(house, account.person_id, now_ms)
        self.said: list[Outgoing] = []
        self.toast: Saying = ""

    @property
    def voice(self) -> Voice:
        """Says things to this person at this moment."""
        return self.house.voice(self.chat.language).at(self.now_ms)

    async def take(self) -> Receipt:
        for conversation in await conversations.of_account(self.account.id):
            if conversation.open:
                self.open = conversation
            else:
                await self.aside.find(conversation)
        if self.answer is None:
            act = interpret(self.incoming, self.account, self.open, self.house, self.now_ms)
        else:
            act = answered(self.answer, self.open, self.now_ms)
        if self.account.seen_ms == 0:
            act = Start(self.house.first(act.entry if isinstance(act, Start) else self.house.home))
        await self._perform(act)
        await self._reply(counted=not isinstance(act, Repeat | Stale))
        return Receipt(toast=self.voice.say(self.toast))

    # What the person did

    async def _perform(self, act: Act) -> None:
        match act:
            case Repeat():
                self.toast = _("已经收到啦，不用再点。")
            case Stale():
                await self._show_again()
            case Start(entry):
                await self._set_aside()
                await self._begin(entry)
            case Reply(shown, given):
                assert self.open
                await self._go_on(self.open, shown, given)
            case Navigate(where, to):
                await self._navigate(where, to)

    async def _navigate(self, where: str, to: str) -> None:
        if where == "home":
            await self._set_aside()
            await self._begin(self.house.home)
        elif where == "resume":
            await self._resume()
        elif self.open is None or expired(self.open, self.now_ms) or not (shown := load_shown(self.open.shown)):
            await self._nothing_open(where)
        elif where == "cancel":
            await conversations.close(self.open.id)
            self.open = None
            self._say(plain(_("好的，这次不办了，什么都没有提交。")))
        elif where == "back":
            await self._drop_and_show(self.open, shown.key if shown.changing else (shown.path[-1] if shown.path else ""))
        elif where == "key":
            await self._drop_and_show(self.open, to)
        elif where == "change":
            await self._offer_changes(self.open, shown)
        else:
            await self._go_on(self.open, None, None, page=row_id(to) if where == "page" else 0)

    async def _nothing_open(self, where: str) -> None:
        if where == "cancel":
            self._say(plain(_("现在没有正在办的事。想取消已经报的名，请点『我的报名』。"), Button(_("我的报名"), "/my"), HOME))
        else:
            await self._begin(self.house.home)

    async def _drop_and_show(self, conversation: Conversation, key: str) -> None:
        journal = Journal.load(conversation.journal)
        if key:
            journal.drop(key)
        await self._go_on(replace(conversation, journal=journal.dump()), None, None)

    async def _offer_changes(self, conversation: Conversation, shown: Shown) -> None:
        journal = Journal.load(conversation.journal)
        await self._keep(conversation, journal, change_screen(shown, journal, self.voice))

    async def _show_again(self) -> None:
        """Someone tapped an old button: say so, and show where things stand. A file that comes too late leaves the screen as it is."""
        if self.answer is not None:
            self._say(plain(_("刚才的文件没有用上，这一步已经结束了。")))
        elif self.open and not expired(self.open, self.now_ms):
            self.toast = _("这个按钮过期了，请看最新的消息。")
            await self._go_on(self.open, None, None)
        else:
            self.toast = _("这一步已经结束了。")
            self._say(plain(_("这一步已经结束了。想办什么，从首页开始就好。")))

    # The open conversation

    async def _set_aside(self) -> None:
        if self.open is not None:
            await self.aside.put(self.open)
            self.open = None

    async def _resume(self) -> None:
        resumed = await self.aside.take()
        if resumed is not None:
            await self._set_aside()
            self.open = resumed
            await self._go_on(resumed, None, None)
        elif self.open and not expired(self.open, self.now_ms):
            await self._go_on(self.open, None, None)
        else:
            self._say(plain(_("没有办到一半的事了。想办什么，从首页开始就好。")))

    async def _begin(self, entry: Entry) -> None:
        args = msgspec.json.encode(entry.args).decode()
        self.open = conversations.begun(self.account.id, entry.flow, args, self.now_ms)
        await self._go_on(self.open, None, None)

    async def _go_on(self, conversation: Conversation, shown: Shown | None, given: Given | None, page: int = 0) -> None:
        """Replay the conversation with what was given, through flows that become others, and show where it stops."""
        entry = Entry(conversation.flow, msgspec.json.decode(conversation.args))
        journal = Journal.load(conversation.journal)
        self.progress.conversation_id = conversation.id
        self.chat.told = Told([], [], [])
        answered = shown if given else None
        for _hop in range(MOST_TURNS):
            stop = await replay(self.house.flows.get(entry.flow), entry.args, self.chat, journal, shown, given)
            if not isinstance(stop, Turned):
                break
            entry, journal, shown, given = stop.entry, Journal([]), None, None
        else:
            raise FlowError(entry.flow, "", "flows hand over to one another without end")
        conversation = replace(conversation, flow=entry.flow, args=msgspec.json.encode(entry.args).decode())
        if isinstance(stop, Finished):
            if conversation.id:
                await conversations.close(conversation.id)
            self.open = None
            self._finish(self.chat.told)
        elif isinstance(stop, Waiting) and stop.foreign and given and self.house.understands(self.incoming):
            # What answers no button but is a wish of its own: follow them, and keep this for later.
            await self._set_aside()
            await self._begin(self.house.entry(self.incoming))
        elif isinstance(stop, Waiting) and stop.foreign and (listener := await self.house.listener(self.chat.person_id)):
            # Who talks with somebody means them with whatever else is no answer.
            await self._set_aside()
            await self._begin(listener)
        elif isinstance(stop, Waiting) and answered and listens_on(stop, answered, self.chat.told):
            self.open = replace(conversation, journal=journal.dump())
            await conversations.keep(self.open, self.now_ms)
        elif isinstance(stop, Waiting):
            told = self.chat.told
            self.toast = self.toast or told.toast or (stop.note if given and given.choice else "")
            self.said += told.documents
            voice = self.voice
            changeable = bool(journal.listed(stop.path))
            screen = question_screen(stop, told.merged(), page, changeable, self.chat.today, voice)
            if stop.fetch:
                screen = replace(screen, text=stop.note)
            await self._keep(conversation, journal, screen)
            if stop.fetch and self.open:
                await fetch_later(self.incoming, self.account.id, stop.fetch, self.open.id, stop.question, self.now_ms)

    async def _keep(self, conversation: Conversation, journal: Journal, screen: Screen) -> None:
        await self.aside.goes_on(conversation, screen.shown)
        kept = replace(conversation, journal=journal.dump(), shown=dump_shown(screen.shown), turn=conversation.turn + 1)
        self.open = replace(kept, id=await conversations.keep(kept, self.now_ms))
        self._say(screen.message(f"{self.open.id}.{self.open.turn}"))

    # What the person hears

    def _finish(self, told: Told) -> None:
        self.toast = self.toast or told.toast
        self.said += told.documents
        message = told.merged()
        if told.text or not told.documents:
            message = message if told.text else Outgoing(text=_("好了。"))
            self._say(message if message.buttons else replace(message, buttons=(HOME,)))

    def _say(self, message: Outgoing) -> None:
        self.said.append(replace(message, buttons=(*message.buttons, *self.aside.way_back())))

    async def _reply(self, counted: bool) -> None:
        tap = self.incoming.tap if counted and self.incoming.tap else self.account.last_tap
        on_latest = bool(self.incoming.tapped) and self.incoming.tapped == self.account.last_message
        newest = self.account.last_message if self.incoming.tap else ""
        await accounts.seen(self.account, self.now_ms, last_tap=tap, last_message=newest)
        if on_latest and len(self.said) == 1:
            self.said[0] = replace(self.said[0], replaces=self.incoming.tapped)
        await post(self.incoming, self.account, self.said, self.house, self.chat.language, self.now_ms)
