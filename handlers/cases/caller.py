"""Staff enter what somebody says on the phone: as the resident's own, or, where they give no name, as a caller's words."""

from __future__ import annotations

from conversation.chat import Chat
from handlers.cases.draft import Draft
from handlers.staff import at_work
from handlers.staff_people import find_person
from language.text import _
from services.cases import reports


async def who_calls(chat: Chat, draft: Draft) -> None:
    """Who is on the phone; nobody in particular where they give no name."""
    worker = await at_work(chat)
    found = await find_person(chat, worker, "caller", _("谁打来的？请打姓名里的两个字，或电话最后四位。"), new=_("不留姓名"))
    if found is None:
        draft.nameless = True
        draft.details.append(reports.NAMELESS)
    else:
        draft.by_phone, draft.whose = True, found
