"""Where a bot under test works."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


class NoStart(Exception):
    """A bot did not come up or does not answer; the text says what it printed last."""


@dataclass(frozen=True)
class Start:
    """Where a bot shall work: its own empty folder, the fake Bot API, and the messages per second it may send (0: no pacing)."""

    folder: Path
    port: int
    messages_per_second: int = 0

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def free_port() -> int:
    """A port of the loopback interface that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def own_environment() -> dict[str, str]:
    """This process's environment without what would configure Linli: the bench writes its own configuration."""
    return {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
