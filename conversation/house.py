"""What the engine needs to know of the rest of the house, handed to it at start."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from conversation.flows import Entry, Flows
from language.catalogue import LANGUAGES, SOURCE, Voice
from language.message import Incoming, Outgoing
from language.text import Text
from storage.sql import Query

Render: TypeAlias = Callable[[Outgoing, Voice], list[str]]
ABANDONED_MS = 24 * 3_600_000


async def _nobody(person_id: int) -> Entry | None:
    return None


@dataclass(frozen=True)
class House:
    """The flows, and which of them answers what no question asked for.

    `menu` are the labels of the persistent keyboard with their commands. `entry` finds the flow for words or files that came
    unasked. `understands` tells whether words or files are clearly a wish of their own, even while a question is open. `first` wraps what a
    newcomer wanted into the welcome. `listener(person_id)` is the flow that hands on what answers nothing to somebody with whom the
    person talks; None where there is nobody. `trouble(person_id, flow, cause, now_ms)` tells staff of a conversation that failed twice.
    """

    flows: Flows
    zone: ZoneInfo
    renderers: Mapping[str, Render]
    menu: Sequence[tuple[Text, str]]
    home: Entry
    entry: Callable[[Incoming], Entry]
    understands: Callable[[Incoming], bool]
    first: Callable[[Entry], Entry]
    trouble: Callable[[int, str, str, int], Coroutine[Query, Any, None]]
    listener: Callable[[int], Coroutine[Query, Any, Entry | None]] = _nobody

    def voice(self, language: str) -> Voice:
        """The voice for a person's language, in the community's time."""
        return self._voices.get(language) or self._voices[SOURCE]

    def menu_command(self, text: str) -> str | None:
        """The command behind a label of the persistent keyboard, in any language; None where the text is none."""
        return self._menu_commands.get(text)

    @cached_property
    def _voices(self) -> dict[str, Voice]:
        return {language: Voice(language, self.zone) for language in LANGUAGES}

    @cached_property
    def _menu_commands(self) -> dict[str, str]:
        return {voice.say(label): command for voice in self._voices.values() for label, command in self.menu}
