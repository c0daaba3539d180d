"""The format of transcripts: reading what people do in one, and printing what they see.

Only what people do is read; what Linli says is printed anew from a play and compared with the file as text. See README.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias, cast


@dataclass(frozen=True)
class Note:
    """An explanation or an empty line, kept as it is."""

    line: str


@dataclass(frozen=True)
class Clock:
    """The local time from here on."""

    line: str
    at: datetime


@dataclass(frozen=True)
class Direction:
    """What happens beside the chat: `words` are understood by `directions`."""

    line: str
    words: str


@dataclass(frozen=True)
class Says:
    """Somebody types, `times` times in one go, perhaps in a group."""

    line: str
    who: str
    text: str
    group: str = ""
    times: int = 1


@dataclass(frozen=True)
class Taps:
    """Somebody taps the button whose label contains `label`: on the newest message with buttons, or on an older one."""

    line: str
    who: str
    label: str
    twice: bool = False
    earlier: bool = False


Kind: TypeAlias = Literal["photo", "voice message", "sticker", "contact", "location", "sheet", "text file"]


@dataclass(frozen=True)
class Sends:
    """Somebody sends something that is no text; `what` is the number of a contact, the place of a location, the words in a file or
    beside a photo. More than one at once are an album."""

    line: str
    who: str
    kind: Kind
    what: str = ""
    times: int = 1


@dataclass(frozen=True)
class Task:
    """From here on somebody is about to get something done, in `most` acts at most: they are counted, see `taps`."""

    line: str
    service: str
    who: str
    does: str
    most: int


@dataclass(frozen=True)
class Done:
    """Here it is done. The line is printed with the count."""

    line: str


ROW = 100
"""Columns of a line of buttons; a Chinese character takes two."""

Act: TypeAlias = Says | Taps | Sends
Step: TypeAlias = Note | Clock | Direction | Task | Done | Act


@dataclass(frozen=True)
class Script:
    """What happens in one transcript."""

    name: str
    steps: tuple[Step, ...]

    @property
    def acts(self) -> list[Act]:
        """What people do."""
        return [step for step in self.steps if isinstance(step, Says | Taps | Sends)]

    def has(self, *features: str) -> set[str]:
        """Which of the features appear: "group", "flood", "sticker", "caption", "album"."""
        found = {"group": any(isinstance(act, Says) and act.group for act in self.acts)}
        found["flood"] = any(isinstance(act, Says) and act.times > 1 for act in self.acts)
        found["sticker"] = any(isinstance(act, Sends) and act.kind == "sticker" for act in self.acts)
        photos = [act for act in self.acts if isinstance(act, Sends) and act.kind == "photo"]
        found["caption"] = any(act.what for act in photos)
        found["album"] = any(act.times > 1 for act in photos)
        return {feature for feature in features if found[feature]}


_CLOCK = re.compile(r"@ (\d{4}-\d\d-\d\d \d\d:\d\d)")
_TASK = re.compile(r"> ([^:]+): (\S+) (.+), at most (\d+)")
_DONE = re.compile(r"< done( in \d+)?")
_TAPS = re.compile(r"(\S+) taps (.+?)( twice)?( on an earlier message)?")
_MANY = re.compile(r"(\S+) says (.+) (\d+) times")
_SENDS = re.compile(
    r"(\S+) sends (?:an? (photo|voice message|sticker)|(?:her|his) (contact) (\S+)|a (location) (\S+)|a (sheet|text file): (.+)"
    r"|a photo: (.+)|(\d) photos at once)"
)
_SAYS = re.compile(r"([^\s:]+)(?: in (\S+))?: (.+)")
_SAID = re.compile(r"Linli( →| toasts|:)|  \S")


def read(path: Path) -> Script:
    """The script of a transcript. Raises ValueError with file and line where it cannot be read."""
    return Script(path.stem, tuple(_steps(path)))


def _steps(path: Path) -> Iterator[Step]:
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, 1):
        if _SAID.match(line):
            continue
        following = next((later for later in lines[number:] if later), "")
        if not line and following.startswith("  "):
            continue  # an empty line within a message
        try:
            yield _step(line)
        except ValueError as error:
            raise ValueError(f"{path.name}:{number}: {error}") from error


def _step(line: str) -> Step:
    if not line or line.startswith("#"):
        return Note(line)
    if line.startswith("* "):
        return Direction(line, line[2:])
    if line.startswith("@"):
        if found := _CLOCK.fullmatch(line):
            return Clock(line, datetime.strptime(found[1], "%Y-%m-%d %H:%M"))  # noqa: DTZ007  # local on purpose
    elif found := _TASK.fullmatch(line):
        return Task(line, found[1], found[2], found[3], int(found[4]))
    elif _DONE.fullmatch(line):
        return Done(line)
    elif found := _SENDS.fullmatch(line):
        kind = cast(Kind, found[2] or found[3] or found[5] or found[7] or "photo")
        return Sends(line, found[1], kind, _whole(found[4] or found[6] or found[8] or found[9] or ""), int(found[10] or 1))
    elif found := _MANY.fullmatch(line):
        return Says(line, found[1], found[2], times=int(found[3]))
    elif found := _SAYS.fullmatch(line):
        return Says(line, found[1], _whole(found[3]), found[2] or "")
    elif found := _TAPS.fullmatch(line):
        return Taps(line, found[1], found[2], bool(found[3]), bool(found[4]))
    raise ValueError(f"what does this mean? {line!r} (README.md beside it tells what can be written)")


def _whole(words: str) -> str:
    r"""What is written in one line with \n and \t has several, and cells."""
    return words.replace("\\n", "\n").replace("\\t", "\t")


def said(text: str, labels: list[str], file: str, to: str) -> list[str]:
    """One message as it is printed; `to` names the one it is for, where that is not who acted."""
    first, *rest = text.splitlines() or [""]
    start = f"Linli → {to}: " if to else "Linli: "
    lines = [f"{start}{first}".rstrip(), *(f"  {line}" if line else "" for line in rest)]
    if file:
        lines.append(f"  ({file})")
    return lines + _rows(labels)


def _rows(labels: list[str]) -> list[str]:
    """The buttons, as many in a line as are easily read."""
    rows: list[str] = []
    for label in labels:
        if rows and _width(rows[-1]) + _width(label) < ROW:
            rows[-1] += f" [{label}]"
        else:
            rows.append(f"  [{label}]")
    return rows


def _width(text: str) -> int:
    return sum(1 if character.isascii() else 2 for character in text)
