"""Whoever brought up a case: who they are to their neighbours, and how they hear what concerns them alone."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import Saying, Text, _
from services.cases import naming
from services.cases.kinds import Kind
from services.cases.seeing import Seen
from services.telling import HOME, ask_to_call, guardians_or_self, is_child, tell
from storage import people
from storage.cases import Case
from storage.outbox import Terms, Weight


async def of(case: Case, now_ms: int) -> list[int]:
    """Who acts and hears as the author: they themselves; for a child the guardian who brought it up, or else all of them."""
    reporter = await people.get(case.reporter_id) if case.reporter_id is not None else None
    if reporter is None or reporter.erased_ms is not None:
        return []
    hearing = await guardians_or_self(reporter, now_ms)
    return [case.made_by] if case.made_by in hearing else hearing


async def tell_author(case: Case, text: Saying, cause: str, now_ms: int, *buttons: Button) -> None:
    """Tell the author, once per cause; whom no message reaches is called."""
    terms = Terms(weight=Weight.MATTERS)
    for person_id in await of(case, now_ms):
        if not await tell(person_id, Outgoing(text=text, buttons=(*buttons, HOME)), cause, now_ms, terms):
            await ask_to_call([person_id], text, cause, now_ms, terms)


async def whose(case: Case, kind: Kind, now_ms: int) -> Text:
    """The case, as those who act and hear as its author are spoken to of it."""
    what: Saying = naming.headline(case, kind)
    if child := await childs_name(case, now_ms):
        return _("{child}提的「{what}」", child=child, what=what)
    return _("您提的「{what}」", what=what) if kind.public == "moderated" else _("您反映的「{what}」", what=what)


async def childs_name(case: Case, now_ms: int) -> str:
    """The name of the child whose case it is, "" where it is no child's. For its guardian, not for neighbours."""
    reporter = await people.get(case.reporter_id) if case.reporter_id is not None else None
    return reporter.name if reporter is not None and is_child(reporter, now_ms) else ""


async def shown(seen: Seen, now_ms: int) -> Text | str:
    """Who brought it up, as the viewer may know it. Of a child nothing is told but that it is one."""
    reporter = await people.get(seen.case.reporter_id) if seen.case.reporter_id is not None else None
    if reporter is not None and is_child(reporter, now_ms) and seen.role != "reporter":
        return _("一位小朋友")
    if seen.role == "reporter" and seen.case.made_by == seen.case.reporter_id:
        return _("您自己")
    return seen.who or _("一位邻居")
