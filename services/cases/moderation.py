"""What waits to be read by staff before neighbours see it: let it be seen, not, or no more, with a reason. `asking` asks its author back."""

from __future__ import annotations

from language.message import Button
from language.text import Text, _, paragraphs
from services import staff
from services.cases import authors, kinds, moves, news
from services.cases.kinds import Kind
from services.cases.outcomes import Already, CaseOutcome, Done, Moved, Refused
from storage import audit, case_events, cases
from storage.cases import Case

ASKED, SHOWN, REFUSED = "asked", "yes", "refused"
MOST = 50
REASONS: dict[str, Text] = {
    "person": _("写到了邻居的姓名、门牌，公开不合适。"),
    "private": _("是您家里的事，我们单独联系您。"),
    "done": _("这件事已经办好了，谢谢您。"),
    "rude": _("有些话说重了，换个说法再提吧。"),
}
"""Why staff often do not let something be seen; they may say something else."""
_HUMAN = Button(label=_("找人帮忙"), data="/human")
_TALK = _("有话想说，可以找工作人员商量。")


async def waiting(community_id: int, by: int) -> list[Case]:
    """What waits for staff, the oldest first. Empty for who is not staff."""
    return await cases.to_moderate(community_id, MOST) if await staff.is_staff(by, community_id) else []


async def let_be_seen(case_id: int, by: int, now_ms: int) -> CaseOutcome:
    """Neighbours see it from now on, and may support it. Its author hears so; what was not shown at first may be shown later."""
    found = await _of_staff(case_id, by)
    if isinstance(found, Refused):
        return found
    case, _kind = found
    if case.closed_ms is not None:
        return Refused("closed")
    if case.shown == SHOWN:
        return Already(case_id)
    if not await cases.show(case_id, case.shown, SHOWN):
        return Moved(case_id)
    event_id = await case_events.add(case_id, by, "shown", now_ms)
    await news.spread(event_id, case.community_id, now_ms)
    await audit.note(case.community_id, by, "show case", f"case:{case_id}", now_ms)
    await moves.count_for_agenda(case_id, now_ms)
    return Done(case_id, event_id)


async def refuse(case_id: int, words: str, by: int, now_ms: int, *, goes_on: bool = False) -> CaseOutcome:
    """Neighbours do not see it, because of `words`, which its author hears. It ends so, unless staff see to it all the same (`goes_on`)."""
    found = await _of_staff(case_id, by)
    if isinstance(found, Refused):
        return found
    case, kind = found
    if not words.strip():
        return Refused("no reason")
    if case.shown != ASKED or not await cases.show(case_id, ASKED, REFUSED):
        return Already(case_id) if case.shown == REFUSED else Moved(case_id)
    if goes_on:
        event_id = await case_events.add(case_id, by, "kept back", now_ms, words=words.strip(), seen_by="reporter")
        said = _("{whose}先不公开给邻居看，社区会来办，有进展告诉您。", whose=await authors.whose(case, kind, now_ms))
    else:
        event_id = await moves.keep_back(case, kind, words, by, now_ms) or await case_events.add(
            case_id, by, "refused", now_ms, words=words.strip(), seen_by="reporter"
        )
        said = _("{whose}没有公开。谢谢您替社区操心！", whose=await authors.whose(case, kind, now_ms))
    again = _("想再说说，可以改一改重新提，也可以找工作人员商量。")
    ways = (_HUMAN, Button(label=_("重新提"), data=f"/suggest {case.kind}"))
    await _tell_why(case, event_id, said, words, _TALK if goes_on else again, (_see(case), _HUMAN) if goes_on else ways, now_ms)
    await audit.note(case.community_id, by, "not show case", f"case:{case_id}", now_ms)
    return Done(case_id, event_id)


async def take_back(case_id: int, words: str, by: int, now_ms: int) -> CaseOutcome:
    """Neighbours see no more what they saw, because of `words`, which its author hears; who supports it hears that it is so.

    Staff see to it all the same, and may let it be seen again, with all its supporters.
    """
    found = await _of_staff(case_id, by)
    if isinstance(found, Refused):
        return found
    case, kind = found
    if not words.strip():
        return Refused("no reason")
    if case.merged_into is not None:
        return Refused("closed")
    if case.shown != SHOWN or not await cases.show(case_id, SHOWN, REFUSED):
        return Already(case_id) if case.shown == REFUSED else Moved(case_id)
    event_id = await case_events.add(case_id, by, "hidden", now_ms, words=words.strip(), seen_by="reporter")
    await news.spread(event_id, case.community_id, now_ms)
    said = _("{whose}先不公开了，社区再看一看，有进展告诉您。", whose=await authors.whose(case, kind, now_ms))
    await _tell_why(case, event_id, said, words, _TALK, (_see(case), _HUMAN), now_ms)
    await audit.note(case.community_id, by, "hide case", f"case:{case_id}", now_ms)
    return Done(case_id, event_id)


async def _tell_why(
    case: Case, event_id: int, said: Text, words: str, then: Text, ways: tuple[Button, ...], now_ms: int
) -> None:
    text = paragraphs(said, _("原因：{words}", words=words.strip()), then)
    await authors.tell_author(case, text, f"case:{case.id}:{event_id}", now_ms, *ways)


def _see(case: Case) -> Button:
    return Button(label=_("看看"), data=f"/case {case.id}", look="main")


async def _of_staff(case_id: int, by: int) -> tuple[Case, Kind] | Refused:
    """The case with its kind, for staff of its community, where its kind is read before it is shown."""
    case = await cases.get(case_id)
    if case is None or not await staff.is_staff(by, case.community_id):
        return Refused("no such case")
    kind = await kinds.get(case.community_id, case.kind)
    if kind is None or kind.public != "moderated":
        return Refused("no such kind")
    return case, kind
