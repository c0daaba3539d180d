"""One round of one bot, and what every measurement here needs: a loop, a bot that polls, its end."""

from __future__ import annotations

import asyncio
import signal
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from bench.bots import Bot, Running
from bench.fake_api import FakeApi
from bench.load import Crowd, Figures
from bench.place import NoStart, Start

T = TypeVar("T")


def run_loop(main: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Run on uvloop where it is installed, so that the harness takes as little of the machine as it can.

    A SIGTERM ends the measurement like Ctrl-C does: the bot under test is stopped and its folder removed first.
    """

    async def stoppable() -> T:
        task = asyncio.current_task()
        assert task
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        return await main()

    try:
        import uvloop
    except ImportError:
        run: Callable[[Coroutine[Any, Any, T]], T] = asyncio.run
    else:
        run = uvloop.run
    try:
        return run(stoppable())
    except (asyncio.CancelledError, KeyboardInterrupt):
        sys.exit(130)


async def first_poll(api: FakeApi, running: Running, seconds: float = 30.0) -> None:
    """Wait for the bot's first getUpdates. Raises NoStart when it ends or takes too long."""
    for _ in range(int(seconds * 10)):
        try:
            await asyncio.wait_for(api.polled.wait(), 0.1)
            return
        except TimeoutError:
            if not running.alive():
                break
    raise NoStart(running.tail())


async def measure(bot: Bot, residents: int = 64, actions: int = 10_000, seconds: float = 8.0) -> Figures:
    """One round of one bot: an empty folder, a fresh process, so many answered actions. Raises NoStart."""
    api = FakeApi()
    await api.open()
    try:
        with tempfile.TemporaryDirectory(prefix="linli-bench-") as folder:
            start = Start(Path(folder), api.port)
            bot.prepare(start)
            with Running(bot, start) as running:
                await first_poll(api, running)
                crowd = Crowd(api, bot.script, at_once=residents, actions=actions, seconds=seconds)
                figures = await crowd.run()
                figures.memory_mb = running.peak_memory_mb()
                running.stop(patience_s=1.0)  # its data is thrown away
                if not figures.actions:
                    raise NoStart("it polls, but nobody got an answer:\n" + running.tail())
    finally:
        await api.close()
    return figures
