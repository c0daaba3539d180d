"""Listening: while two people talk through the house, the house itself says nothing.

Most questions are asked, answered, and followed by the next one. `Listen` is a question that stays. Whatever is sent answers it: words, a
photo, a voice message, several photos at once, or one of its buttons. The flow hands it on, becomes itself again, and so comes to the
same question; and as long as the flow had nothing of its own to say, the engine says nothing, either. That is all there is to it:

- **Silent.** The same question (key, mark, path) right after an answer to it was taken is not shown again. A refusal, words of the flow, or
  another question are shown as always. As nothing new is on the screen, the turn does not count on: the buttons that are there stay good.
- **Nothing is taken for a wish.** Numbers, 取消, 返回, or half of a button's label are words like any other (see `interpret`); only
  commands, the persistent keyboard, and the whole label of a button lead anywhere. `/cancel` means the option `END`, where there is one.
- **Not lost.** Set aside (home, another service), the conversation is kept although its journal is empty, and every following message
  offers the way back, as with a sign-up half done, as long as its flow says that there is somebody (`Flow.still`). What is no answer
  to the question on the screen meanwhile, and no wish of its own, goes to the flow that `House.listener` names.

Everything else is as with every question: one message one transaction, known again when it is delivered twice, and stored between two
messages, so that a restart changes nothing. The journal stays empty, for the flow begins anew with every message: what was said is kept
by the service that it was said to, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from msgspec import Struct

from conversation.chat import Told
from conversation.journal import Shown, Value
from conversation.questions import Accepted, Given, Option, Question, Refusal, Wants
from conversation.replay import Waiting
from conversation.sending import packed, unpacked
from language.message import Attached
from language.text import _

END = "end"
"""The option that ends it."""
NO_FILMS = _("视频这样的文件传不过去，请发照片、语音，或者打字。")
"""Said by the flow, too, where there was something else beside them."""


class Heard(Struct, frozen=True):
    """What was sent: the id of an option, or words and files."""

    choice: str = ""
    words: str = ""
    files: tuple[Attached, ...] = ()


class Listen(Question[Heard], frozen=True, kw_only=True):
    """Whatever is sent, again and again; or one of the options."""

    among: Sequence[Option[Any]] = ()
    kind: ClassVar[str] = "listen"
    wants: ClassVar[Wants] = "text"
    takes_files: ClassVar[bool] = True
    listens: ClassVar[bool] = True

    def options(self, today: date) -> list[Option[Any]]:
        return list(self.among)

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        if given.choice:
            if given.choice in [option.id for option in self.among]:
                return Accepted([given.choice, "", []], "")
            return Refusal(_("这一项刚刚没有了，请在下面另选一个。"))
        heard = heard_in(given)
        if isinstance(heard, Refusal):
            return heard
        return Accepted(["", heard.words, packed(heard.files)], "")

    def restore(self, value: Value) -> Heard:
        assert isinstance(value, list)
        choice, words, files = value
        return Heard(choice, words, unpacked(files))


def heard_in(given: Given) -> Heard | Refusal:
    """What was sent, where anything of it can be handed on; or why nothing can."""
    words = given.text or given.phone
    if given.place:
        words = f"📍 {given.place.latitude:.5f}, {given.place.longitude:.5f}"
    if given.files and not words and all(file.kind == "other" for file in given.files):
        return Refusal(NO_FILMS)
    return Heard("", words, given.files) if words or given.files else Refusal(_("请打字告诉我。"))


def listens_on(stop: Waiting, answered: Shown, told: Told) -> bool:
    """Whether what was sent was taken in, and the same question listens on without a word."""
    question = stop.question
    same = (question.key, question.mark, stop.path) == (answered.key, answered.mark, answered.path)
    return question.listens and same and not stop.note and not (told.text or told.buttons or told.documents)
