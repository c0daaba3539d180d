"""Telegram as the house sees it: a Channel."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import msgspec

from bot.channels.telegram.api import Api, BadToken
from bot.channels.telegram.render import render
from bot.channels.telegram.split import clean, cut
from language.catalogue import Voice
from language.message import Outgoing
from language.text import Text
from reminders.channel import Delivery, DeliveryError, Refused, RetryAfter

log = logging.getLogger(__name__)

TOAST_LIMIT = 200
DOWNLOAD_LIMIT = 20 * 1024 * 1024
BAD_TOKEN_WAIT_S = 30.0
_UNCHANGED = "message is not modified"
_NOT_EDITABLE = (
    "message can't be edited",
    "message to edit not found",
    "there is no text in the message to edit",
    "message_id_invalid",
)


class TelegramChannel:
    """Sends through `api`. `menu` are the persistent keyboard's labels, row by row; `files` gives a blob's bytes."""

    name = "telegram"
    paced = True

    def __init__(
        self, api: Api, menu: Sequence[Sequence[Text]] = (), files: Callable[[str], Awaitable[bytes]] | None = None
    ) -> None:
        self._api = api
        self._menu = menu
        self._files = files
        self.username = ""
        """The bot's name on Telegram, once it has been introduced: groups are led to the private chat by it."""

    def render(self, message: Outgoing, voice: Voice) -> list[str]:
        """The message as Bot API payloads without the chat. Raises ValueError for button data above 64 bytes."""
        return render(message, voice, self._menu, self.username)

    def is_group(self, chat: str) -> bool:
        """Groups have negative ids."""
        return chat.startswith("-")

    async def deliver(self, delivery: Delivery) -> str:
        """Send one payload and return the message's id. Raises Unreachable, Moved, RetryAfter, OutcomeUnknown or Refused."""
        body = msgspec.json.decode(delivery.payload)
        method = body.pop("method")
        if delivery.silent and method != "editMessageText":
            body["disable_notification"] = True
        body["chat_id"] = int(delivery.chat) if delivery.chat.lstrip("-").isdecimal() else delivery.chat
        try:
            if method == "editMessageText":
                return await self._edit(body)
            if "blob" in body:
                return await self._hand_over(method, body)
            return _reference(await self._api.post(method, msgspec.json.encode(body)))
        except BadToken as error:  # the polling loop tells the operator; the message waits for a token that works
            raise RetryAfter(BAD_TOKEN_WAIT_S, asked=False) from error
        except RetryAfter as wait:
            # Telegram does not say whom it means. Groups have a limit of their own (20 a minute): one of them need not stop all.
            raise RetryAfter(wait.seconds, not self.is_group(delivery.chat), wait.asked) from wait

    async def _edit(self, body: dict[str, Any]) -> str:
        try:
            return _reference(await self._api.post("editMessageText", msgspec.json.encode(body)))
        except Refused as refusal:
            why = str(refusal).lower()
            if _UNCHANGED in why:
                return str(body["message_id"])
            if not any(reason in why for reason in _NOT_EDITABLE):
                raise
        fresh = {key: value for key, value in body.items() if key != "message_id"}
        return _reference(await self._api.post("sendMessage", msgspec.json.encode(fresh)))

    async def _hand_over(self, method: str, body: dict[str, Any]) -> str:
        content = await self._content(body.pop("blob"))
        name = body.pop("name")
        fields = {key: value if isinstance(value, str) else msgspec.json.encode(value).decode() for key, value in body.items()}
        if method == "sendPhoto":
            try:
                return _reference(await self._api.upload("sendPhoto", fields, "photo", name, content))
            except Refused as refusal:  # too large, too long, not a picture after all: as a file it still arrives
                log.info("Telegram did not take a photo, sending it as a file: %s", refusal)
        return _reference(await self._api.upload("sendDocument", fields, "document", name, content))

    async def _content(self, blob: str) -> bytes:
        if self._files is None:
            raise Refused("there is no file store to take the file from")
        try:
            return await self._files(blob)
        except (LookupError, OSError) as error:
            raise Refused(f"the file is not in the store any more ({type(error).__name__})") from error

    async def toast(self, callback: str, text: str) -> None:
        """Answer a tap, with a few words where there are any. Never raises for what the platform says."""
        answer = {"callback_query_id": callback}
        if words := cut(clean(text), TOAST_LIMIT):
            answer["text"] = words
        try:
            await self._api.post("answerCallbackQuery", msgspec.json.encode(answer))
        except (DeliveryError, BadToken) as error:
            log.debug("A toast was not shown: %s", error)

    async def fetch(self, ref: str) -> bytes:
        """The bytes of a file that came with a message, up to 20 MB. Raises RetryAfter, OutcomeUnknown or Refused."""
        try:
            file = await self._api.post("getFile", msgspec.json.encode({"file_id": ref}))
        except BadToken as error:
            raise RetryAfter(BAD_TOKEN_WAIT_S, asked=False) from error
        path = file.get("file_path")
        if not path or file.get("file_size", 0) > DOWNLOAD_LIMIT:
            raise Refused("the file is too large to fetch: Telegram gives bots up to 20 MB")
        return await self._api.download(path)


def _reference(result: Any) -> str:
    return str(result.get("message_id", "")) if isinstance(result, dict) else ""
