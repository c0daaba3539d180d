"""The running service: every part of the house, wired together."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import secrets
import signal
import socket
import sys
import time
from collections.abc import Coroutine
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import uvicorn
from msgspec.structs import replace
from starlette.applications import Starlette
from telegram.error import TelegramError

import desk
import handlers
from bot import console, pictures, upkeep, watch
from bot.channels import telegram, web
from bot.desk_links import link_at_start
from bot.doers import doers
from bot.files import Files
from bot.ground import database, listen
from bot.links import Links, reachable
from bot.sent import photos
from bot.settings import Settings
from bot.welcome import welcome
from conversation.errand_runner import Doer, ErrandRunner
from conversation.house import House
from conversation.intake import Intake
from language.catalogue import LANGUAGES, Voice
from language.message import Button
from language.text import _
from reminders.channel import Channel
from reminders.clock import Clock
from reminders.quiet import Quiet
from reminders.rules import RULES
from reminders.sender import Sender
from services.community import demo_round, demo_story, loading, reading
from storage import communities, inbox
from storage.database import Database

log = logging.getLogger(__name__)

LAST_MOMENT_S = 5
DEMO = Path(__file__).resolve().parent.parent / "demo" / "xiaojunshan.toml"


def now_ms() -> int:
    """UTC milliseconds."""
    return time.time_ns() // 1_000_000


class Service:
    """Everything that runs. `run` returns when it has been told to stop, tidily."""

    def __init__(self, settings: Settings, db: Database) -> None:
        self.settings = settings
        self.db = db
        self.files = Files(settings.data / "files")
        self.links = Links(web=reachable(settings))
        self.api = self._api()
        self.web = web.WebChannel(
            db, lambda incoming: self.intake.receive(incoming), now_ms, self.files,
            public_url=settings.web.public_url, title=self._title,
            menu=[Button(label, command) for label, command in handlers.MENU],
            counted=lambda incoming: self.intake.counted(incoming),
        )  # fmt: skip
        self.channels: list[Channel] = [self.web]
        self.telegram: telegram.TelegramChannel | None = None
        self.telegram_refused = False
        self.heard: telegram.Heard | None = None
        if self.api:
            rows = [[label for label, _command in handlers.MENU[n : n + 2]] for n in range(0, len(handlers.MENU), 2)]
            self.telegram = telegram.TelegramChannel(self.api, rows, self.files.load)
            self.channels.append(self.telegram)
        quiet = Quiet(settings.zone, *settings.reminders.quiet)
        self.desk = desk.Desk(
            db,
            now_ms,
            settings.zone,
            self.files,
            lambda: self._committed(),
            settings.web.public_url,
            morning=quiet.end,
            links=self.links.to,
            plain=photos(),
        )
        house = self._house()
        paced = settings.telegram.messages_per_second > 0
        self.intake = Intake(db, house, now_ms, self._committed, paced)
        self.senders = [
            Sender(db, channel, house.voice, now_ms, quiet, settings.telegram.messages_per_second) for channel in self.channels
        ]
        self.clock = Clock(
            db, RULES, now_ms, quiet, self._committed, [channel.name for channel in self.channels], self._handled_ms
        )
        reach = {channel.name: channel for channel in self.channels}
        self.errands = ErrandRunner(db, self._doers(reach), now_ms)

    def _handled_ms(self) -> int:
        """Everything that people did before this moment has been handled, as far as their platforms tell."""
        return min(self.intake.handled_ms(), self.heard.up_to_ms if self.heard else now_ms())

    async def _title(self) -> str:
        """The communities that live here, also those loaded since the start."""
        return "、".join(community.name for community in await self.db.read(communities.every)) or "邻里客厅"

    def _doers(self, reach: dict[str, Channel]) -> dict[str, Doer]:
        return doers(self.db, self.intake, self.files, reach, now_ms, self._committed, self.settings.zone, self.links)

    def _api(self) -> telegram.Api | None:
        telegram_settings = self.settings.telegram
        if not telegram_settings.token:
            return None
        return telegram.Api(telegram_settings.token, telegram_settings.base_url, telegram_settings.proxy)

    def _house(self) -> House:
        return handlers.house(self.settings.zone, {channel.name: channel.render for channel in self.channels})

    def _committed(self) -> None:
        for sender in self.senders:
            sender.wake()
        self.errands.wake()
        self.clock.wake()
        self.desk.live.changed()

    def _unready(self) -> str:
        """Why the service is not ready yet; "" when it is."""
        # Refused by Telegram it is ready: the web chat goes on alone, and only its operator, who was told, can mend the settings.
        ready = self.telegram is None or self.telegram_refused or self.links.bot
        return "" if ready else "Telegram was not reached yet"

    async def prepare(self) -> None:
        """Have a community to serve: the demo, where it is wanted."""
        if self.settings.demo.enabled:
            await self._load_demo()

    async def run(self, listening: socket.socket) -> None:
        """Serve the page on the listening socket, and the other channels, until SIGINT or SIGTERM. Raises CannotStart."""
        await self.intake.restore()
        if self.api and self.settings.telegram.mode == "polling":
            self.heard = telegram.Heard(now_ms, await self.db.read(inbox.last))
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        watching = watch.routes(self.db, now_ms, self._unready, self.settings.web.metrics_token)
        app = web.app(self.web, [*watching, *desk.routes(self.desk)])
        works: list[Coroutine[Any, Any, None]] = [
            *(sender.run() for sender in self.senders),
            self.errands.run(),
        ]
        async with contextlib.AsyncExitStack() as stack:
            if self.api and self.telegram:
                await stack.enter_async_context(self.api)
                works.append(self._telegram(self.api, self.telegram, app))
            server = _Server(
                uvicorn.Config(
                    app,
                    lifespan="off",
                    log_config=None,
                    access_log=False,
                    server_header=False,
                    timeout_graceful_shutdown=LAST_MOMENT_S,
                )
            )
            works.append(server.serve([listening]))
            settle_memory()
            self.clock.start(hourly=partial(upkeep.tidy, self.db, self.web, now_ms, self.settings.zone))
            stack.callback(self.clock.stop)
            await self._until(stop, works, server)

    async def _load_demo(self) -> None:
        """The demo community, where no other lives here; its courses always lie ahead."""
        found, problems = reading.read(DEMO)
        assert found is not None, problems
        found, seen, problems = pictures.see(found, DEMO.parent)
        assert not problems, problems
        await pictures.keep(seen, self.files)
        known = await self.db.read(communities.every)
        if all(community.slug == found.community.id for community in known):
            await self.db.write(lambda: loading.load_demo(found, now_ms(), self.settings.zone, lambda: secrets.token_hex(32)))
            [community] = await self.db.read(communities.every)
            for past in (demo_story, demo_round):
                await self.db.write(partial(past.tell, community.id, now_ms(), self.settings.zone))

    async def _until(self, stop: asyncio.Event, works: list[Coroutine[Any, Any, None]], server: uvicorn.Server) -> None:
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(work) for work in works]
        waiting: asyncio.Task[Any] = asyncio.create_task(stop.wait())
        done, _pending = await asyncio.wait([waiting, *tasks], return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        self.web.close()
        self.desk.live.close()
        for task in tasks[:-1]:
            task.cancel()
        waiting.cancel()
        await asyncio.gather(*tasks, waiting, return_exceptions=True)
        for task in done - {waiting}:
            task.result()

    async def _telegram(self, api: telegram.Api, channel: telegram.TelegramChannel, app: Starlette) -> None:
        settings = self.settings.telegram
        try:
            me = await telegram.introduce(api.bot)
            self.links.bot = me.username
            channel.username = me.username
            voices = [Voice(language, self.settings.zone) for language in LANGUAGES]
            intake = telegram.Intake(me, self.intake.receive, self._park, channel.toast, now_ms)
            if settings.mode == "webhook":
                secret = settings.webhook_secret or secrets.token_urlsafe(32)  # told to Telegram at each start
                path = urlsplit(settings.webhook_url).path or telegram.PATH
                app.router.routes.append(telegram.webhook_route(intake, secret, path))
                await telegram.use_webhook(api.bot, settings.webhook_url, secret)
                await telegram.publish_commands(api.bot, handlers.COMMANDS, voices)
                await asyncio.Event().wait()
            await telegram.use_polling(api.bot)
            publishing = asyncio.create_task(telegram.publish_commands(api.bot, handlers.COMMANDS, voices))
            try:
                await telegram.poll(api, intake, heard=self.heard)
            finally:
                publishing.cancel()
                await intake.settle()
        except telegram.BadToken as error:
            # The web chat goes on without Telegram.
            self.telegram_refused, self.heard = True, None
            log.error("%s", error)
            console.say(
                _("Telegram 不认这个令牌，先只开网页版。请从 @BotFather 重新复制到 [telegram] token，再重启。"), error=True
            )
            await asyncio.Event().wait()
        except TelegramError as error:
            self.telegram_refused, self.heard = True, None
            log.error("Telegram refused: %s", error)
            console.say(
                _(
                    "Telegram 不接受这样的设置（{error}），先只开网页版。请检查 [telegram] 一节，再重启。",
                    error=error.message,
                ),
                error=True,
            )
            await asyncio.Event().wait()

    async def _park(self, update_id: str, raw: str, error: str) -> None:
        await self.intake.park_unreadable("telegram", update_id, raw, error)


def settle_memory() -> None:
    """Spare the collector what lives as long as the service: looking at it again and again took 8 % of the time under load."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


class _Server(uvicorn.Server):
    """uvicorn without signal handlers of its own: the service stops all its parts together."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


async def serve(settings: Settings) -> None:
    """Run the service with these settings. Raises CannotStart, StorageError."""
    async with database(settings, alone=True) as db:
        with listen(settings.web.host, settings.web.port) as listening:
            port = listening.getsockname()[1]  # another than configured, where that is 0
            settings = replace(settings, web=replace(settings.web, port=port))
            service = Service(settings, db)
            await service.prepare()
            link = await link_at_start(db, settings, now_ms())
            for line in welcome(settings, link, telegram=service.api is not None):
                console.say(line)
            await service.run(listening)


def run(settings: Settings) -> None:
    """Run the service until it is told to stop."""
    if sys.platform != "win32":
        import uvloop

        uvloop.run(serve(settings))
    else:
        asyncio.run(serve(settings))
