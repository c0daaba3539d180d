"""How a case is called in one line, wherever it is listed or told of."""

from __future__ import annotations

from language.text import Joined, Saying, _
from services.cases.kinds import DECLINED, WAITING, Kind, shown
from storage.cases import Case

LONGEST = 24
"""Characters of somebody's words that stand for the whole."""


def headline(case: Case, kind: Kind) -> Saying:
    """What it is about and where, such as 「漏水、下水 · 3栋2单元」; else how its words begin, else the name of its kind."""
    category = kind.category(case.category)
    words = short(case.words)
    what: Saying = shown(category.name) if category is not None and category.id != "other" else words
    place = "" if what == words and case.place in words else case.place
    parts = tuple(part for part in (what, place) if part)
    return Joined(parts, " · ") if parts else words or shown(kind.name)


def state(case: Case, kind: Kind) -> Saying:
    """Where it stands. Before anybody has begun, what counts is whether neighbours see it; what was merged stands where that stands."""
    if case.merged_into is not None:
        return _("合到第{n}号一起办", n=case.merged_into)
    if case.shown == "refused" and case.phase in (WAITING, DECLINED):
        return _("没有公开")
    if case.shown == "asked" and case.phase == WAITING:
        return _("等社区看过再公开")
    known = kind.state(case.state)
    return shown(known.name) if known is not None else case.state


def told_whole(case: Case, kind: Kind) -> bool:
    """Whether the headline has all the words of the case, so that they need not be said below it."""
    category = kind.category(case.category)
    return len(case.words) <= LONGEST and (category is None or category.id == "other")


def short(words: str, most: int = LONGEST) -> str:
    """How somebody's words begin."""
    return words if len(words) <= most else words[: most - 1] + "…"
