"""A bot that does nothing: it keeps nothing, decides nothing and answers every update with the next step's ready bytes.

What it reaches is the harness's own ceiling on this machine. It speaks HTTP by hand over a few kept connections, so that no client
library stands between the figure and the harness.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any
from urllib.parse import urlsplit

STEPS = ["想上哪门课？", "谁来上课？", "请问怎么称呼，电话多少？", "确认报名吗？", "报名成功！"]


class Api:
    """Calls over kept connections; a connection serves one call at a time."""

    def __init__(self, url: str, token: str) -> None:
        self._host, self._port = urlsplit(url).hostname or "", urlsplit(url).port or 80
        self._path = f"/bot{token}/"
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def call(self, method: str, **fields: Any) -> bytes:
        body = json.dumps(fields).encode()
        reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection(self._host, self._port)
        head = f"POST {self._path}{method} HTTP/1.1\r\nHost: b\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        writer.write(head.encode() + body)
        answer_head = await reader.readuntil(b"\r\n\r\n")
        length = int(answer_head.rpartition(b"Content-Length: ")[2].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        self._idle.append((reader, writer))
        return answer


async def answer(api: Api, update: dict[str, Any]) -> None:
    if query := update.get("callback_query"):
        step, message = int(query["data"]), query["message"]
        where = {"chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        toast = api.call("answerCallbackQuery", callback_query_id=query["id"])
        await asyncio.gather(toast, api.call("editMessageText", **where, text=STEPS[step], **markup(step)))
    else:
        message = update["message"]
        step = 0 if message["text"].startswith("/") else 3
        await api.call("sendMessage", chat_id=message["chat"]["id"], text=STEPS[step], **markup(step))


def markup(step: int) -> dict[str, Any]:
    if step in (2, 4):
        return {}
    return {
        "reply_markup": {"inline_keyboard": [[{"text": "确认报名" if step == 3 else "这个", "callback_data": str(step + 1)}]]}
    }


async def main() -> None:
    api = Api(os.environ["BENCH_API"], os.environ["BENCH_TOKEN"])
    tasks: set[asyncio.Task[None]] = set()
    offset = 0
    while True:
        for update in json.loads(await api.call("getUpdates", offset=offset, timeout=30))["result"]:
            offset = update["update_id"] + 1
            task = asyncio.create_task(answer(api, update))
            tasks.add(task)
            task.add_done_callback(tasks.discard)


if __name__ == "__main__":
    try:
        import uvloop
    except ImportError:
        asyncio.run(main())
    else:
        uvloop.run(main())
