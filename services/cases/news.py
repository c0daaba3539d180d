"""What followers hear of a case: each of them each change once, in parts, so that no tap waits for five hundred messages."""

from __future__ import annotations

from language.message import Button, Document, Outgoing
from language.text import Saying, Text, _, lines, paragraphs
from services.calendar import MINUTE_MS
from services.cases import files, kinds, naming
from services.cases.kinds import SOLVED, Kind
from services.telling import HOME, ask_to_call, tell
from services.topics import CASE
from storage import case_events, case_files, case_followers, cases, reminders
from storage.case_events import Event
from storage.case_followers import Follower
from storage.cases import Case
from storage.outbox import Terms, Weight

NEWS = "case_news"
"""The kind of reminder that tells followers of one event; its subject is the event."""
PHOTO_WAIT_MS = 5 * MINUTE_MS
"""So long the telling waits for a photo that shows what was done."""


async def spread(event_id: int, community_id: int, now_ms: int) -> None:
    """Have the followers of a case told what happened."""
    await reminders.follow(NEWS, event_id, community_id, now_ms)


async def waits_for_photo(event: Event, now_ms: int) -> bool:
    """Whether a photo of what was done is still on its way, and worth waiting for."""
    if now_ms - event.at_ms > PHOTO_WAIT_MS:
        return False
    return any(file.state == "coming" for file in await case_files.of_event(event.id))


async def photo_settled(event_id: int, community_id: int, now_ms: int) -> None:
    """A photo has come, or never will: whoever waits for the last one of an event waits no longer."""
    event = await case_events.get(event_id)
    if event is None or now_ms - event.at_ms > PHOTO_WAIT_MS or await waits_for_photo(event, now_ms):
        return  # the telling has begun without it, or waits for another one
    if await reminders.pending(NEWS, event_id) is not None:
        await reminders.follow(NEWS, event_id, community_id, now_ms)


async def tell_some(event: Event, after: int, most: int, now_ms: int) -> int | None:
    """Tell the next `most` followers of the case; returns the cursor to go on from, None where all were told."""
    case = await cases.get(event.case_id)
    if case is None:
        return None
    kind = await kinds.get(case.community_id, case.kind) or kinds.lost(case.kind)
    photos = [file for file in await case_files.of_event(event.id) if file.kind == "photo"]
    document = next(filter(None, map(files.document, photos)), None)
    followers = await case_followers.after(case.id, after, event.at_ms, most)
    for follower in followers:
        if follower.person_id != event.actor_id:
            await _tell(case, kind, event, follower, document, now_ms)
    return followers[-1].person_id if len(followers) == most else None


async def _tell(case: Case, kind: Kind, event: Event, follower: Follower, photo: Document | None, now_ms: int) -> None:
    asks = event.state == case.state and case.phase == SOLVED and follower.person_id in (case.reporter_id, case.made_by)
    buttons: tuple[Button, ...] = (
        Button(label=_("看看"), data=f"/case {case.id}", look="answer" if asks else "main"),
        HOME,
    )
    if asks:
        buttons = (
            Button(label=_("解决了"), data=f"/case_solved {case.id}", look="main"),
            Button(label=_("还没好"), data=f"/case_again {case.id}"),
            *buttons,
        )
    text = said(case, kind, event, follower.why, asks=asks)
    cause, terms = f"case:{case.id}:{event.id}", Terms(topic="" if asks else CASE, weight=Weight.HINT)
    message = Outgoing(text=text, buttons=buttons, document=photo)
    if not await tell(follower.person_id, message, cause, now_ms, terms) and follower.why == "reporter":
        await ask_to_call([follower.person_id], text, cause, now_ms, Terms(weight=Weight.MATTERS))


def said(case: Case, kind: Kind, event: Event, why: str, *, asks: bool = False) -> Saying:
    """What a follower reads of an event."""
    what = naming.headline(case, kind)
    if event.kind == "merged":
        return paragraphs(
            _("「{what}」和另一位邻居反映的是同一件事，已经合到一起办，有进展照样告诉您。", what=what), event.words or None
        )
    state = kind.state(event.state)
    name = kinds.shown(state.name) if state is not None else event.state
    if event.kind == "reopened":
        name = _("还没好，重新处理")
    return paragraphs(
        _beginning(why, what, name),
        lines(event.words or None),
        _("真的好了吗？请您看一眼告诉我们。") if asks else None,
    )


def _beginning(why: str, what: Saying, state: Saying) -> Text:
    if why == "reporter":
        return _("您反映的「{what}」有新进展：{state}。", what=what, state=state)
    if why == "support":
        return _("您支持的「{what}」有新进展：{state}。", what=what, state=state)
    return _("您关注的「{what}」有新进展：{state}。", what=what, state=state)


async def event_of(event_id: int) -> Event | None:
    """The event that is told of."""
    return await case_events.get(event_id)
