"""The register of flows: what a person can start, by command, by button, or by just saying it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from conversation.chat import Chat
from conversation.errors import UnknownFlow
from language.text import Text

Run: TypeAlias = Callable[..., Coroutine[Any, Any, None]]
Still: TypeAlias = Callable[[int, dict[str, Any]], Coroutine[Any, Any, bool]]


@dataclass(frozen=True, slots=True)
class Entry:
    """A flow to start, with its arguments (what is known already)."""

    flow: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation that can be held. `title` names it when it is offered again; `argument` is what follows its command.

    `still` tells, of a person and the arguments, whether there is anything to come back to once it was set aside; None: always.
    """

    name: str
    run: Run
    title: Text
    command: str
    argument: str
    parameters: frozenset[str]
    still: Still | None = None

    def begin(self, chat: Chat, args: dict[str, Any]) -> Coroutine[Any, Any, None]:
        """The flow, about to run. Arguments that it does not know (any more) are left out."""
        return self.run(chat, **{name: value for name, value in args.items() if name in self.parameters})


class Flows:
    """Flows by name and by command. `handlers/` makes one for each service and joins them into one."""

    def __init__(self, *parts: Flows) -> None:
        self.by_name: dict[str, Flow] = {}
        self.by_command: dict[str, Flow] = {}
        for part in parts:
            for flow in part.by_name.values():
                self._add(flow)

    def flow(
        self, name: str, title: Text, *, command: str = "", argument: str = "", still: Still | None = None
    ) -> Callable[[Run], Run]:
        """Declare an async function as a flow. `/command words` starts it with `words` as its `argument`."""

        def declare(run: Run) -> Run:
            parameters = frozenset(list(inspect.signature(run).parameters)[1:])
            self._add(Flow(name, run, title, command, argument, parameters, still))
            return run

        return declare

    def _add(self, flow: Flow) -> None:
        if flow.name in self.by_name or (flow.command and flow.command in self.by_command):
            raise ValueError(f"flow {flow.name!r} or its command /{flow.command} is declared twice")
        self.by_name[flow.name] = flow
        if flow.command:
            self.by_command[flow.command] = flow

    def get(self, name: str) -> Flow:
        """The flow of this name. Raises UnknownFlow."""
        if name not in self.by_name:
            raise UnknownFlow(name)
        return self.by_name[name]

    def commanded(self, text: str) -> Entry | None:
        """What a command ("/course 12") starts; None where there is no such command."""
        name, _, words = text.removeprefix("/").partition(" ")
        flow = self.by_command.get(name.lower())
        if flow is None:
            return None
        return Entry(flow.name, {flow.argument: words.strip()} if flow.argument and words.strip() else {})
