"""What a play leaves behind, as far as it must be the same whichever way was taken."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, TypeAlias

from services.codes import LETTERS
from services.signin import PURPOSE
from storage.outbox import TOGETHER
from tests.conversations.play import CODE

Dump: TypeAlias = dict[str, list[dict[str, Any]]]

LINK = re.compile(rf"(?<=/in/)[{LETTERS}]+")
"""The code in a link to the desk."""
RANDOM = {"hash", "code", "token_hash"}
"""Columns made from randomness."""
OF_A_CHANNEL = {"channel", "external_id", "last_message", "last_tap", "chat", "message"}
"""Columns in a channel's own words: whom it knows by which id, which message was the newest, which button was tapped last."""


def dump(path: Path) -> Dump:
    """Every table, row by row."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
        names = [row["name"] for row in found if not row["name"].startswith(("sqlite_", "alembic_"))]
        return {name: [_plain(row) for row in connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2")] for name in names}


def _plain(row: sqlite3.Row) -> dict[str, Any]:
    values = dict(row)
    if values.get("purpose") == PURPOSE:  # beside the code of the link the hash of the one that is typed
        values.pop("detail")
    return {
        key: LINK.sub("{link}", CODE.sub("{code}", value)) if isinstance(value, str) else value
        for key, value in values.items()
        if key not in RANDOM
    }


def common(tables: Dump) -> Dump:
    """The dump without what is a channel's own: ids, update ids and ready payloads."""
    kept = {name: rows for name, rows in tables.items() if name != "inbox" and not name.startswith("web_")}
    # Replies are a channel's ready payloads, as many as it needs for one message: the transcript has shown what they say.
    place = {row["id"]: n for n, row in enumerate(row for row in kept["outbox"] if not row["ready"])}
    kept["outbox"] = [_placed(row, place) for row in kept["outbox"] if not row["ready"]]
    return {name: [_without(row, *OF_A_CHANNEL) for row in rows] for name, rows in kept.items()}


def _placed(row: dict[str, Any], place: dict[int, int]) -> dict[str, Any]:
    """A message that is no reply, named by its place among these: a channel has as many rows of its own between them as it needs."""
    cause, joined = row["cause"], row["together_id"]
    if cause.startswith(f"{TOGETHER}:"):
        _word, first, when = cause.split(":")
        cause = f"{TOGETHER}:{place[int(first)]}:{when}"
    return {**_without(row, "id"), "cause": cause, "together_id": None if joined is None else place[joined]}


def _without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in keys}
