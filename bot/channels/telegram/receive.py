"""Raw updates as Incoming.

The dictionaries are read as they come: python-telegram-bot's types cost 77–142 µs an update, and one field that they do not
expect would lose the update.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from bot.channels.telegram.split import clean
from language.message import Attached, Incoming, Place

ALLOWED_UPDATES = ["message", "callback_query", "my_chat_member"]

Raw = dict[str, Any]

_SERVICE = frozenset(
    "pinned_message message_auto_delete_timer_changed write_access_allowed connected_website proximity_alert_triggered"
    " boost_added chat_background_set users_shared chat_shared new_chat_members left_chat_member new_chat_title new_chat_photo"
    " delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created migrate_from_chat_id"
    " chat_owner_left chat_owner_changed giveaway_created giveaway_completed video_chat_scheduled video_chat_started"
    " video_chat_ended video_chat_participants_invited".split()
)
_COMMAND = re.compile(r"\s*/(\w+)(?:@(\w+))?", re.ASCII)


class Unreadable(ValueError):
    """An update that is not as Telegram describes it. `str()` says what is wrong, without what the person wrote."""


class Me(Struct, frozen=True):
    """The bot itself: its id and its user name without @."""

    id: int
    username: str


def to_incoming(update: Raw, bot_username: str, bot_id: int, now_ms: int) -> Incoming | None:
    """What a person did, or None for what is nobody's message to the bot (channels, other bots, service notes, edits).

    `at_ms` is `now_ms`, the caller's notion of when it was done (`heard`): Telegram tells that of no tap.
    Raises Unreadable, and nothing else.
    """
    try:
        update_id = str(_id(update, "update_id"))
        if "message" in update:
            return _message(update["message"], update_id, Me(bot_id, bot_username), now_ms)
        if "callback_query" in update:
            return _tap(update["callback_query"], update_id, now_ms)
        if "my_chat_member" in update:
            return _membership(update["my_chat_member"], update_id, now_ms)
        return None
    except (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError, RecursionError) as error:
        raise Unreadable(f"{type(error).__name__}: {error}" if isinstance(error, KeyError) else type(error).__name__) from error


def _id(holder: Raw, key: str) -> int:
    value = holder[key]
    if type(value) is not int:
        raise TypeError(key)
    return value


def _kind(chat: Raw) -> str:
    if type(chat["type"]) is not str:
        raise TypeError("type")
    return str(chat["type"])


def _words(holder: Raw, key: str) -> str:
    value = holder.get(key, "")
    if type(value) is not str:
        raise TypeError(key)
    return clean(value)


def _language(holder: Raw) -> str:
    return _words(holder["from"], "language_code")


def _tap(query: Raw, update_id: str, now_ms: int) -> Incoming | None:
    if query["from"].get("is_bot"):
        return None
    message = query.get("message")
    return Incoming(
        channel="telegram",
        update_id=update_id,
        sender=str(_id(query["from"], "id")),
        language=_language(query),
        at_ms=now_ms,
        chat=str(_id(message["chat"], "id") if message else _id(query["from"], "id")),
        private=message is None or _kind(message["chat"]) == "private",
        tap=_words(query, "data"),
        tapped=str(_id(message, "message_id")) if message else "",
        callback=_words(query, "id"),
    )


def _membership(change: Raw, update_id: str, now_ms: int) -> Incoming | None:
    """A person blocked or unblocked the bot. Being added to a group or put out of it says nothing about a person."""
    if _kind(change["chat"]) != "private" or change["from"].get("is_bot"):
        return None
    status = change["new_chat_member"]["status"]
    if status not in ("kicked", "member"):
        return None
    return Incoming(
        channel="telegram",
        update_id=update_id,
        sender=str(_id(change["from"], "id")),
        language=_language(change),
        chat=str(_id(change["chat"], "id")),
        at_ms=now_ms,
        event="blocked" if status == "kicked" else "unblocked",
    )


def _message(message: Raw, update_id: str, me: Me, now_ms: int) -> Incoming | None:
    chat = message["chat"]
    kind = _kind(chat)
    if kind not in ("private", "group", "supergroup"):
        return None
    chat_id = str(_id(chat, "id"))
    if "migrate_to_chat_id" in message:
        to = str(_id(message, "migrate_to_chat_id"))
        return Incoming(
            channel="telegram",
            update_id=update_id,
            sender=chat_id,
            chat=chat_id,
            at_ms=now_ms,
            private=False,
            event="migrated",
            moved_to=to,
        )
    if "from" not in message or message["from"].get("is_bot") or not _SERVICE.isdisjoint(message):
        return None
    private = kind == "private"
    text = _words(message, "text") or _words(message, "caption")
    addressed = private
    if found := _COMMAND.match(text):
        if found[2] and found[2].lower() != me.username.lower():
            return None
        text = f"/{found[1]}{text[found.end() :]}"
        addressed = True
    if not private:
        called, text = _called(text, me.username)
        addressed = addressed or called or _answers(message, me.id)
    contact, number = _contact(message)
    return Incoming(
        channel="telegram",
        update_id=update_id,
        sender=str(_id(message["from"], "id")),
        language=_language(message),
        at_ms=now_ms,
        chat=chat_id,
        private=private,
        addressed=addressed,
        text=text or number,
        contact=contact,
        place=_place(message),
        files=_files(message),
        album=_words(message, "media_group_id"),
    )


def _called(text: str, username: str) -> tuple[bool, str]:
    """Whether the text names the bot, and the text without its name."""
    name = re.compile(rf"(?<![\w@])@{re.escape(username)}(?!\w)[ \t,，:：]*", re.ASCII | re.IGNORECASE)
    stripped, times = name.subn("", text)
    return (True, stripped.strip()) if times else (False, text)


def _answers(message: Raw, bot_id: int) -> bool:
    answered = message.get("reply_to_message")
    return answered is not None and answered.get("from", {}).get("id") == bot_id


def _contact(message: Raw) -> tuple[str, str]:
    """The sender's own number, as Telegram vouches for it; or a number of somebody else, which is no more than words."""
    if "contact" not in message:
        return "", ""
    contact = message["contact"]
    number = _words(contact, "phone_number")
    return (number, "") if contact.get("user_id") == message["from"]["id"] else ("", number)


def _place(message: Raw) -> Place | None:
    if "location" not in message:
        return None
    latitude, longitude = (float(message["location"][key]) for key in ("latitude", "longitude"))
    if not (abs(latitude) <= 90 and abs(longitude) <= 180):
        raise ValueError("location")
    return Place(latitude, longitude)


def _file(kind: Any, file: Raw) -> tuple[Attached, ...]:
    size = file.get("file_size", 0)
    return (Attached(kind, _words(file, "file_id"), size if type(size) is int else 0),)


_FILES: dict[str, Callable[[Any], tuple[Attached, ...]]] = {
    "photo": lambda sizes: _file("photo", max(sizes, key=lambda size: _id(size, "width") * _id(size, "height"))),
    "voice": lambda file: _file("voice", file),
    "sticker": lambda file: _file("sticker", file),
    "animation": lambda file: _file("other", file),  # comes with a document of the same file
    "document": lambda file: _file("photo" if _words(file, "mime_type").startswith("image/") else "document", file),
    "audio": lambda file: _file("other", file),
    "video": lambda file: _file("other", file),
    "video_note": lambda file: _file("other", file),
}
_PLAIN = ("text", "caption", "contact", "location")


def _files(message: Raw) -> tuple[Attached, ...]:
    for key, made in _FILES.items():
        if key in message:
            return made(message[key])
    return () if any(key in message for key in _PLAIN) else (Attached("other", ""),)
