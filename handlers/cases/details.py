"""What a community's own kinds of case ask besides: for whom it is, and the kind's own questions."""

from __future__ import annotations

from datetime import timedelta

from conversation.chat import Chat
from conversation.questions import Option
from conversation.sending import Sent
from conversation.typed import DateOf, Number, Phone, Words
from handlers.cases import asking
from handlers.cases.draft import Draft
from language.text import Saying, _
from services import households, people
from services.cases.kinds import Extra, Kind
from services.masks import masked_phone
from storage.people import Person

AHEAD = timedelta(days=730)
NO = _("先不说")


async def for_whom(chat: Chat, kind: Kind, person: Person) -> Person:
    """Whose it is, where the kind is also for children and the person has some: oneself or one of them."""
    members = [member for member in await households.members(person.id) if member.kind == "child"] if kind.children else []
    if not members:
        return person
    options = [Option("self", _("我自己"), person.id), *(Option(str(one.id), one.name, one.id) for one in members)]
    chosen = await chat.choose("whose", _("是谁的事？"), options)
    return await people.get(chosen) or person


async def questions(chat: Chat, draft: Draft, phone: str) -> None:
    """The kind's own questions, in its order; the answers are kept as people read them. `phone` is one that was just given."""
    for extra in draft.kind.questions:
        if said := await _answer(chat, draft, extra, phone or draft.whose.phone):
            draft.details.append((extra.label, said))


async def _answer(chat: Chat, draft: Draft, extra: Extra, phone: str) -> str:
    key, skip = f"x{extra.id}", "" if extra.must else NO
    match extra.answer:
        case "choose":
            options = [Option(f"o{n}", name, name) for n, name in enumerate(extra.options)]
            options += [] if extra.must else [Option("none", NO, "")]
            chosen = await asking.listen(chat, draft, key, asking.choosing(extra.text, options))
            return "" if isinstance(chosen, Sent) else chosen
        case "date":
            asked = DateOf(key=key, text=extra.text, earliest=chat.today, latest=chat.today + AHEAD, skip=skip)
            day = await chat.ask(asked)
            return f"{day.year}年{day.month}月{day.day}日" if day else ""
        case "number":
            number = await chat.ask(Number(key=key, text=extra.text, least=1, skip=skip))
            return str(number) if number else ""
        case "phone":
            return await _phone(chat, draft, key, extra.text, skip, phone)
        case _:
            return await chat.ask(Words(key=key, text=extra.text, skip=skip)) or ""


async def _phone(chat: Chat, draft: Draft, key: str, text: str, skip: Saying, known: str) -> str:
    """A number; one that is known is offered, so that nobody types it again."""
    if known:
        options = [Option("known", masked_phone(known), known, "main"), Option("other", _("别的号码"), "")]
        chosen = await asking.listen(chat, draft, f"{key}_known", asking.choosing(text, options))
        if isinstance(chosen, str) and chosen:
            return chosen
    return await chat.ask(Phone(key=key, text=text, skip=skip)) or ""
