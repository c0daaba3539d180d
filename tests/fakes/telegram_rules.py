"""What the published Bot API allows: which methods there are, which fields they take, of which types and how long."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PUBLISHED: dict[str, Any] = json.loads(Path(__file__).with_name("telegram-bot-api.json").read_text())
"""The part of the published list that the service may use: methods and types as [name, types, required]."""

Fields = list[tuple[str, list[str], bool]]
_SCALARS: dict[str, tuple[type, ...]] = {"Integer": (int,), "Float": (int, float), "String": (str,)}
_LENGTHS = {
    ("sendMessage", "text"): (1, 4096),
    ("editMessageText", "text"): (1, 4096),
    ("sendPhoto", "caption"): (0, 1024),
    ("sendDocument", "caption"): (0, 1024),
    ("answerCallbackQuery", "text"): (0, 200),
    ("setWebhook", "secret_token"): (1, 256),
    ("ReplyKeyboardMarkup", "input_field_placeholder"): (1, 64),
    ("InlineKeyboardButton", "text"): (1, 1000),
    ("KeyboardButton", "text"): (1, 1000),
    ("BotCommand", "command"): (1, 32),
    ("BotCommand", "description"): (1, 256),
}
_BUTTON_ACTIONS = {
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat"),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
}


def violations(method: str, call: dict[str, Any]) -> list[str]:
    """Everything about a call that the published list does not allow. A file in the call is `bytes`."""
    if method not in PUBLISHED["methods"]:
        return [f"{method}: no such method"]
    found = list(_fields(method, PUBLISHED["methods"][method], call))
    if method == "editMessageText" and "text" not in call:
        found.append("editMessageText: text is missing")
    return found


def _fields(owner: str, fields: Fields, value: dict[str, Any]) -> Iterator[str]:
    known = {name for name, _types, _required in fields}
    yield from (f"{owner}: there is no field {name}" for name in value if name not in known)
    for name, types, required in fields:
        if name not in value:
            if required:
                yield f"{owner}: {name} is missing"
            continue
        problems = [list(_value(f"{owner}.{name}", kind, value[name])) for kind in types]
        if all(problems):
            yield from min(problems, key=len)
        yield from _length(owner, name, value[name])


def _value(where: str, kind: str, value: Any) -> Iterator[str]:
    if kind.startswith("Array of "):
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _value(f"{where}[{index}]", kind.removeprefix("Array of "), item)
            return
    elif kind in _SCALARS:
        if isinstance(value, _SCALARS[kind]) and not isinstance(value, bool):
            return
    elif kind in ("Boolean", "True"):
        if isinstance(value, bool):
            return
    elif kind == "InputFile":
        if isinstance(value, bytes):
            return
    elif isinstance(value, dict):
        yield from _object(kind, value)
        return
    yield f"{where}: {type(value).__name__} is no {kind}"


def _object(kind: str, value: dict[str, Any]) -> Iterator[str]:
    described = PUBLISHED["types"].get(kind)
    if described is None:
        yield f"{kind}: not among the types that are used"
        return
    if subtypes := described.get("subtypes"):
        problems = [list(_object(subtype, value)) for subtype in subtypes]
        yield from () if not all(problems) else min(problems, key=len)
        return
    yield from _fields(kind, described["fields"], value)
    if kind == "InlineKeyboardButton" and len(_BUTTON_ACTIONS & value.keys()) != 1:
        yield "InlineKeyboardButton: exactly one action is needed"


def _length(owner: str, name: str, value: Any) -> Iterator[str]:
    if not isinstance(value, str):
        return
    if (owner, name) == ("InlineKeyboardButton", "callback_data") and not 1 <= len(value.encode()) <= 64:
        yield "InlineKeyboardButton.callback_data: 1 to 64 bytes"
    if (owner, name) in _LENGTHS:
        least, most = _LENGTHS[owner, name]
        if not least <= units(value.strip()) <= most:
            yield f"{owner}.{name}: {least} to {most} characters, not {units(value.strip())}"


def units(text: str) -> int:
    """The length as Telegram counts it: in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
