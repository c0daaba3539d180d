"""Suggestions: what waits to be read before neighbours see it, what they see and support, and what they do not."""

from __future__ import annotations

import msgspec

from desk.cases.acting import LONGEST, came, fitting
from desk.cases.case import case, case_at_hand
from desk.pages import Done, Pages, Shown, Visit
from language.text import _
from services.cases import board, moderation
from services.cases.outcomes import CaseOutcome
from storage.case_board import Filter

pages = Pages()

A_PAGE = 30


class Show(msgspec.Struct, frozen=True):
    """Neighbours may see it. `listed`: that was said in the list, where one goes on to the next."""

    listed: bool = False


class Hide(msgspec.Struct, frozen=True):
    """Neighbours do not see it, because of `reason` (`often`: one that is given often); staff see to it all the same (`goes_on`)."""

    often: int = 0
    reason: str = ""
    goes_on: bool = False


@pages.get("/cases/suggestions", may="cases.office")
async def suggestions(visit: Visit) -> Shown:
    """What waits, and the rest of them: the most supported, or those that were not shown."""
    view = visit.query.get("view", "")
    view = view if view in ("shown", "refused", "over") else "asked"
    skip = min(visit.number("skip"), 100_000)
    waiting, _late = await board.number(visit.community_id, visit.by, Filter(shown=moderation.ASKED, over=1), visit.now_ms)
    tiles = await board.suggestions(visit.community_id, visit.by, view, visit.now_ms, A_PAGE + 1, skip)
    return visit.show(
        "cases/suggestions.html", view=view, tiles=tiles[:A_PAGE], more=len(tiles) > A_PAGE, skip=skip, most=A_PAGE,
        waiting=waiting,
    )  # fmt: skip


@pages.post("/cases/{case_id:int}/show", may="cases.office", form=Show, again=case)
async def show(visit: Visit, form: Show) -> Done:
    """Neighbours see it from now on; its author hears so."""
    found = await case_at_hand(visit)
    outcome = await moderation.let_be_seen(found.case.id, visit.by, visit.now_ms)
    done = came(outcome, found.case.id, _("公开了，已经告诉提的人。"))
    return Done("/cases/suggestions", done.said) if form.listed else done


@pages.post("/cases/{case_id:int}/hide", may="cases.office", form=Hide, again=case)
async def hide(visit: Visit, form: Hide) -> Done:
    """Neighbours do not see it, or no more, with a reason that its author hears."""
    found = await case_at_hand(visit)
    often = list(moderation.REASONS.values())
    chosen = often[form.often - 1].source if 0 < form.often <= len(often) else ""
    words = fitting("\n".join(part for part in (chosen, form.reason.strip()) if part), LONGEST, "reason")
    outcome: CaseOutcome
    if found.case.shown == moderation.SHOWN:
        outcome = await moderation.take_back(found.case.id, words, visit.by, visit.now_ms)
        return came(outcome, found.case.id, _("邻居看不到了，已经告诉提的人。"), "reason")
    outcome = await moderation.refuse(found.case.id, words, visit.by, visit.now_ms, goes_on=form.goes_on)
    return came(outcome, found.case.id, _("没有公开，已经告诉提的人。"), "reason")
