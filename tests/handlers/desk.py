"""An office for the stories about staff: a world, its people on their phones, and short ways to act and to look."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from conversation.intake import ALBUM_MS
from storage import accounts
from storage.accounts import Account
from tests.conversations.directions import Stage, follow
from tests.conversations.phones import Shown
from tests.conversations.plain import Engine
from tests.conversations.script import Kind, Sends
from tests.conversations.world import BETWEEN_ACTS_MS

MONDAY = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001  # local on purpose
REMEMBERED = (
    "community", "person", "kinship", "consent", "role", "code", "audit", "course", "session", "enrolment", "attendance", "pause",
    "interest", "draw", "draw_entry", "parked", "errand", "courier_day", "route", "meal_drop",
    "cases", "case_event", "case_follower",
    "interest", "draw", "draw_entry", "parked", "errand", "courier_day", "route", "meal_drop", "team", "team_member", "team_wish",
    "duty", "shift", "shift_place", "shift_swap",
)  # fmt: skip
"""What is remembered of the neighbourhood: every table but those of the conversation itself."""


class Office:
    """The service, and everybody's phone."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.world = engine.world

    def at(self, words: str) -> None:
        """Let the time pass until then (local)."""
        self.world.wait_until(datetime.fromisoformat(words))

    async def happens(self, direction: str) -> None:
        """What stands in a transcript behind an asterisk."""
        await follow(direction, Stage(self.world, self.engine.db, self.engine.enter))

    async def account(self, name: str) -> Account:
        """Somebody's account."""
        found = await self.engine.db.read(lambda: accounts.find("plain", name))
        assert found
        return found

    async def person(self, name: str) -> int:
        """Somebody's id."""
        return (await self.account(name)).person_id

    async def says(self, who: str, *said: str) -> Shown:
        """Somebody types, one after the other; returns the last thing on their screen."""
        for words in said:
            self.world.now_ms += BETWEEN_ACTS_MS
            await self.engine.says(who, words, "")
            await self.engine.settle()
        return self.shown(who)

    async def sends(self, who: str, kind: Kind, what: str = "", times: int = 1) -> Shown:
        """Somebody sends something that is no text, `what` beside it; returns the last thing on their screen."""
        self.world.now_ms += BETWEEN_ACTS_MS
        await self.engine.sends(who, Sends("", who, kind, what, times))
        if times > 1:
            self.world.now_ms += ALBUM_MS
        await self.engine.settle()
        return self.shown(who)

    async def taps(self, who: str, *labels: str) -> Shown:
        """Somebody taps, one after the other; returns the last thing on their screen."""
        for label in labels:
            self.world.now_ms += BETWEEN_ACTS_MS
            message, button = self.engine.phones[who].button(label)
            await self.engine.taps(who, message, button)
            await self.engine.settle()
        return self.shown(who)

    def shown(self, who: str) -> Shown:
        """The last thing on somebody's screen."""
        return self.engine.phones[who].messages[-1]

    def rows(self, query: str, values: dict[str, Any] | None = None) -> list[Any]:
        """What stands in the database."""
        connection = sqlite3.connect(self.world.path)
        try:
            return connection.execute(query, values or {}).fetchall()
        finally:
            connection.close()

    def remembered(self) -> dict[str, list[Any]]:
        """Everything that is remembered of the neighbourhood."""
        return {table: self.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in REMEMBERED}

    def acts(self) -> list[str]:
        """What the audit trail says was done, the oldest first."""
        return [action for (action,) in self.rows("SELECT action FROM audit ORDER BY id")]
