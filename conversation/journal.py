"""What the engine remembers of a conversation: the answers given, and the question that is on the person's screen."""

from __future__ import annotations

from typing import Any, TypeAlias

import msgspec
from msgspec import Struct

from language.text import Saying

Value: TypeAlias = str | int | list[Any] | None
"""An answer as it is stored: what JSON can hold."""


class Answer(Struct, frozen=True, omit_defaults=True):
    """One answer. `mark` tells exactly what was asked; `label` and `said` show it in the list of things to change."""

    key: str
    mark: str
    value: Value
    label: Saying = ""
    said: Saying = ""


class Shown(Struct, frozen=True, omit_defaults=True):
    """The question on the screen.

    `options` are the ids and labels of this page, in the order shown, so that "2" means what the person saw. `path` lists the
    keys answered before it. `changing` is set while the list of things to change is shown instead.
    """

    key: str
    mark: str
    options: tuple[tuple[str, str], ...] = ()
    page: int = 0
    path: tuple[str, ...] = ()
    changing: bool = False

    @property
    def listens(self) -> bool:
        """Whether whatever is sent answers it: see `conversation.listening`."""
        return self.mark.partition("|")[0] == "listen"


class Journal:
    """The answers of a conversation, by key."""

    def __init__(self, answers: list[Answer]) -> None:
        self._answers = {answer.key: answer for answer in answers}

    @classmethod
    def load(cls, text: str) -> Journal:
        """Read a stored journal."""
        return cls(msgspec.json.decode(text, type=list[Answer]))

    def dump(self) -> str:
        """The journal as it is stored."""
        return msgspec.json.encode(list(self._answers.values())).decode()

    def __bool__(self) -> bool:
        return bool(self._answers)

    def find(self, key: str, mark: str) -> Answer | None:
        """The answer to exactly this question. An answer to another one under the same key is dropped, with every confirm."""
        answer = self._answers.get(key)
        if answer and answer.mark != mark:
            self.drop(key)
            return None
        return answer

    def add(self, answer: Answer) -> None:
        """Write an answer down."""
        self._answers[answer.key] = answer

    def drop(self, key: str) -> None:
        """Take back an answer, the parts it was given in ("birth.year" with "birth"), and every confirm: it covered them."""
        stem = key.partition(".")[0]
        self._answers = {
            k: a for k, a in self._answers.items() if k.partition(".")[0] != stem and not a.mark.startswith("confirm|")
        }

    def listed(self, path: tuple[str, ...]) -> list[Answer]:
        """The answers on the path that a person may change one by one."""
        return [self._answers[key] for key in path if key in self._answers and self._answers[key].label]


_shown = msgspec.json.Decoder(Shown | None)


def load_shown(text: str) -> Shown | None:
    """Read the stored question; None where none is on the screen."""
    return _shown.decode(text) if text else None


def dump_shown(shown: Shown) -> str:
    """The question as it is stored."""
    return msgspec.json.encode(shown).decode()
