"""Reading a talk at the desk: only who has it, or had it to its end."""

from __future__ import annotations

from language.message import Document
from services.talks import carrying
from services.talks.talking import seen_by_staff
from storage import audit, talks
from storage.talks import Line, Talk


async def had(talk_id: int, by: int) -> Talk | None:
    """A talk that is theirs, or was theirs to its end; None for everybody else."""
    found = await seen_by_staff(talk_id, by)
    if found is None or found.staff_id != by or found.answered_ms is None:
        return None
    return found if found.talking or found.ended_ms is not None else None


async def going_on(talk_id: int, by: int) -> list[Line]:
    """What was said so far in one's own talk; that it is read was written down when it was taken. Empty for everybody else."""
    found = await had(talk_id, by)
    return await talks.lines(talk_id) if found is not None and found.talking else []


async def unanswered(talk: Talk) -> bool:
    """Whether the resident said something last."""
    theirs, ours = await talks.said_last(talk.id, by_staff=False), await talks.said_last(talk.id, by_staff=True)
    return theirs is not None and theirs > (ours or 0)


async def again(talk_id: int, by: int, now_ms: int) -> list[Line] | None:
    """What was said in a talk that is over; that it is read is written down. None for who did not have it to its end."""
    found = await had(talk_id, by)
    if found is None or found.talking:
        return None
    await audit.note(found.community_id, by, "read talk", f"person:{found.person_id}", now_ms, detail=f"talk:{talk_id}")
    return await talks.lines(talk_id)


async def file(talk_id: int, line_id: int, by: int) -> Document | None:
    """A photo, a recording or a paper from one's own talk; None for everybody else, and as long as it is not there yet."""
    line = await talks.line(line_id)
    if line is None or line.talk_id != talk_id or await had(talk_id, by) is None:
        return None
    return carrying.document(line)
