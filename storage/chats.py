"""What was said in somebody's chats, both sides, as far as it is kept: the outbox for a week, the page's history, and words in talks."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class Bubble(Struct, frozen=True):
    """One message. `own` is 1 for what the person said; `body` is the channel's payload where `ready` is 1, words where it is 2,
    else a neutral Outgoing."""

    at_ms: int
    n: int
    channel: str
    own: int
    ready: int
    body: str


# The page keeps both sides itself; of other channels only what the house said is kept, and what was said to a person in a talk.
_SAID = sql(
    "SELECT o.done_ms AS at_ms, o.id AS n, o.channel AS channel, 0 AS own, o.ready AS ready, o.body AS body"
    " FROM outbox o JOIN account a ON a.id = o.account_id WHERE a.person_id = :person_id AND o.channel <> 'web'"
    " AND o.state = 'sent' AND o.done_ms >= :since_ms AND o.done_ms < :before_ms"
    " UNION ALL SELECT w.at_ms, w.id, 'web', CASE WHEN w.client_id IS NULL THEN 0 ELSE 1 END, 1, w.body"
    " FROM web_message w JOIN account a ON a.external_id = w.external_id AND a.channel = 'web'"
    " WHERE a.person_id = :person_id AND w.at_ms >= :since_ms AND w.at_ms < :before_ms"
    " UNION ALL SELECT l.at_ms, l.id, '', 1, 2, l.words FROM talk_line l JOIN talk t ON t.id = l.talk_id"
    " WHERE t.person_id = :person_id AND l.by_staff = 0 AND l.words <> '' AND l.at_ms >= :since_ms AND l.at_ms < :before_ms"
    " ORDER BY 1 DESC, 4, 2 DESC LIMIT :most"
)


async def said(person_id: int, since_ms: int, before_ms: int, most: int) -> list[Bubble]:
    """The last messages before that moment, the newest first. What the person said on the page in a talk is there twice."""
    return await _SAID.all(Bubble, person_id=person_id, since_ms=since_ms, before_ms=before_ms, most=most)
