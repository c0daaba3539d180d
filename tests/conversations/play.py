"""Plays a script through one of the ways in, and writes down what people see: the transcript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol

from conversation.intake import ALBUM_MS
from services.codes import LENGTH, LETTERS
from storage.database import Database
from tests.conversations import directions
from tests.conversations.directions import Stage
from tests.conversations.phones import Button, Phones, Seen, Shown, Toast
from tests.conversations.script import Act, Clock, Direction, Done, Note, Says, Script, Sends, Step, Taps, Task, said
from tests.conversations.taps import counted
from tests.conversations.world import BETWEEN_ACTS_MS, World

CODE = re.compile(rf"(?<![A-Z0-9])[{LETTERS}]{{{LENGTH}}}(?![A-Z0-9])|(?<=【)\d{{6}}(?=】)")
"""One-time codes and the six digits of a roll call differ from play to play: they are printed as {code}, and {code} in what
somebody types is the newest."""

MOST_LINES = 25
"""How much of the transcript is shown where it cannot go on."""


class Variant(Protocol):
    """A way in: how what people do reaches the house, and how what it says reaches their screens."""

    world: World
    phones: Phones

    @property
    def db(self) -> Database: ...

    @property
    def lacks(self) -> tuple[str, ...]:
        """Features of scripts (see `Script.has`) that cannot be played this way."""

    async def enter(self, who: str) -> tuple[str, str]:
        """Somebody opens the chat. Returns the channel and the person's id on it."""

    async def says(self, who: str, text: str, group: str) -> None:
        """Somebody types, in a group where one is named."""

    async def taps(self, who: str, message: Shown, button: Button) -> None:
        """Somebody taps a button that sends data."""

    async def sends(self, who: str, act: Sends) -> None:
        """Somebody sends something else."""

    async def settle(self) -> None:
        """Whatever is due has been done, sent and shown."""


async def play(script: Script, variant: Variant) -> str:
    """Play the whole script; returns the transcript. Raises ValueError if something takes more acts than it may."""
    player = _Player(variant, [count.acts for count in counted(script)])
    for step in script.steps:
        try:
            await player.take(step)
        except (AssertionError, ValueError) as error:
            so_far = "\n".join(player.lines[-MOST_LINES:])
            raise AssertionError(f"{script.name}.txt cannot go on with {step.line!r}: {error}\n\n{so_far}") from None
    return "\n".join(player.lines) + "\n"


class _Player:
    def __init__(self, variant: Variant, counts: Iterable[int]) -> None:
        self.variant = variant
        self.counts = iter(counts)
        self.lines: list[str] = []
        self.speaker = ""
        self.code = "{code}"

    async def take(self, step: Step) -> None:
        if isinstance(step, Note | Task):
            self.lines.append(step.line)
            return
        if isinstance(step, Done):
            self.lines.append(f"< done in {next(self.counts)}")
            return
        world = self.variant.world
        if isinstance(step, Clock):
            world.wait_until(step.at)
        elif not isinstance(step, Direction):
            world.now_ms += BETWEEN_ACTS_MS
        self.lines.append(step.line)
        if isinstance(step, Direction):
            self.speaker = ""
            await directions.follow(step.words, Stage(world, self.variant.db, self.variant.enter))
        elif not isinstance(step, Clock):
            self.speaker = step.who
            await self._act(step)
        await self.variant.settle()
        self._write_news()

    async def _act(self, act: Act) -> None:
        if isinstance(act, Says):
            for _again in range(act.times):
                await self.variant.says(act.who, act.text.replace("{code}", self.code), act.group)
        elif isinstance(act, Sends):
            await self.variant.sends(act.who, act)
            if act.times > 1:
                self.variant.world.now_ms += ALBUM_MS  # an album is whole once no more of it comes for so long
        else:
            message, button = self.variant.phones[act.who].button(act.label, earlier=act.earlier)
            for _again in range(2 if act.twice else 1):
                if button.data:
                    await self.variant.taps(act.who, message, button)
                else:
                    await self.variant.says(act.who, button.label, "")

    def _write_news(self) -> None:
        blocks = [list(self._written(who, seen)) for who, seen in self.variant.phones.news(self.speaker)]
        for block, same in groupby(blocks):
            times = len(list(same))
            self.lines += block + ([f"  ({times} times)"] if times > 1 else [])

    def _written(self, who: str, seen: Seen) -> Iterator[str]:
        to = "" if who == self.speaker else who
        if isinstance(seen, Toast):
            yield f"Linli toasts: {seen.text}"
            return
        for code in CODE.findall(seen.text):
            self.code = code
        labels = [button.label for button in seen.buttons]
        yield from said(CODE.sub("{code}", seen.text), labels, seen.file, to)


__all__ = ["Taps", "Variant", "play"]
