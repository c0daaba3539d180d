"""Taps to done: how many acts somebody needs to get something done, counted in the transcripts.

    python -m tests.conversations.taps

prints the table of all of them. It plays nothing: that the acts lead where they should is what the plays show.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conversations import script
from tests.conversations.script import Act, Done, Says, Script, Sends, Taps, Task

HEAD = "| service | somebody | taps | at most | transcript |\n|---|---|---:|---:|---|\n"


@dataclass(frozen=True)
class Count:
    """How many acts a task took in the transcript of that name."""

    task: Task
    acts: int
    name: str


def counted(read: Script) -> list[Count]:
    """What is got done in a transcript, in its order. What is typed or sent counts like a tap, the first act as well.

    Raises ValueError if something takes more acts than it may, or its beginning and end do not belong together.
    """
    try:
        return list(_counted(read))
    except ValueError as error:
        raise ValueError(f"{read.name}.txt: {error}") from None


def table(counts: Iterable[Count]) -> str:
    """All of them by service, in Markdown."""
    rows = sorted(counts, key=lambda count: count.task.service)
    return HEAD + "".join(
        f"| {count.task.service} | {count.task.does} | {count.acts} | {count.task.most} | {count.name} |\n" for count in rows
    )


def everywhere() -> list[Count]:
    """What is got done in all transcripts."""
    return [count for path in transcripts() for count in counted(script.read(path))]


def transcripts() -> list[Path]:
    """The transcripts' files, by name."""
    return sorted(Path(__file__).parent.glob("*.txt"))


def _counted(read: Script) -> Iterator[Count]:
    task: Task | None = None
    acts = 0
    for step in read.steps:
        if isinstance(step, Task):
            if task:
                raise ValueError(f"{step.line!r} begins before {task.line!r} is done")
            task, acts = step, 0
        elif isinstance(step, Done):
            if not task:
                raise ValueError("something is done that was not begun")
            if not acts:
                raise ValueError(f"{task.line!r} is done, but {task.who} did nothing")
            if acts > task.most:
                raise ValueError(f"{task.who} {task.does}: that takes {acts} taps, and may take {task.most}")
            yield Count(task, acts, read.name)
            task = None
        elif task and isinstance(step, Says | Taps | Sends) and step.who == task.who:
            acts += _times(step)
    if task:
        raise ValueError(f"{task.line!r} is never done")


def _times(act: Act) -> int:
    if isinstance(act, Says):
        return act.times
    return 2 if isinstance(act, Taps) and act.twice else 1


if __name__ == "__main__":
    print(table(everywhere()), end="")  # noqa: T201  # printed on purpose
