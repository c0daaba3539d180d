"""How a question becomes a message: its words, a page of its options, and the ways back, around and home."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from conversation.journal import Journal, Shown
from conversation.questions import Look, Wants
from conversation.replay import Waiting
from language.catalogue import Voice
from language.message import Button, Outgoing
from language.text import Saying, _, paragraphs

PAGE = 8
"""Options on one page: the floor of all channels."""

HOME = Button(_("首页"), "/home", "nav")


class Screen(Struct, frozen=True):
    """A message whose buttons still lack their ticket ("conversation.turn"), and what the engine must remember of it."""

    text: Saying
    answers: tuple[tuple[str, str, Look], ...]
    nav: tuple[tuple[str, str], ...]
    shown: Shown
    wants: Wants = ""
    also: tuple[Button, ...] = ()
    menu: bool = False

    def message(self, ticket: str) -> Outgoing:
        """The message, with buttons that only this turn of this conversation answers to."""
        return Outgoing(
            text=self.text,
            buttons=(
                *(Button(label, f"{ticket}.{choice}", look) for choice, label, look in self.answers),
                *(Button(label, f"{ticket}.{choice}", "nav") for choice, label in self.nav),
                *self.also,
            ),
            wants=self.wants,
            menu=self.menu,
        )


def question_screen(waiting: Waiting, before: Outgoing, page: int, changeable: bool, today: date, voice: Voice) -> Screen:
    """The question with the options of `page`, below what the flow said `before`. `changeable`: there are answers to change."""
    question = waiting.question
    options = question.all_options(today)
    pages = max(1, -(-len(options) // PAGE))
    page = min(max(page, 0), pages - 1)

    nav = _turn_pages(page, pages)
    if question.kind == "confirm" and changeable:
        nav.append(("*change", _("修改")))
    if waiting.path:
        nav += [("*back", _("返回")), ("*cancel", _("不办了"))]
    nav.append(("*home", HOME.label))
    answers = tuple((o.id, voice.say(o.label), o.look) for o in options[page * PAGE : (page + 1) * PAGE])
    ways = tuple((choice, voice.say(label)) for choice, label in nav)
    return Screen(
        text=paragraphs(before.text, waiting.note, question.text),
        answers=answers,
        nav=ways,
        shown=Shown(question.key, question.mark, _seen(answers, ways), page, waiting.path),
        wants=question.wants,
        also=before.buttons,
        menu=before.menu,
    )


def change_screen(shown: Shown, journal: Journal, voice: Voice) -> Screen:
    """The list of answers that can be changed one by one."""
    answers: tuple[tuple[str, str, Look], ...] = tuple(
        (f"*key:{answer.key}", voice.say(_("{what}：{said}", what=answer.label, said=answer.said)), "answer")
        for answer in journal.listed(shown.path)
    )
    ways = (("*review", voice.say(_("返回"))), ("*home", voice.say(HOME.label)))
    return Screen(
        text=_("想改哪一项？"),
        answers=answers,
        nav=ways,
        shown=Shown(shown.key, shown.mark, _seen(answers, ways), shown.page, shown.path, changing=True),
    )


def _turn_pages(page: int, pages: int) -> list[tuple[str, Saying]]:
    nav: list[tuple[str, Saying]] = []
    if page > 0:
        nav.append((f"*page:{page - 1}", _("上一页")))
    if page < pages - 1:
        nav.append((f"*page:{page + 1}", _("下一页")))
    return nav


def _seen(answers: tuple[tuple[str, str, Look], ...], ways: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((choice, label) for choice, label, _look in answers) + ways


def plain(text: Saying, *buttons: Button) -> Outgoing:
    """A message of the engine's own, with a way on."""
    return Outgoing(text=text, buttons=buttons or (HOME,))
