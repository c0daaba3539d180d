"""What the methods of the fake Bot API do to its chats, files and settings."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any

from tests.fakes.telegram_chats import Chat, Json, Message

FILE_LIMIT = 20 * 1024 * 1024


class Refusal(Exception):
    """The Bot API says no."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters


class Methods:
    """The state behind the methods, and the methods. At most `per_second` messages are taken a second; 0 for no limit."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self.me: Json = {"id": 123456, "is_bot": True, "first_name": "邻里", "username": "linli_bot"}
        self.toasts: dict[str, list[str]] = defaultdict(list)
        self.commands: dict[str, list[Json]] = {}
        self.webhook: Json = {}
        self._per_second = per_second
        self._clock = clock
        self._sent_at: deque[float] = deque()
        self._chats: dict[int, Chat] = {}
        self._files: dict[str, bytes] = {}
        self._updates: dict[int, Json] = {}

    def chat(self, chat_id: int, kind: str = "private") -> Chat:
        """The chat with that id."""
        return self._chats.setdefault(chat_id, Chat(chat_id, kind))

    def keep(self, content: bytes) -> str:
        """Store a file and return its id."""
        name = f"file-{len(self._files)}"
        self._files[name] = content
        return name

    def do(self, method: str, call: Json) -> Any:
        """The result of a method other than getUpdates. Raises Refusal."""
        if method in ("sendMessage", "sendPhoto", "sendDocument"):
            return self._send(method, call)
        match method:
            case "editMessageText":
                return self._edit(call)
            case "answerCallbackQuery":
                return self._toast(call)
            case "getMe":
                return self.me
            case "getFile":
                return self._describe(call["file_id"])
            case "setMyCommands":
                self.commands[call.get("language_code", "")] = call["commands"]
            case "getMyCommands":
                return self.commands.get(call.get("language_code", ""), [])
            case "setWebhook":
                self.webhook = dict(call)
            case "deleteWebhook":
                self.webhook = {}
                if call.get("drop_pending_updates"):
                    self._updates.clear()
            case "getWebhookInfo":
                waiting = len(self._updates)
                return {"url": self.webhook.get("url", ""), "has_custom_certificate": False, "pending_update_count": waiting}
        return True

    def _reachable(self, call: Json) -> Chat:
        chat = self._chats.get(int(call["chat_id"]))
        if chat is None or chat.gone == "not found":
            raise Refusal(400, "Bad Request: chat not found")
        if chat.moved_to:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Refusal(400, description, migrate_to_chat_id=chat.moved_to)
        if chat.gone:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return chat

    def _send(self, method: str, call: Json) -> Json:
        chat = self._reachable(call)
        self._must_be_slow_enough()
        markup = call.get("reply_markup", {})
        if chat.type != "private" and any(key.get("request_contact") for row in markup.get("keyboard", []) for key in row):
            raise Refusal(400, "Bad Request: phone number can be requested in private chats only")
        message = Message(chat.next_id(), str(call.get("text", call.get("caption", ""))).strip(), markup, method)
        if method != "sendMessage":
            part = "photo" if method == "sendPhoto" else "document"
            message.file, message.file_name = call[part], call.pop("file_name", "")
        if "keyboard" in markup:
            chat.keyboard = markup
        elif "remove_keyboard" in markup:
            chat.keyboard = {}
        chat.messages.append(message)
        return _shown(chat, message)

    def _must_be_slow_enough(self) -> None:
        if not self._per_second:
            return
        now = self._clock()
        while self._sent_at and self._sent_at[0] <= now - 1:
            self._sent_at.popleft()
        if len(self._sent_at) >= self._per_second:
            raise Refusal(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent_at.append(now)

    def _edit(self, call: Json) -> Json:
        chat = self._reachable(call)
        message = chat.message(call["message_id"])
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        if message.method != "sendMessage":
            raise Refusal(400, "Bad Request: there is no text in the message to edit")
        if "keyboard" in message.markup:
            raise Refusal(400, "Bad Request: message can't be edited")
        text, markup = str(call["text"]).strip(), call.get("reply_markup", {})
        if (text, markup) == (message.text, message.markup):
            raise Refusal(
                400, "Bad Request: message is not modified: specified new message content and reply markup are the same"
            )
        message.text, message.markup = text, markup
        message.edits += 1
        return _shown(chat, message)

    def _toast(self, call: Json) -> bool:
        self.toasts[call["callback_query_id"]].append(call.get("text", ""))
        return True

    def _describe(self, file_id: str) -> Json:
        if file_id not in self._files:
            raise Refusal(400, "Bad Request: invalid file_id")
        if len(self._files[file_id]) > FILE_LIMIT:
            raise Refusal(400, "Bad Request: file is too big")
        return {"file_id": file_id, "file_unique_id": "f", "file_size": len(self._files[file_id]), "file_path": file_id}


def _shown(chat: Chat, message: Message) -> Json:
    return {"message_id": message.id, "date": 1, "chat": {"id": chat.id, "type": chat.type}, "text": message.text}
