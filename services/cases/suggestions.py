"""What neighbours may see and support once staff let them: finding it, supporting it, and how it gets on."""

from __future__ import annotations

from collections.abc import Sequence

from language.message import Attached
from services.cases import files, following, kinds, news, seeing, similar
from services.cases.kinds import DECLINED, WAITING, Kind
from services.cases.outcomes import Already, CaseOutcome, Done, Refused
from services.cases.similar import Alike
from storage import audit, case_events, case_followers, cases
from storage.cases import Case

MOST = 80
"""So many of a kind are listed, those with the most supporters first."""


async def moderated(community_id: int) -> list[Kind]:
    """The kinds of which neighbours see what staff let be seen."""
    return [kind for kind in await kinds.of(community_id) if kind.public == "moderated"]


async def offered(community_id: int) -> list[Kind]:
    """Those of them that ask for nothing but words and photos."""
    return [
        kind
        for kind in await moderated(community_id)
        if set(kind.asks) <= {"words", "photo"} and not kind.questions and not kind.categories
    ]


async def public(community_id: int) -> list[tuple[Case, Kind]]:
    """What everybody of the community may read: open ones first, those with the most supporters first."""
    listed = [
        (case, kind) for kind in await moderated(community_id) for case in await cases.public(community_id, kind.id, MOST)
    ]
    return sorted(listed, key=lambda one: (one[0].closed_ms is not None, -one[0].followers, -one[0].id))


async def alike(community_id: int, kind: Kind, words: str) -> list[Alike]:
    """What neighbours brought up already and may be the same."""
    return await similar.find(community_id, kind.id, words, "", "")


async def support(case_id: int, by: int, now_ms: int) -> CaseOutcome:
    """Support it, once; from then on one hears how it gets on. A child does not without its guardian."""
    return await following.join(case_id, by, now_ms, why="support")


async def withdraw(case_id: int, by: int) -> CaseOutcome:
    """Support it no more. Its author cannot: it is theirs."""
    follower = await case_followers.get(case_id, by)
    if follower is None:
        return Already(case_id)
    if follower.why == "reporter":
        return Refused("not yours")
    await following.leave(case_id, by)
    return Done(case_id)


async def progress(
    case_id: int, words: str, by: int, now_ms: int, *, photos: Sequence[Attached] = (), account_id: int = 0, channel: str = ""
) -> CaseOutcome:
    """Staff, or the lead of the team that sees to it, say how it gets on; everybody who follows it hears so, with the first photo."""
    found = await seeing.look(case_id, by, now_ms)
    if found is None:
        return Refused("no such case")
    if not found.acts:
        return Refused("not yours")
    case = found.case
    if case.merged_into is not None or case.phase in (WAITING, DECLINED):
        return Refused("closed")
    if not words.strip():
        return Refused("nothing said")
    event_id = await case_events.add(case_id, by, "progress", now_ms, state=case.state, words=words.strip())
    await files.keep(case_id, event_id, by, photos, account_id, channel, now_ms)
    await news.spread(event_id, case.community_id, now_ms)
    await audit.note(case.community_id, by, "case progress", f"case:{case_id}", now_ms)
    return Done(case_id, event_id)
