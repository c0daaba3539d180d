"""Who hears at once that something was brought up: who sees to it, and everybody who works here where life is in danger."""

from __future__ import annotations

from language.message import Button, Outgoing
from language.text import Saying, _, lines
from services.calendar import MINUTE_MS
from services.cases import hearing, kinds, naming
from services.cases.kinds import Kind
from services.talks import duty
from services.telling import tell, tell_staff
from storage import case_files, cases, outbox, reminders, teams
from storage.cases import Case
from storage.outbox import Terms, Weight

NEW = "new_cases"
"""The kind of reminder that tells staff what was brought up since they were told last; its subject is the community."""
EVERY_MS = 5 * MINUTE_MS
"""In a storm staff hear of new cases no more often than that, danger apart."""
SAME_ALARM_MS = 10 * MINUTE_MS
"""A second report of the same danger within that is no second alarm."""
USE_MS = 24 * 60 * MINUTE_MS
MOST, MOST_NAMED = 1_000, 5
LONGEST = 300
"""Characters of somebody's words in an alarm: the rest is read in the case."""
MOST_SOMEWHERE = 5
"""So many dangers of which nobody has said yet where they are each raise an alarm; where they are is told of each in any case."""


async def tell_new(case: Case, kind: Kind, now_ms: int) -> bool:
    """Tell of a new case: of danger at once and aloud, of everything else together with what comes within minutes.

    False where danger was told and that reaches nobody who works here, in the chat or at the desk.
    """
    if not case.danger or await _known(case, now_ms):
        await reminders.follow(NEW, case.community_id, case.community_id, now_ms)
        return True
    await cases.told(case.id)
    text = lines(_("紧急！有人报告危险，请马上处理："), await described(case, kind))
    return await _aloud(case, text, _alarm(case.id), now_ms)


async def described(case: Case, kind: Kind) -> Saying:
    """All that is known of a danger, for those who are to run: its headline, its words, and that there is a voice."""
    words = None if naming.told_whole(case, kind) else naming.short(case.words, LONGEST) or None
    return lines(naming.headline(case, kind), words, await _spoken(case))


async def tell_more(case: Case, kind: Kind, event_id: int, words: Saying, now_ms: int) -> None:
    """Something was added to a case: of danger everybody hears it who heard of the danger, else whoever sees to it."""
    text = lines(_("补充：{what}", what=naming.headline(case, kind)), words, await _spoken(case, event_id))
    cause = f"case:{case.id}:{event_id}:more"
    if case.danger and case.closed_ms is None:
        await _aloud(case, text, cause, now_ms)
    elif case.owner_id is not None:
        await tell(case.owner_id, Outgoing(text=text, buttons=(hearing.see(case),)), cause, now_ms)


async def _aloud(case: Case, text: Saying, cause: str, now_ms: int) -> bool:
    """Tell everybody who sees to it, also at night. False where that reaches nobody."""
    terms = Terms(until_ms=now_ms + USE_MS, weight=Weight.DANGER)
    told = await hearing.tell_all(case, text, cause, now_ms, terms, calls=True)
    return told > 0 or await duty.somebody_at_desk(case.community_id, now_ms, but=case.made_by)


async def _spoken(case: Case, event_id: int | None = None) -> Saying | None:
    """That somebody spoke: the words are in a voice message."""
    sent = await (case_files.of_case(case.id) if event_id is None else case_files.of_event(event_id))
    return _("有语音，请点开听。") if any(file.kind == "voice" for file in sent) else None


async def tell_together(community_id: int, now_ms: int) -> bool:
    """Tell staff, and the leads of the teams concerned, of what was brought up since they were told last, in one message each.

    False where there was nothing.
    """
    new = await cases.untold(community_id, MOST)
    if not new:
        return False
    cause, terms = f"new_cases:{new[-1].id}", Terms(until_ms=now_ms + USE_MS)
    button = Button(label=_("待办"), data="/queue", look="main")
    read = Button(label=_("审一审"), data="/moderate", look="main")
    unread = [case for case in new if case.shown == "asked"]
    ways = (*([read] if unread else []), *([button] if len(unread) < len(new) else []))
    await tell_staff(community_id, Outgoing(text=await _said(new), buttons=ways), cause, now_ms, terms)
    led: dict[int, list[Case]] = {}
    for case in new:
        for lead in await teams.leads(case.team_id) if case.team_id is not None else []:
            led.setdefault(lead, []).append(case)
    for lead, own in led.items():  # who works here, too, has heard of all
        await tell(lead, Outgoing(text=await _said(own), buttons=(button,)), cause, now_ms, terms)
    for case in new:
        await cases.told(case.id)
    return True


async def never_told(community_id: int, since_ms: int) -> bool:
    """Whether something waits that was brought up by then: staff were not told at that moment, as whoever noted it may think."""
    oldest = await cases.untold(community_id, 1)
    return bool(oldest) and oldest[0].created_ms <= since_ms


async def _said(new: list[Case]) -> Saying:
    known = {kind.id: kind for kind in await kinds.of(new[0].community_id)}
    listed = [
        (naming.headline(case, known.get(case.kind) or kinds.lost(case.kind)), await _spoken(case)) for case in new[:MOST_NAMED]
    ]
    return lines(
        _("新收到{n}件：", n=len(new)),
        *[_("· {what}（有语音）", what=one) if spoken else _("· {what}", what=one) for one, spoken in listed],
        _("……还有{n}件", n=len(new) - MOST_NAMED) if len(new) > MOST_NAMED else None,
    )


async def _known(case: Case, now_ms: int) -> bool:
    """Whether an alarm of the same danger was raised a moment ago.

    Two of which nobody knows yet where they are may be two: only many are one.
    """
    raised = 0
    for other in await cases.since(case.community_id, now_ms - SAME_ALARM_MS):
        same = other.danger and other.category == case.category and other.place_key == case.place_key
        raised += bool(same and other.id != case.id and await outbox.knows(_alarm(other.id)))
        if raised >= (1 if case.place_key else MOST_SOMEWHERE):
            return True
    return False


def _alarm(case_id: int) -> str:
    """The cause of the alarm that a case raises."""
    return f"danger:{case_id}"
