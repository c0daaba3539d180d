"""Bringing the kinds of case and the answers of a community file into the database."""

from __future__ import annotations

from language.text import Text, _
from services.cases import kinds
from services.cases.kinds import Kind, shown
from services.community.cases import AnswerPart
from storage import case_kinds


async def load_cases(community_id: int, named: list[Kind]) -> list[Text]:
    """The kinds of case, in the order of the file; without any, those that every community has. Returns what the office should know."""
    before = await kinds.of(community_id)
    await kinds.keep(community_id, list(named))
    kept = {kind.id for kind in await kinds.of(community_id)}
    return [
        _("文件里没有「{kind}」这一类：居民不能再报新的，已经报的照常处理。", kind=shown(kind.name))
        for kind in before
        if kind.id not in kept
    ]


async def load_answers(community_id: int, named: list[AnswerPart]) -> None:
    """What staff often answer, in the order of the file."""
    await case_kinds.replace_answers(community_id, [(answer.title, answer.words) for answer in named])
