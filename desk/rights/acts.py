"""Who did what: the audit trail, in words, page by page and to take along."""

from __future__ import annotations

from typing import Any

from desk.downloads import CHUNK, Chunk, Download, Table
from desk.pages import Pages, Shown, Visit
from language.text import Moment, _
from services import acts, staff

pages = Pages()

A_PAGE = 50


@pages.get("/rights/acts", may="rights.see")
async def listed(visit: Visit) -> Shown:
    """The newest acts, of everybody or of one, and the older ones behind them."""
    actor_id, before = visit.number("who"), visit.number("before")
    found = await acts.page(visit.community_id, visit.by, actor_id=actor_id, before_id=before, most=A_PAGE + 1)
    holders = {holder.person_id: holder.name for holder in await staff.holders(visit.community_id)}
    return visit.show(
        "rights/acts.html", lines=found[:A_PAGE], older=found[A_PAGE - 1].id if len(found) > A_PAGE else 0, actor_id=actor_id,
        people=[("", _("所有人")), *holders.items()],
    )  # fmt: skip


@pages.get("/rights/acts.xlsx", may="rights.see", notes=True)
async def exported(visit: Visit) -> Download:
    """Everything that was done here."""
    await acts.note_export(visit.community_id, visit.by, visit.now_ms)
    community_id, by = visit.community_id, visit.by

    async def rows(after: Any) -> Chunk:
        found = await acts.page(community_id, by, before_id=after or 0, most=CHUNK)
        return Chunk(
            [(Moment(line.at_ms), line.who or _("系统"), line.what, line.about) for line in found],
            found[-1].id if len(found) == CHUNK else None,
        )

    return Download(_("操作记录"), [Table(_("操作记录"), (_("时间"), _("谁"), _("做了什么"), _("关于")), rows)])
