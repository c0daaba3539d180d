"""The kinds of case of a community, as its file describes them (JSON), and the answers that staff give often."""

from __future__ import annotations

from msgspec import Struct

from storage.sql import sql


class CannedAnswer(Struct, frozen=True):
    """Words that staff need not write anew."""

    id: int
    title: str
    words: str


_OF = sql("SELECT body FROM case_kind WHERE community_id = :community_id ORDER BY n")
_SAVE = sql("INSERT INTO case_kind (community_id, slug, n, body) VALUES (:community_id, :slug, :n, :body) RETURNING id")
_CLEAR = sql("DELETE FROM case_kind WHERE community_id = :community_id RETURNING id")
_ANSWERS = sql("SELECT id, title, words FROM canned_answer WHERE community_id = :community_id ORDER BY n")
_SAVE_ANSWER = sql(
    "INSERT INTO canned_answer (community_id, n, title, words) VALUES (:community_id, :n, :title, :words) RETURNING id"
)
_CLEAR_ANSWERS = sql("DELETE FROM canned_answer WHERE community_id = :community_id RETURNING id")


async def of(community_id: int) -> list[str]:
    """The kinds in their order, each as JSON."""
    return await _OF.all(str, community_id=community_id)


async def replace(community_id: int, kinds: list[tuple[str, str]]) -> None:
    """These kinds, by their ids, and no others. Those that are so already keep their rows."""
    if await of(community_id) == [body for _slug, body in kinds]:
        return
    await _CLEAR.run(community_id=community_id)
    for n, (slug, body) in enumerate(kinds):
        await _SAVE.run(community_id=community_id, slug=slug, n=n, body=body)


async def answers(community_id: int) -> list[CannedAnswer]:
    """What staff often answer, in the order of the file."""
    return await _ANSWERS.all(CannedAnswer, community_id=community_id)


async def replace_answers(community_id: int, given: list[tuple[str, str]]) -> None:
    """These answers (title, words), and no others. Those that are so already keep their ids: somebody may be choosing one."""
    if [(answer.title, answer.words) for answer in await answers(community_id)] == given:
        return
    await _CLEAR_ANSWERS.run(community_id=community_id)
    for n, (title, words) in enumerate(given):
        await _SAVE_ANSWER.run(community_id=community_id, n=n, title=title, words=words)
