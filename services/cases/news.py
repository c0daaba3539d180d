"""What followers hear of a case: each of them each change once, in parts, so that no tap waits for five hundred messages."""

from __future__ import annotations

from dataclasses import dataclass

from language.message import Button, Document, Outgoing
from language.text import Saying, Text, _, lines, paragraphs
from services.calendar import MINUTE_MS
from services.cases import authors, files, kinds, naming, seeing, steps
from services.cases.kinds import SOLVED, Kind
from services.telling import HOME, ask_to_call, tell
from services.topics import CASE
from storage import case_events, case_files, case_followers, cases, meetings, reminders
from storage.case_events import Event
from storage.case_followers import Follower
from storage.cases import Case
from storage.meetings import Meeting
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
    meeting = await meetings.ahead(case.id) if event.kind in steps.AHEAD else None
    if event.kind in steps.AHEAD and meeting is None:  # it was called off meanwhile, which is told of by itself
        return None
    photos = [file for file in await case_files.of_event(event.id) if file.kind == "photo"]
    document = next(filter(None, map(files.document, photos)), None)
    piece = _Piece(case, kind, event, document, meeting, await authors.childs_name(case, now_ms))
    followers = await case_followers.after(case.id, after, event.at_ms, most)
    for follower in followers:
        if follower.person_id != event.actor_id and _concerns(piece, follower):
            await _tell(piece, follower, now_ms)
    return followers[-1].person_id if len(followers) == most else None


@dataclass(frozen=True, slots=True)
class _Piece:
    """One event, with what its telling needs: see `said`."""

    case: Case
    kind: Kind
    event: Event
    photo: Document | None
    meeting: Meeting | None
    child: str


def _concerns(piece: _Piece, follower: Follower) -> bool:
    """What staff keep back from neighbours goes on between them and its author; that it is taken back, the author heard already."""
    if piece.event.kind == "hidden":
        return follower.why != "reporter"
    return follower.why == "reporter" or seeing.told_of(piece.case, piece.kind)


async def _tell(piece: _Piece, follower: Follower, now_ms: int) -> None:
    case, event = piece.case, piece.event
    theirs = follower.why == "reporter" or follower.person_id in (case.reporter_id, case.made_by)
    asks = event.state == case.state and case.phase == SOLVED and theirs
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
    text = said(case, piece.kind, event, follower.why, asks=asks, meeting=piece.meeting, child=piece.child)
    # Whoever reported danger waits for this, also at night.
    urgent = bool(case.danger) and follower.why == "reporter" and event.actor_id is not None
    weight = Weight.DANGER if urgent else Weight.HINT
    cause, terms = f"case:{case.id}:{event.id}", Terms(topic="" if asks or urgent else CASE, weight=weight)
    message = Outgoing(text=text, buttons=buttons, document=piece.photo)
    if not await tell(follower.person_id, message, cause, now_ms, terms) and follower.why == "reporter":
        await ask_to_call([follower.person_id], text, cause, now_ms, Terms(weight=Weight.MATTERS))


def said(
    case: Case, kind: Kind, event: Event, why: str, *, asks: bool = False, meeting: Meeting | None = None, child: str = ""
) -> Saying:
    """What a follower reads of an event. `meeting` is the one that it is about, `child` whose case it is, where a guardian reads it."""
    what = naming.headline(case, kind)
    if event.kind == "merged":
        return paragraphs(
            _("「{what}」和另一位邻居反映的是同一件事，已经合到一起办，有进展照样告诉您。", what=what), event.words or None
        )
    state = kind.state(event.state)
    name: Saying = kinds.shown(state.name) if state is not None else event.state
    if event.kind == "reopened":
        name = _("还没好，重新处理")
    elif step := steps.said(event.kind, meeting):
        name = step
    return paragraphs(
        _beginning(why, what, name, kind, child),
        lines(
            event.words if meeting is None and event.seen_by == "followers" else None,
            _("地点：{place}", place=meeting.place) if meeting and meeting.place else None,
        ),
        _("真的好了吗？请您看一眼告诉我们。") if asks else None,
    )


def _beginning(why: str, what: Saying, state: Saying, kind: Kind, child: str) -> Text:
    if why == "reporter" and child:
        return _("{child}提的「{what}」有新进展：{state}。", child=child, what=what, state=state)
    if why == "reporter" and kind.public == "moderated":
        return _("您提的「{what}」有新进展：{state}。", what=what, state=state)
    if why == "reporter":
        return _("您反映的「{what}」有新进展：{state}。", what=what, state=state)
    if why == "support":
        return _("您支持的「{what}」有新进展：{state}。", what=what, state=state)
    return _("您关注的「{what}」有新进展：{state}。", what=what, state=state)


async def event_of(event_id: int) -> Event | None:
    """The event that is told of."""
    return await case_events.get(event_id)
