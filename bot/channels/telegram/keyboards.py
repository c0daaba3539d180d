"""Buttons as Telegram lays them out: under a message (inline) or in place of the phone's keyboard (reply)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.channels.telegram.split import clean, cut, width
from language.catalogue import Voice
from language.message import Button, Outgoing
from language.text import Saying, Text, _

DATA_LIMIT = 64
HINT_LIMIT = 64
HALF_ROW = 20
"""A label up to 10 Chinese characters wide may share its row: in large type a phone shows no more."""
NAV_ROW = 32

Markup = dict[str, Any]
_STYLES = {"main": "primary", "danger": "danger"}


def inline(buttons: Sequence[Button], voice: Voice) -> Markup | None:
    """The buttons under a message, or None where there are none. Raises ValueError for data above 64 bytes."""
    answers = [_inline_button(button, voice) for button in buttons if button.look != "nav"]
    navs = [_inline_button(button, voice) for button in buttons if button.look == "nav"]
    rows = [*_rows(answers, HALF_ROW, 2), *_nav_rows(navs)]
    return {"inline_keyboard": rows} if rows else None


def _inline_button(button: Button, voice: Voice) -> Markup:
    made: Markup = {"text": _label(button.label, voice)}
    if button.look in _STYLES:
        made["style"] = _STYLES[button.look]
    if button.url:
        return made | {"url": button.url}
    if not 0 < len(button.data.encode()) <= DATA_LIMIT:
        raise ValueError(f"a button's data must be 1 to {DATA_LIMIT} bytes: {button.data!r}")
    return made | {"callback_data": button.data}


def to_private(button: Button, username: str) -> Button:
    """The button as a link to the private chat: "/course 12" opens the bot with "/start course_12"."""
    payload = button.data.removeprefix("/").replace(" ", "_")
    return Button(button.label, look=button.look, url=f"https://t.me/{username}?start={payload}")


def openable(button: Button) -> bool:
    """Whether Telegram takes the address on a button. It refuses the whole message for one that nobody else could open."""
    try:
        address = urlsplit(button.url)
        return address.scheme in ("http", "https", "tg") and (address.scheme == "tg" or "." in (address.hostname or ""))
    except ValueError:
        return False


def menu(rows: Sequence[Sequence[Text]], voice: Voice, hint: Saying = "") -> Markup:
    """The persistent keyboard of services."""
    keys = [[{"text": _label(label, voice)} for label in row] for row in rows]
    return {"keyboard": keys, "is_persistent": True, "resize_keyboard": True} | _placeholder(hint, voice)


def request(message: Outgoing, voice: Voice) -> Markup:
    """The keyboard with Telegram's own button for a phone number or a place, and the message's buttons as plain words below."""
    if message.wants == "phone":
        key: Markup = {"text": voice.say(_("📱 发送我的手机号")), "request_contact": True}
    else:
        key = {"text": voice.say(_("📍 发送我的位置")), "request_location": True}
    words = [{"text": _label(b.label, voice)} for b in message.buttons if not b.url and b.look != "nav"]
    navs = [{"text": _label(b.label, voice)} for b in message.buttons if not b.url and b.look == "nav"]
    keys = [[key], *_rows(words, HALF_ROW, 2), *_nav_rows(navs)]
    return {"keyboard": keys, "one_time_keyboard": True, "resize_keyboard": True} | _placeholder(message.hint, voice)


def _placeholder(hint: Saying, voice: Voice) -> Markup:
    words = cut(clean(voice.say(hint)).strip(), HINT_LIMIT)
    return {"input_field_placeholder": words} if words else {}


def _label(label: Saying, voice: Voice) -> str:
    return clean(voice.say(label)).strip() or "…"


def _rows(keys: Iterable[Markup], widest: int, most: int) -> list[list[Markup]]:
    """One key a row; neighbours no wider than `widest` share one, `most` of them at the most."""
    rows: list[list[Markup]] = []
    room = 0
    for key in keys:
        narrow = width(key["text"]) <= widest
        if narrow and room:
            rows[-1].append(key)
            room -= 1
        else:
            rows.append([key])
            room = most - 1 if narrow else 0
    return rows


def _nav_rows(navs: Sequence[Markup]) -> list[list[Markup]]:
    """Back, change and home together in the last row; in pairs where they are too wide for one."""
    if sum(width(key["text"]) + 2 for key in navs) <= NAV_ROW:
        return [list(navs)] if navs else []
    return _rows(navs, HALF_ROW, 2)
