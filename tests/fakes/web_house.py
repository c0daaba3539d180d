"""A small house behind the web chat, over real HTTP: it answers with buttons, and takes the same update only once."""

from __future__ import annotations

import asyncio
import itertools
import socket
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import uvicorn

from bot.channels.web import Limits, WebChannel, app
from language.catalogue import Voice
from language.message import Button, Incoming, Outgoing
from language.text import Text
from reminders.channel import Delivery
from storage.sqlite import SQLite

MENU = (
    Button(Text("课程"), "/courses"),
    Button(Text("我的"), "/my"),
    Button(Text("帮助"), "/help"),
    Button(Text("找人"), "/staff"),
)
COURSES = Outgoing(
    text="夜校这周还有位子。\n想上哪门课？",
    buttons=(
        Button("周一 瑜伽 19:00 · 余12", "7.1.yoga"),
        Button("周三 声乐 19:00 · 余3", "7.1.song"),
        Button("周六 烘焙 14:00 · 候补", "7.1.bake"),
        Button("首页", "/start", look="nav"),
    ),
)
REVIEW = Outgoing(
    text="张汉梅 报名 周一 瑜伽\n11月23日 周一 19:00\n邻里客厅二楼 瑜伽室\n免费",
    buttons=(
        Button("确认报名", "7.2.ok", look="main"),
        Button("换一个人", "7.2.who"),
        Button("换时间", "7.2.when"),
        Button("取消", "7.2.no", look="danger"),
        Button("返回", "/back", look="nav"),
        Button("首页", "/start", look="nav"),
    ),
)
DONE = Outgoing(
    text="报名成功！周一晚上七点，瑜伽室见。", buttons=(Button("我的报名", "/my"), Button("首页", "/start", look="nav"))
)
WELCOME = Outgoing(text="您好！这里是小军山社区的邻里客厅。\n报课、订餐、反映问题，在这里说一声就行。")


@dataclass(frozen=True)
class Said:
    """What the house says at once."""

    toast: str = ""


async def _title() -> str:
    return "小军山社区 邻里客厅"


class Cupboard:
    """Files in memory."""

    def __init__(self) -> None:
        self.blobs: dict[str, bytes] = {}

    async def save(self, content: bytes) -> str:
        blob = f"blob{len(self.blobs) + 1}"
        self.blobs[blob] = content
        return blob

    async def load(self, blob: str) -> bytes:
        return self.blobs[blob]

    async def delete(self, blob: str) -> None:
        self.blobs.pop(blob, None)


def conversation(incoming: Incoming) -> tuple[str, list[Outgoing]]:
    """The toast and the answers to one act: a sign-up in three taps, an echo for everything else."""
    match incoming.tap or incoming.text:
        case "/courses":
            return "", [COURSES]
        case "7.1.yoga":
            return "选好了", [REVIEW]
        case "7.2.ok":
            return "报名成功", [DONE]
        case text if text.startswith("/start"):
            return "", [WELCOME, COURSES]
        case "电话":
            return "", [Outgoing(text="您的手机号是多少？", wants="phone", hint="11 位手机号")]
        case "地点":
            return "", [Outgoing(text="在哪里？", wants="place", buttons=(Button("1 栋", "b1"), Button("2 栋", "b2")))]
        case "照片":
            return "", [Outgoing(text="拍一张照片给我们看看。", wants="photo")]
        case "":
            return "", [Outgoing(text="收到了，谢谢您。")]
        case other:
            return "", [Outgoing(text=f"您说：{other}")]


class House:
    """Takes acts as the engine does: the same update id twice is the same act."""

    def __init__(self, talk: Callable[[Incoming], tuple[str, list[Outgoing]]] = conversation) -> None:
        self.talk = talk
        self.heard: list[Incoming] = []
        self.trouble: Exception | None = None
        self.channel: WebChannel
        self.url = ""
        self.now_ms = 1_795_000_000_000
        self._ids = itertools.count(1)

    @property
    def acts(self) -> list[str]:
        """What was heard, in a word each."""
        return [act.tap or act.text or act.contact or (act.place and "place") or act.files[0].kind for act in self.heard]

    async def receive(self, incoming: Incoming) -> Said:
        if self.trouble is not None:
            raise self.trouble
        if any(act.update_id == incoming.update_id for act in self.heard):
            return Said()
        self.heard.append(incoming)
        toast, answers = self.talk(incoming)
        await self.say(incoming.chat, *answers, language=incoming.language)
        return Said(toast)

    async def say(self, chat: str, *messages: Outgoing, language: str = "zh") -> None:
        """Say something, asked or unasked."""
        voice = Voice(language, ZoneInfo("Asia/Shanghai"))
        for message in messages:
            for payload in self.channel.render(message, voice):
                await self.channel.deliver(Delivery(next(self._ids), chat, payload))


@asynccontextmanager
async def serve(application: Any, stop: Callable[[], None]) -> AsyncIterator[str]:
    """Serve an application on the loopback and give its address. The socket listens before the server starts: nobody has to wait."""
    # asyncio sends small answers at once only on sockets that say they are TCP.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        server = uvicorn.Server(uvicorn.Config(application, log_level="critical", lifespan="off", ws="none"))
        running = asyncio.create_task(server.serve([listening]))
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            stop()
            server.should_exit = server.force_exit = True
            await running


@asynccontextmanager
async def open_house(
    folder: Path,
    limits: Limits | None = None,
    menu: Sequence[Button] = MENU,
    talk: Callable[[Incoming], tuple[str, list[Outgoing]]] = conversation,
    public_url: str = "",
    heartbeat_s: float = 20.0,
) -> AsyncIterator[House]:
    """A house with a fresh database, open for business."""
    house = House(talk)
    db = await SQLite.open(folder / "linli.db")
    house.channel = WebChannel(
        db=db,
        receive=house.receive,
        clock=lambda: house.now_ms,
        files=Cupboard(),
        public_url=public_url,
        title=_title,
        menu=menu,
        limits=limits,
        heartbeat_s=heartbeat_s,
    )
    try:
        async with serve(app(house.channel), house.channel.close) as house.url:
            yield house
    finally:
        await db.close()


def words(events: Iterable[Any]) -> list[str]:
    """Only the words of messages."""
    return [event.message.text for event in events]
