"""What the service stands on: its database, alone or beside another process, and its port."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import filelock

from bot.settings import Settings
from language.text import _
from storage.sqlite import SQLite


class CannotStart(Exception):
    """The service cannot run here. `say` tells the operator why and what to do."""

    def __init__(self, say: Any) -> None:
        super().__init__(str(say))
        self.say = say


@contextlib.asynccontextmanager
async def database(settings: Settings, *, alone: bool) -> AsyncIterator[SQLite]:
    """The database of these settings, open. `alone` refuses where a service runs on it already; raises CannotStart for that."""
    path = settings.database
    lock = filelock.FileLock(f"{path}.lock")
    if alone:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except filelock.Timeout:
            raise CannotStart(
                _("邻里客厅已经在运行了，用的是同一份数据：{path}。请先停掉它，或换一个 storage.url。", path=str(path))
            ) from None
        except OSError as error:
            raise CannotStart(
                _(
                    "{folder} 里写不了数据（{error}）。请检查权限，或换一个 storage.url。",
                    folder=str(path.parent),
                    error=error.strerror or "",
                )
            ) from error
    db = await SQLite.open(path)
    try:
        yield db
    finally:
        await db.close()
        lock.release()


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises CannotStart."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listening = socket.create_server((host, port), family=family, backlog=1024)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # asyncio leaves that to us for a socket of our own
        return listening
    except OSError as error:
        raise CannotStart(
            _(
                "{host}:{port} 用不了（{error}）。请换一个端口，例如 LINLI_WEB__PORT=8081。",
                host=host,
                port=port,
                error=error.strerror or "",
            )
        ) from error
