"""The real program as its operator runs it: a folder, a config.toml, a process that can be killed."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CLASSES = ("瑜伽", "声乐", "书法", "太极", "烘焙", "剪辑", "插花")
STOPS_WITHIN_S = 10.0


def environment(**more: str) -> dict[str, str]:
    """A terminal in Chinese, without settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LINLI_", "LC_", "LANG"))}
    return {**kept, "PYTHONUTF8": "1", **more}


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probing:
        return int(probing.getsockname()[1])


def community(classes: int = 2, seats: int = 5, draw: bool = False) -> str:
    """A community file whose classes begin in a month; with `draw`, the first of them is drawn."""
    starts = datetime.now(UTC).date() + timedelta(days=30)
    text = '[community]\nid = "xiaojunshan"\nname = "小军山社区"\nphone = "027-84690000"\n'
    for n, title in enumerate(CLASSES[:classes]):
        text += f'[[courses]]\nid = "c{n}"\ntitle = "{title}"\nteacher = "林老师"\nplace = "二楼"\nseats = {seats}\n'
        text += f'starts = "{starts} 19:00"\nminutes = 90\nsessions = 4\nevery = "week"\n'
        if draw and n == 0:
            text += f'mode = "draw"\ncloses = "{starts - timedelta(days=1)} 12:00"\n'
    return text


@dataclass
class House:
    """The program in a folder of its own. `log` is what every run of it has said."""

    folder: Path
    port: int = field(default_factory=free_port)
    telegram: tuple[str, str] | None = None
    process: asyncio.subprocess.Process | None = None

    def __post_init__(self) -> None:
        lines = ["[storage]", 'url = "sqlite:///data/linli.db"', "[web]", 'host = "127.0.0.1"', f"port = {self.port}"]
        lines += ["[demo]", "enabled = false", "[reminders]", 'quiet_from = "00:00"', 'quiet_until = "00:00"']
        if self.telegram:
            token, base_url = self.telegram
            lines += ["[telegram]", f'token = "{token}"', f'base_url = "{base_url}"', "messages_per_second = 10000"]
        self.config.write_text("\n".join(lines), "utf-8")

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def database(self) -> Path:
        return self.folder / "data" / "linli.db"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text("utf-8") if path.exists() else ""

    async def command(self, *arguments: str, **more: str) -> tuple[int, str]:
        """Run a command to its end; its exit code and everything it said."""
        process = await asyncio.create_subprocess_exec(
            *self._program(arguments), cwd=ROOT, env=environment(**more),
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _nothing = await process.communicate()
        return process.returncode or 0, said.decode()

    async def load(self, text: str) -> None:
        """Load a community."""
        file = self.folder / "community.toml"
        file.write_text(text, "utf-8")
        code, said = await self.command("load", str(file))
        assert code == 0, said

    async def start(self) -> None:
        """Start the service, without waiting for it."""
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *self._program(("run",)), cwd=ROOT, env=environment(), stdout=log, stderr=log
            )

    async def kill(self) -> None:
        """End the service as a power cut does."""
        assert self.process is not None
        self.process.kill()
        assert await self.process.wait() == -signal.SIGKILL, self.log

    async def stop(self) -> int:
        """End the service as its operator does; its exit code."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        async with asyncio.timeout(STOPS_WITHIN_S):
            return await self.process.wait()

    async def clear(self) -> None:
        """Leave nothing running behind, whatever became of the story."""
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()

    def _program(self, arguments: Sequence[str]) -> list[str]:
        return [sys.executable, "-m", "bot", arguments[0], "--config", str(self.config), *arguments[1:]]
