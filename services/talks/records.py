"""What becomes of talks when two records of one human become one, or somebody takes their data along or leaves for good."""

from __future__ import annotations

from typing import Any

from language.text import Saying, _
from services import people
from services.talks import asking, carrying, talking
from services.telling import notice
from storage import on_duty, outbox, talks

_GONE = _("一位居民的聊天结束了：这位居民的记录已经合并或删除。")


async def hand_over(duplicate_id: int, keep_id: int, now_ms: int) -> None:
    """One record's talks and duty are the other's. Of two open talks the keeper's goes on; who has the other one hears that it is over."""
    theirs = await talks.open_of(duplicate_id)
    if theirs is not None and await talks.open_of(keep_id) is not None:
        await _call_off(duplicate_id, now_ms)
    await talks.hand_over(duplicate_id, keep_id)
    await on_duty.hand_over(duplicate_id, keep_id)


async def moved(person_id: int, now_ms: int) -> None:
    """The person lives elsewhere now: a talk with the old community is over, and its staff read nothing more of them."""
    person, found = await people.get(person_id), await talks.open_of(person_id)
    if person is not None and found is not None and found.community_id != person.community_id:
        await _call_off(person_id, now_ms, _("一位居民的聊天结束了：这位居民换了社区。"))


async def forget(person_id: int, now_ms: int) -> list[str]:
    """Somebody leaves for good: their talk ends, what was said in their talks goes, and so does what waits to be said of it.

    Talks that they have as staff go on to somebody else. Returns the blobs of the files. The rows go with the person.
    """
    await _call_off(person_id, now_ms)
    blobs = []
    for talk in await talks.of_person(person_id):
        for line in await talks.lines(talk.id):
            blobs += [line.blob] if line.blob else []
            for side in (0, 1):
                await outbox.forget_cause(f"talk-line:{line.id}:{side}")
    for talk in await talks.held_by(person_id):
        if talk.ended_ms is None:
            await talking.leave(talk, now_ms)
    return blobs


async def held(person_id: int) -> dict[str, Any]:
    """What is kept of the person's talks, with every word of them; and when they were in talks, and on duty, as staff."""
    return {
        "talks": [
            {
                "asked_ms": talk.asked_ms, "answered_ms": talk.answered_ms, "ended_ms": talk.ended_ms, "state": talk.state,
                "lines": [
                    {"by": "staff" if line.by_staff else "me", "at_ms": line.at_ms, "words": line.words, "file": line.file_kind}
                    for line in await talks.lines(talk.id)
                ],
            }
            for talk in await talks.of_person(person_id)
        ],
        "talks_as_staff": [
            {"asked_ms": talk.asked_ms, "answered_ms": talk.answered_ms, "ended_ms": talk.ended_ms}
            for talk in await talks.held_by(person_id)
        ],
        "on_duty": [{"community_id": where, "since_ms": since, "until_ms": until} for where, since, until in await on_duty.of(person_id)],
    }  # fmt: skip


async def _call_off(person_id: int, now_ms: int, why: Saying = _GONE) -> None:
    """The resident's open talk is over; who has it hears that."""
    found = await talks.open_of(person_id)
    if found is None or not await talks.end(found.id, now_ms):
        return
    await asking.follow(found, now_ms)
    await carrying.to_staff(found, notice(why, talking.TALKS), f"talk-ended:{found.id}", now_ms)
