"""How a question becomes a message: its words, a page of its options, and the ways back, around and home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from conversation.journal import Journal, Shown
from conversation.questions import Option
from conversation.replay import Waiting
from language.catalogue import Voice
from language.message import Button, Outgoing
from language.text import Saying, _, paragraphs

PAGE = 8
"""Options on one page: the floor of all channels."""

HOME = Button(_("首页"), "/home", "nav")


@dataclass(frozen=True, slots=True)
class Screen:
    """The message, and what the engine must remember of it."""

    message: Outgoing
    shown: Shown


def question_screen(waiting: Waiting, before: Outgoing, ticket: str, page: int, today: date, voice: Voice) -> Screen:
    """The question with the options of `page`, below what the flow said `before`. `ticket` is "conversation.turn"."""
    question = waiting.question
    options = question.all_options(today)
    pages = max(1, -(-len(options) // PAGE))
    page = min(max(page, 0), pages - 1)
    here = options[page * PAGE : (page + 1) * PAGE]

    nav = _turn_pages(page, pages)
    if question.kind == "confirm":
        nav.append(("*change", _("修改")))
    if waiting.path:
        nav += [("*back", _("返回")), ("*cancel", _("不办了"))]
    nav.append(("*home", HOME.label))
    return Screen(
        Outgoing(
            text=paragraphs(before.text, waiting.note, question.text),
            buttons=tuple(Button(o.label, f"{ticket}.{o.id}", o.look) for o in here) + _nav(nav, ticket) + before.buttons,
            wants=question.wants,
            menu=before.menu,
        ),
        Shown(question.key, question.mark, _seen(here, nav, voice), page, waiting.path),
    )


def change_screen(shown: Shown, journal: Journal, ticket: str, voice: Voice) -> Screen:
    """The list of answers that can be changed one by one."""
    options = [
        Option(f"*key:{answer.key}", _("{what}：{said}", what=answer.label, said=answer.said), None)
        for answer in journal.listed(shown.path)
    ]
    nav: list[tuple[str, Saying]] = [("*review", _("返回")), ("*home", HOME.label)]
    return Screen(
        Outgoing(
            text=_("想改哪一项？"),
            buttons=tuple(Button(o.label, f"{ticket}.{o.id}") for o in options) + _nav(nav, ticket),
        ),
        Shown(shown.key, shown.mark, _seen(options, nav, voice), shown.page, shown.path, changing=True),
    )


def _turn_pages(page: int, pages: int) -> list[tuple[str, Saying]]:
    nav: list[tuple[str, Saying]] = []
    if page > 0:
        nav.append((f"*page:{page - 1}", _("上一页")))
    if page < pages - 1:
        nav.append((f"*page:{page + 1}", _("下一页")))
    return nav


def _nav(nav: list[tuple[str, Saying]], ticket: str) -> tuple[Button, ...]:
    return tuple(Button(label, f"{ticket}.{choice}", "nav") for choice, label in nav)


def _seen(options: list[Option[Any]], nav: list[tuple[str, Saying]], voice: Voice) -> tuple[tuple[str, str], ...]:
    return tuple((o.id, voice.say(o.label)) for o in options) + tuple((choice, voice.say(label)) for choice, label in nav)


def plain(text: Saying, *buttons: Button) -> Outgoing:
    """A message of the engine's own, with a way on."""
    return Outgoing(text=text, buttons=buttons or (HOME,))
