"""Telegram: the real channel, polling loop and sender, over HTTP against the fake Bot API."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import handlers
from bot.channels.telegram import Api, Heard, Intake, Me, TelegramChannel, poll
from storage.sqlite import SQLite
from tests.conversations.phones import Button, Phones, Shown, Toast
from tests.conversations.plain import PHOTO, VOICE, file_of
from tests.conversations.script import Sends
from tests.conversations.world import Works, World
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import Chat, Json, Message, Person

SENDING = ("sendMessage", "sendPhoto", "sendDocument")
MENU_NOTE = "常用服务就在输入框下面"


class OnTelegram:
    """People with Telegram on their phones."""

    lacks: tuple[str, ...] = ()

    def __init__(self, world: World, db: SQLite, fake: FakeTelegram, api: Api) -> None:
        self.world = world
        self.phones = Phones()
        self.db = db
        self.fake = fake
        rows = [[label for label, _command in handlers.MENU]]
        channel = TelegramChannel(api, rows, world.files.load)
        me = Me(fake.me["id"], fake.me["username"])
        channel.username = me.username
        self.works = Works(world, db, channel)
        self.intake = Intake(me, self.works.intake.receive, self._park, channel.toast, world.clock)
        self._people: dict[str, Person] = {}
        self._names: dict[int, str] = {}
        self._tapped_by: dict[str, str] = {}
        self._looked_at = 0
        self._counted: dict[int, int] = {}

    @classmethod
    @asynccontextmanager
    async def open(cls, world: World) -> AsyncIterator[OnTelegram]:
        """The service, polling."""
        db = await SQLite.open(world.path, patience_s=0)
        try:
            async with FakeTelegram() as fake, Api(fake.token, fake.base_url) as api:
                found = cls(world, db, fake, api)
                polling = asyncio.create_task(poll(api, found.intake, heard=Heard(world.clock, world.now_ms)))
                try:
                    yield found
                finally:
                    polling.cancel()
                    await asyncio.gather(polling, return_exceptions=True)
                assert fake.violations == []
        finally:
            await db.close()

    async def _park(self, update_id: str, raw: str, error: str) -> None:
        raise AssertionError(f"update {update_id} cannot be read: {error}")

    async def enter(self, who: str) -> tuple[str, str]:
        return "telegram", str(self._person(who).id)

    async def says(self, who: str, text: str, group: str) -> None:
        person = self._person(who)
        if group:
            person = person.in_group(-self._number(group))
            self._names[person.chat.id] = group
        person.types(text)
        await self._taken()

    async def taps(self, who: str, message: Shown, button: Button) -> None:
        self._person(who).taps_data(button.data, int(message.ref))
        self._tapped_by[str(len(self._tapped_by) + 1)] = who  # the fake counts taps in the same way
        await self._taken()

    async def sends(self, who: str, act: Sends) -> None:
        person = self._person(who)
        match act.kind:
            case "contact":
                person.shares_contact(act.what)
            case "location":
                latitude, longitude = act.what.split(",")
                person.shares_place(float(latitude), float(longitude))
            case "voice message":
                person.sends_file("voice", VOICE)
            case "sticker":
                person.sends_file("sticker")
            case "sheet" | "text file":
                person.sends_file("document", file_of(act))
            case "photo":
                for _one in range(act.times):
                    person.sends_photo(PHOTO, act.what, "album" if act.times > 1 else "")
        await self._taken()

    async def settle(self) -> None:
        await self.works.settle()
        self._look()

    async def _taken(self) -> None:
        """Wait until the update is committed and confirmed, and its toast shown."""
        await self.fake.until(lambda: not self.fake.waiting)
        await self.intake.settle()

    def _person(self, who: str) -> Person:
        if who not in self._people:
            self._people[who] = self.fake.person(self._number(who), who, "zh")
            self._names[self._people[who].id] = who
        return self._people[who]

    def _number(self, name: str) -> int:
        known = {name: number for number, name in self._names.items()}
        return abs(known.get(name, len(self._names) + 1))

    def _look(self) -> None:
        """Show what the bot has called for since this was last done."""
        calls, self._looked_at = self.fake.calls[self._looked_at :], len(self.fake.calls)
        sent: dict[int, list[Message]] = {}
        for method, call in calls:
            if method == "answerCallbackQuery" and call.get("text"):
                self.phones[self._tapped_by[call["callback_query_id"]]].news.append(Toast(call["text"]))
            elif message := self._changed(method, call):
                sent.setdefault(int(call["chat_id"]), []).append(message)
        for chat_id, messages in sent.items():
            for shown in normal(messages):
                self.phones[self._names[chat_id]].show(shown)

    def _changed(self, method: str, call: Json) -> Message | None:
        """The message that the call sent or changed, as it stood then; None where it did neither."""
        if method in SENDING:
            chat: Chat = self.fake.chat(int(call["chat_id"]))
            nth = self._counted[chat.id] = self._counted.get(chat.id, 0) + 1
            now = chat.messages[nth - 1]
            text = str(call.get("text", call.get("caption", "")))
            return Message(now.id, text, call.get("reply_markup", {}), method, now.file, now.file_name)
        if method == "editMessageText":
            now_there = self.fake.chat(int(call["chat_id"])).message(call["message_id"])
            if now_there and now_there.method == "sendMessage" and "keyboard" not in now_there.markup:
                return Message(now_there.id, call["text"], call.get("reply_markup", {}))
        return None


def normal(messages: list[Message]) -> Iterator[Shown]:
    """What Telegram shows in its own way, as the transcripts have it.

    - Telegram gives a message either buttons or the persistent keyboard. So a message with both comes as two, which are one here.
    - The keyboard that asks for a phone number or a place stands for the buttons; its first key, which sends it, is Telegram's own.
    """
    above = ""
    for message in messages:
        keyboard = message.markup.get("keyboard", [])
        if message.markup.get("is_persistent"):
            above = "" if message.text.startswith(MENU_NOTE) else f"{message.text}\n\n"
            continue
        keys = [Button(key["text"]) for row in keyboard for key in row][1:]
        inline = [Button(button["text"], button.get("callback_data") or button.get("url", "")) for button in message.buttons]
        yield Shown(str(message.id), above + message.text, tuple(keys + inline), message.file_name)
        above = ""
    if above:
        yield Shown("", above.strip())
