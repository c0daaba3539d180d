"""A message of the house as ready Bot API payloads: '{"method": "sendMessage", …}' without the chat, which delivery adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from bot.channels.telegram import keyboards
from bot.channels.telegram.split import CAPTION_LIMIT, clean, split, units
from language.catalogue import Voice
from language.message import Document, Outgoing
from language.text import Text, _

Body = dict[str, Any]


def render(message: Outgoing, voice: Voice, menu: Sequence[Sequence[Text]] = (), username: str = "") -> list[str]:
    """The message's payloads, in order. `menu` is what the persistent keyboard shows, row by row; `username` is the bot's.

    Plain text without markup and without link previews. Too long a text becomes several messages, too long a caption a document
    and a text; the buttons are under the last. Raises ValueError for button data above 64 bytes.
    """
    if message.public:
        message = replace(message, buttons=tuple(keyboards.to_private(button, username) for button in message.buttons))
    asks = message.wants in ("phone", "place")
    buttons = [] if asks else [b for b in message.buttons if not b.url or keyboards.openable(b)]
    inline = keyboards.inline(buttons, voice)
    reply = None
    if asks:
        reply = keyboards.request(message, voice)
    elif message.menu and menu:
        reply = keyboards.menu(menu, voice, message.hint)
    bodies = _bodies(message.document, _words(message, voice))
    if inline and reply and len(bodies) == 1:
        bodies = _two(bodies[0], voice)
    if reply:
        bodies[0]["reply_markup"] = reply
    if inline:
        bodies[-1]["reply_markup"] = inline
    if message.replaces.isdecimal() and len(bodies) == 1 and not message.document and not reply:
        bodies[0] |= {"method": "editMessageText", "message_id": int(message.replaces)}
    return [msgspec.json.encode(body).decode() for body in bodies]


def _words(message: Outgoing, voice: Voice) -> str:
    """What is said, with the addresses that cannot stand on a button as lines of their own."""
    asks = message.wants in ("phone", "place")
    links = [f"{voice.say(b.label)}  {b.url}" for b in message.buttons if b.url and (asks or not keyboards.openable(b))]
    return clean("\n".join([voice.say(message.text), *links])).strip()


def _bodies(document: Document | None, words: str) -> list[Body]:
    if document is None:
        return [_text(part) for part in split(words) or ["…"]]
    method = "sendPhoto" if document.kind == "photo" else "sendDocument"
    file: Body = {"method": method, "blob": document.blob, "name": document.name}
    if units(words) > CAPTION_LIMIT:
        return [file, *map(_text, split(words))]
    return [file | {"caption": words} if words else file]


def _text(words: str) -> Body:
    return {"method": "sendMessage", "text": words, "link_preview_options": {"is_disabled": True}}


def _two(body: Body, voice: Voice) -> list[Body]:
    """One message as two, because Telegram gives a message either buttons under it or the keyboard, never both."""
    first, _gap, rest = body.get("text", "").partition("\n\n")
    if first.strip() and rest.strip():
        return [_text(first.strip()), _text(rest.strip())]
    return [_text(voice.say(_("常用服务就在输入框下面👇"))), body]
