"""Replay: run a flow from its top, feeding it the journalled answers, up to where it must wait or ends.

The flow is driven by hand with `send()`. It may yield three things: a `Query` (handed on to whoever drives the turn, so that
the flow's reads share the turn's transaction), an `Ask`, and a `Become`. Anything else awaited (a sleep, a lock, HTTP) shows up
here as a foreign object and is named at once, with the flow and the question, instead of holding up everyone's commit.

Rules kept here, which make a replay safe:
- An answer is fed only to the question it was given to: same key, same kind, same subjects, same facts (`Question.mark`).
- The message just received answers only the question that was on the screen, as it was on the screen.
- The first write ends the asking: a question after it is a mistake in the flow, reported by name.
- What was said before an answered question has been shown in an earlier turn and is not said again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conversation.chat import Ask, Become, Chat, Told
from conversation.errors import AskedAfterActing, AskedTwice, AwaitedSomethingElse
from conversation.flows import Entry, Flow
from conversation.journal import Answer, Journal, Shown
from conversation.questions import Fetch, Given, Gone, Question, Refusal
from language.message import Attached
from language.text import Saying, _
from storage.sql import Query


@dataclass(frozen=True, slots=True)
class Waiting:
    """The flow waits for an answer to `question`. `note` says first why it is asked (again); `fetch` is a file in which it was given."""

    question: Question[Any]
    path: tuple[str, ...]
    note: Saying = ""
    foreign: bool = False
    fetch: Attached | None = None


@dataclass(frozen=True, slots=True)
class Finished:
    """The flow has ended."""


@dataclass(frozen=True, slots=True)
class Turned:
    """The flow goes on as another."""

    entry: Entry


async def replay(
    flow: Flow, args: dict[str, Any], chat: Chat, journal: Journal, shown: Shown | None = None, given: Given | None = None
) -> Waiting | Finished | Turned:
    """Run the flow as far as the journal and what was `given` to the `shown` question carry it.

    Accepted answers are added to the journal, those that no longer fit are dropped. Raises FlowError for mistakes in the flow;
    what the database or the flow itself raises goes through.
    """
    coroutine = flow.begin(chat, args)
    desk = _Desk(flow.name, chat, journal, shown, given)
    answer: Any = None
    try:
        while True:
            try:
                request = coroutine.send(answer)
            except StopIteration:
                return Finished()
            except RuntimeError as error:  # what asyncio says when it is called where no loop runs
                if "no running event loop" not in str(error):
                    raise
                raise AwaitedSomethingElse(flow.name, desk.key, "something of asyncio") from error
            match request:
                case Query():
                    desk.acted = desk.acted or request.statement.writes
                    answer = await request
                case Ask():
                    answer = desk.answer(request.question)
                    if isinstance(answer, Waiting):
                        return answer
                case Become():
                    return Turned(Entry(request.flow, request.args))
                case _:
                    raise AwaitedSomethingElse(flow.name, desk.key, type(request).__name__)
    finally:
        coroutine.close()


class _Desk:
    """Where a flow's questions are answered during one replay."""

    def __init__(self, flow: str, chat: Chat, journal: Journal, shown: Shown | None, given: Given | None) -> None:
        self.flow = flow
        self.chat = chat
        self.journal = journal
        self.shown = shown
        self.given = given
        self.asked: list[str] = []
        self.acted = False

    @property
    def key(self) -> str:
        """The question asked last."""
        return self.asked[-1] if self.asked else ""

    def answer(self, question: Question[Any]) -> Any:
        """The flow's value of the answer, or Waiting where there is none yet."""
        if self.acted:
            raise AskedAfterActing(self.flow, question.key)
        if question.key in self.asked:
            raise AskedTwice(self.flow, question.key)
        path = tuple(self.asked)
        self.asked.append(question.key)

        known = self.journal.find(question.key, question.mark)
        if known is None and self.given and self.shown and self.shown.key == question.key:
            if self.shown.mark != question.mark:
                return Waiting(question, path, _("这里的信息刚刚有变动，请再看一遍。"))
            verdict = question.accept(self.given, self.chat.today)
            if isinstance(verdict, Refusal):
                return Waiting(question, path, verdict.text, verdict.foreign)
            if isinstance(verdict, Fetch):
                return Waiting(question, path, verdict.text, fetch=verdict.file)
            known = Answer(question.key, question.mark, verdict.value, question.label, verdict.said)
            self.given = None
        if known is None:
            return Waiting(question, path)
        try:
            value = question.restore(known.value)
        except Gone:
            self.journal.drop(question.key)
            return Waiting(question, path, _("刚才选的现在没有了，请再选一次。"))
        self.journal.add(known)
        self.chat.told = Told([], [], [])
        return value
