"""Every transcript, through every way in: the same conversation and the same database."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.conversations import script, taps
from tests.conversations.crashing import Crashing, EveryBoundary
from tests.conversations.database import Dump, common, dump
from tests.conversations.on_telegram import OnTelegram
from tests.conversations.on_web import OnWeb
from tests.conversations.plain import Engine, Reloaded, Twice
from tests.conversations.play import Variant, play
from tests.conversations.script import Clock, Script
from tests.conversations.world import World

SCRIPTS = taps.transcripts()
README = Path(__file__).parents[2] / "README.md"
CRASHED_EVERYWHERE = ("waiting_list", "child_care")
"""These two die before every statement; the others at a few of them, which differ from act to act."""
Open = Callable[[World], AbstractAsyncContextManager[Variant]]

_expected: dict[Path, Dump] = {}
"""The database that the engine leaves, by transcript: played once a run."""

every_transcript = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)


@every_transcript
async def test_engine(path: Path, tmp_path: Path, update: bool) -> None:
    transcript, _expected[path] = await _played(script.read(path), Engine.open, tmp_path)
    if update:
        path.write_text(transcript, encoding="utf-8")
    same(transcript, path.read_text(encoding="utf-8"))


@every_transcript
async def test_everything_reloaded_between_turns(path: Path, tmp_path: Path) -> None:
    await _same_as_the_engine(path, Reloaded.open, tmp_path)


@every_transcript
async def test_every_update_delivered_twice(path: Path, tmp_path: Path) -> None:
    await _same_as_the_engine(path, Twice.open, tmp_path)


@every_transcript
async def test_crashes(path: Path, tmp_path: Path) -> None:
    way = EveryBoundary if path.stem in CRASHED_EVERYWHERE else Crashing
    await _same_as_the_engine(path, way.open, tmp_path)


@every_transcript
async def test_telegram(path: Path, tmp_path: Path) -> None:
    await _same_as_the_engine(path, OnTelegram.open, tmp_path, across_channels=True)


@every_transcript
async def test_web(path: Path, tmp_path: Path) -> None:
    await _same_as_the_engine(path, OnWeb.open, tmp_path, across_channels=True)


def test_the_readme_shows_the_taps_to_done(update: bool) -> None:
    table = taps.table(taps.everywhere())
    if update:
        shown = re.compile(rf"{re.escape(taps.HEAD)}(?:\|.*\n)*")
        README.write_text(shown.sub(lambda _old: table, README.read_text(encoding="utf-8")), encoding="utf-8")
    assert f"\n\n{table}\n" in README.read_text(encoding="utf-8"), "run make transcripts, and look at what changed"


def same(found: str, expected: str) -> None:
    """Assert that two texts are the same, showing only where they differ."""
    if found != expected:
        lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), "expected", "found", lineterm="", n=6)
        pytest.fail("\n".join(lines), pytrace=False)


def listed(left: Dump) -> str:
    """A database as text, a line a row."""
    return "\n".join(f"{table}: {row}" for table, rows in left.items() for row in rows)


async def _same_as_the_engine(path: Path, way: Open, folder: Path, *, across_channels: bool = False) -> None:
    read = script.read(path)
    transcript, left = await _played(read, way, folder / "way")
    same(transcript, path.read_text(encoding="utf-8"))
    if path not in _expected:
        _expected[path] = (await _played(read, Engine.open, folder / "engine"))[1]
    expected = _expected[path]
    same(listed(common(left) if across_channels else left), listed(common(expected) if across_channels else expected))


async def _played(read: Script, way: Open, folder: Path) -> tuple[str, Dump]:
    """The transcript of a play, and the database that it leaves."""
    folder.mkdir(exist_ok=True)
    start = next(step for step in read.steps if isinstance(step, Clock))
    world = await World.make(folder, start.at)
    async with way(world) as variant:
        if lacking := read.has(*variant.lacks):
            pytest.skip(f"no {' and no '.join(sorted(lacking))} this way")
        transcript = await play(read, variant)
    return transcript, dump(world.path)
