"""What the fake Telegram remembers: chats with the bot's messages, and the people in them, who act."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram import FakeTelegram

Json = dict[str, Any]


@dataclass
class Message:
    """A message of the bot. `edits` counts how often it was changed."""

    id: int
    text: str
    markup: Json = field(default_factory=dict)
    method: str = "sendMessage"
    file: bytes = b""
    file_name: str = ""
    edits: int = 0

    @property
    def buttons(self) -> list[Json]:
        """The buttons under it, in reading order."""
        return [button for row in self.markup.get("inline_keyboard", []) for button in row]

    @property
    def labels(self) -> list[list[str]]:
        """What stands on the buttons under it, row by row."""
        return [[button["text"] for button in row] for row in self.markup.get("inline_keyboard", [])]


@dataclass
class Chat:
    """A chat as its people see it. `keyboard` is the reply keyboard that is shown. `gone` is "", "blocked" or "not found"."""

    id: int
    type: str = "private"
    messages: list[Message] = field(default_factory=list)
    keyboard: Json = field(default_factory=dict)
    gone: str = ""
    moved_to: int = 0
    last_message_id: int = 0

    def next_id(self) -> int:
        """A new message's id; people's messages count too."""
        self.last_message_id += 1
        return self.last_message_id

    def message(self, message_id: int) -> Message | None:
        """The bot's message with that id, if there is one."""
        return next((message for message in reversed(self.messages) if message.id == message_id), None)

    @property
    def texts(self) -> list[str]:
        """What the bot said, in order, as it stands now."""
        return [message.text for message in self.messages]


class Person:
    """Somebody who uses Telegram. What they do becomes an update; every act returns its id."""

    def __init__(self, fake: FakeTelegram, person_id: int, name: str, language: str, chat: Chat) -> None:
        self._fake = fake
        self.id = person_id
        self.name = name
        self.language = language
        self.chat = chat

    def in_group(self, group_id: int) -> Person:
        """The same person, acting in that group."""
        return Person(self._fake, self.id, self.name, self.language, self._fake.chat(group_id, "supergroup"))

    @property
    def last(self) -> Message:
        """The newest message of the bot in the chat."""
        return self.chat.messages[-1]

    def types(self, text: str, reply_to: Json | None = None) -> int:
        """Send a text, perhaps as a reply to a raw message."""
        return self._says({"text": text} | ({"reply_to_message": reply_to} if reply_to else {}))

    def taps(self, label: str) -> int:
        """Tap the button on the newest message that has buttons, or on the keyboard, which says its words.

        Raises AssertionError where no button has that label: nobody can tap what is not shown.
        """
        newest = next((message for message in reversed(self.chat.messages) if message.buttons), None)
        for button in newest.buttons if newest else []:
            if button["text"] == label and newest:
                return self.taps_data(button["callback_data"], newest.id)
        for key in (key for row in self.chat.keyboard.get("keyboard", []) for key in row):
            if key["text"] == label:
                if self.chat.keyboard.get("one_time_keyboard"):
                    self.chat.keyboard = {}
                if key.get("request_contact"):
                    return self.shares_contact()
                return self.shares_place() if key.get("request_location") else self.types(label)
        raise AssertionError(f"{self.name} sees no button {label!r}, only {newest.labels if newest else self.chat.keyboard}")

    def taps_data(self, data: str, message_id: int) -> int:
        """Tap a button by its data, however old the message."""
        shown = self.chat.message(message_id)
        message = self._raw({"message_id": message_id, "text": shown.text if shown else "", "from": self._fake.me})
        query = {"id": self._fake.new_callback(), "from": self._user(), "chat_instance": "1", "data": data, "message": message}
        return self._fake.queue({"callback_query": query})

    def sends_photo(self, content: bytes = b"\xff\xd8photo", caption: str = "", album: str = "") -> int:
        """Send a photo in two sizes, the larger of which has the content."""
        small = {"file_id": self._fake.keep(b"small"), "file_unique_id": "s", "width": 90, "height": 60, "file_size": 5}
        large = {
            "file_id": self._fake.keep(content),
            "file_unique_id": "l",
            "width": 1280,
            "height": 960,
            "file_size": len(content),
        }
        words = {"caption": caption} if caption else {}
        return self._says({"photo": [small, large]} | words | ({"media_group_id": album} if album else {}))

    def sends_file(self, kind: str, content: bytes = b"file", media_type: str = "") -> int:
        """Send a voice message, document, sticker, video … with the content."""
        file = {"file_id": self._fake.keep(content), "file_unique_id": "f", "file_size": len(content)}
        return self._says({kind: file | ({"mime_type": media_type} if media_type else {})})

    def shares_contact(self, phone: str = "+8613800000000", of: int | None = None) -> int:
        """Share the own number, or with `of` another person's."""
        contact = {"phone_number": phone, "first_name": self.name, "user_id": self.id if of is None else of}
        return self._says({"contact": contact})

    def shares_place(self, latitude: float = 30.5, longitude: float = 114.3) -> int:
        """Share a place."""
        return self._says({"location": {"latitude": latitude, "longitude": longitude}})

    def blocks_bot(self) -> int:
        """Block the bot: it can no longer write."""
        self.chat.gone = "blocked"
        return self._member("member", "kicked")

    def unblocks_bot(self) -> int:
        """Let the bot write again."""
        self.chat.gone = ""
        return self._member("kicked", "member")

    def _member(self, old: str, new: str) -> int:
        change = {
            "chat": self._chat(),
            "from": self._user(),
            "date": 1,
            "new_chat_member": {"user": self._fake.me, "status": new},
        }
        return self._fake.queue({"my_chat_member": change | {"old_chat_member": {"user": self._fake.me, "status": old}}})

    def _says(self, content: Json) -> int:
        return self._fake.queue({"message": self._raw({"message_id": self.chat.next_id(), "from": self._user()} | content)})

    def _raw(self, message: Json) -> Json:
        return {"date": 1, "chat": self._chat()} | message

    def _chat(self) -> Json:
        return {"id": self.chat.id, "type": self.chat.type}

    def _user(self) -> Json:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}
