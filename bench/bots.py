"""The bots that are measured: how each is started, how a resident signs up with it, and what it keeps of an unfinished answer."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench import linli
from bench.fake_api import TOKEN
from bench.load import Rule, Script
from bench.place import ROOT, Start, own_environment

HERE = Path(__file__).parent
PEER_PYTHON = HERE / ".venv" / "bin" / "python"
GRAMMY = HERE / "peers" / "grammy"


@dataclass(frozen=True)
class Bot:
    """One row of the table. `command` is what to execute; `prepare` is run once in the folder before it; `missing` says what lacks."""

    name: str
    title: str
    command: Callable[[Start], list[str]]
    script: Script
    keeps: str
    prepare: Callable[[Start], None] = lambda start: None
    missing: Callable[[], str] = lambda: ""
    environment: dict[str, str] = field(default_factory=dict)


FOUR_QUESTIONS = Script(
    opening="/courses",
    rules=(
        Rule("done", says="报名成功"),
        Rule("tap", offers="确认报名"),
        Rule("type", "张汉梅 13800138000", says="怎么称呼"),
        Rule("tap"),
    ),
)

BOTS = {
    bot.name: bot
    for bot in (
        Bot("linli", "Linli", linli.command, linli.SCRIPT, "every step (SQLite, FULL)", linli.prepare),
        Bot(
            "ptb",
            "python-telegram-bot ConversationHandler + aiosqlite",
            lambda start: [sys.executable, "-m", "bench.peers.ptb"],
            FOUR_QUESTIONS,
            "the finished sign-up",
        ),
        Bot(
            "aiogram",
            "aiogram FSM + aiosqlite",
            lambda start: [str(PEER_PYTHON), "-m", "bench.peers.aiogram_bot"],
            FOUR_QUESTIONS,
            "the finished sign-up",
            missing=lambda: "" if PEER_PYTHON.exists() else "bench/.venv could not be made",
        ),
        Bot(
            "aiogram-uvloop",
            "aiogram FSM + aiosqlite, on uvloop",
            lambda start: [str(PEER_PYTHON), "-m", "bench.peers.aiogram_bot"],
            FOUR_QUESTIONS,
            "the finished sign-up",
            missing=lambda: "" if PEER_PYTHON.exists() else "bench/.venv could not be made",
            environment={"BENCH_UVLOOP": "1"},
        ),
        Bot(
            "grammy",
            "grammY conversations + concurrent runner + better-sqlite3",
            lambda start: ["node", str(GRAMMY / "bot.mjs")],
            FOUR_QUESTIONS,
            "the finished sign-up",
            missing=lambda: missing_grammy(),
        ),
        Bot(
            "nothing",
            "a bot that does nothing (the harness's ceiling)",
            lambda start: [sys.executable, "-m", "bench.peers.nothing"],
            FOUR_QUESTIONS,
            "nothing",
        ),
    )
}


def missing_grammy() -> str:
    """Why the grammY peer cannot run here, "" when it can."""
    if not shutil.which("node"):
        return "Node is not installed"
    addon = GRAMMY / "node_modules" / "better-sqlite3" / "build" / "Release" / "better_sqlite3.node"
    return "" if addon.exists() else "better-sqlite3 could not be built"


def install_peers() -> None:
    """Install the pinned peers once, apart from the service's own packages. What cannot be installed shows up as missing."""
    if not PEER_PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(HERE / ".venv")], check=False)
        pip = [str(PEER_PYTHON), "-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt")]
        if subprocess.run(pip, check=False).returncode:
            shutil.rmtree(HERE / ".venv", ignore_errors=True)
    if shutil.which("npm") and missing_grammy():
        npm = ["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(npm, cwd=GRAMMY, check=False)


class Running:
    """A bot's process, from its start to its end; used as a context manager."""

    def __init__(self, bot: Bot, start: Start) -> None:
        self._log = (start.folder / "log").open("ab")
        self.log = start.folder / "log"
        surroundings = {
            "BENCH_API": start.api,
            "BENCH_TOKEN": TOKEN,
            "BENCH_DB": str(start.folder / "peer.db"),
            "PYTHONUNBUFFERED": "1",
        }
        command = bot.command(start)
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**own_environment(), **surroundings, **bot.environment},
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def peak_memory_mb(self) -> float:
        """The most memory the process has held so far (resident set), 0 where the system does not tell."""
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text()
        except OSError:
            return 0.0
        line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
        return int(line.split()[1]) / 1024

    def alive(self) -> bool:
        return self._process.poll() is None

    def tail(self) -> str:
        """The last lines of what it printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self, patience_s: float = 10.0) -> None:
        """End the process: politely, and when patience ends by force. Stopping twice is harmless."""
        if self.alive():
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(patience_s)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
