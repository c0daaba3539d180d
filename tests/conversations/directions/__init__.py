"""Stage directions: what happens beside the chat, or had happened before. Each is one sentence after `* ` in a transcript.

`python -m tests.conversations.directions` lists them all, as the functions of these modules describe them.
"""

from __future__ import annotations

from tests.conversations.directions import cases, council, courses, meals, people, volunteers
from tests.conversations.directions.stage import DIRECTIONS, Stage

MODULES = (people, courses, meals, cases, council, volunteers)


async def follow(words: str, stage: Stage) -> None:
    """Do what the direction says. Raises ValueError where it says nothing known, or could mean two things."""
    meant = [(does, found.groups()) for pattern, does in DIRECTIONS if (found := pattern.fullmatch(words))]
    if len(meant) != 1:
        raise ValueError(f"{'no' if not meant else 'more than one'} such direction: {words!r} (see {__name__})")
    [(does, groups)] = meant
    await does(stage, *groups)


def listed() -> str:
    """Every direction as it is written, with what it means, by subject."""
    lines: list[str] = []
    for module in MODULES:
        lines += [f"# {module.__doc__}"]
        lines += [f"* {line}" for _pattern, does in DIRECTIONS if does.__module__ == module.__name__ for line in examples(does)]
        lines += [""]
    return "\n".join(lines)


def examples(does: object) -> list[str]:
    """The lines of a direction's docstring: each is a sentence, and what it means behind a dash."""
    return [line.strip() for line in (does.__doc__ or "").strip().splitlines()]


__all__ = ["DIRECTIONS", "Stage", "examples", "follow", "listed"]
