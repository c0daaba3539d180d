"""What waits for those who work here, wherever they look: the chat counts it, the desk lists it."""

from __future__ import annotations

from dataclasses import dataclass

from services import calls, desk
from services.cases import moderation, queue
from services.talks import asking, talking
from storage.calls import Call
from storage.cases import Case
from storage.parked import Failed
from storage.talks import Talk


@dataclass(frozen=True, slots=True)
class Waiting:
    """Talks that are nobody's and one's own, the most urgent open cases (`queue.COUNTED` at most), calls to make, suggestions to read, and
    what residents could not get done."""

    talks: list[Talk]
    own_talks: list[Talk]
    cases: list[Case]
    calls: list[Call]
    to_read: list[Case]
    failed: list[Failed]


async def waiting(community_id: int, by: int, now_ms: int) -> Waiting:
    """What waits for staff of that community; nothing for others."""
    return Waiting(
        await asking.waiting(community_id, by),
        await talking.own(by),
        await queue.first(community_id, by),
        await calls.waiting(community_id, by, now_ms),
        await moderation.waiting(community_id, by),
        await desk.failed(community_id, by),
    )
