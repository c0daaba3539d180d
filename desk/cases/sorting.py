"""What a case is: its kind, its category, how bad it is, where it is; and which others are the same."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from desk.cases.acting import came, fitting
from desk.cases.case import case_at_hand
from desk.cases.filters import number
from desk.pages import Done, NotHere, Pages, Shown, Visit, Wrong
from language.text import Text, _
from services.cases import classifying, following, kinds, merging, naming, places, refusing, seeing, twins
from services.cases.outcomes import CaseOutcome, Refused
from storage.cases import Case

pages = Pages()

MOST_LISTED = 30
MOST_MERGED = 200


class Sort(msgspec.Struct, frozen=True):
    """What of these is not as it was; "" leaves it."""

    kind: str = ""
    category: str = ""
    severity: str = ""
    spot: int = 0
    place: str = ""


class Merge(msgspec.Struct, frozen=True):
    """Which cases are the same, by id and by a number that was typed, and which of them goes on."""

    ids: list[int] = []
    number: str = ""
    into: int = 0


class Propose(msgspec.Struct, frozen=True):
    """As which other suggestion it may go on."""

    into: int


@pages.get("/cases/{case_id:int}/sort", may="cases.office")
async def sorting(visit: Visit) -> Shown:
    """What the case is taken for now, each of it to be changed."""
    found = await case_at_hand(visit)
    return visit.show(
        "cases/sort.html", case=found.case, kind=found.kind, what=naming.headline(found.case, found.kind),
        kinds=[(one.id, kinds.shown(one.name)) for one in await kinds.of(visit.community_id)],
        categories=[(one.id, kinds.shown(one.name)) for one in found.kind.categories],
        severities=[(one.id, kinds.shown(one.name)) for one in found.kind.severities],
        spots=[(spot.id, spot.name) for spot in await places.spots_of(visit.community_id)],
    )  # fmt: skip


@pages.post("/cases/{case_id:int}/sort", may="cases.office", form=Sort, again=sorting)
async def sort(visit: Visit, form: Sort) -> Done:
    """Change what is not as it was."""
    found = await case_at_hand(visit)
    one, changes = found.case, list[tuple[str, CaseOutcome]]()
    if form.category and form.category != one.category and form.kind in ("", one.kind):
        changes.append(("category", await classifying.set_category(one.id, form.category, visit.by, visit.now_ms)))
    if form.severity and form.severity != one.severity and form.kind in ("", one.kind):
        changes.append(("severity", await classifying.set_severity(one.id, form.severity, visit.by, visit.now_ms)))
    known = await places.spots_of(visit.community_id)
    spot = next((spot for spot in known if spot.id == form.spot), None)
    where = (
        places.of_spot(spot.id, spot.name)
        if spot is not None
        else places.said(fitting(form.place, places.LONGEST, "place"), None, known)
    )
    if (where.words or where.key) and (spot is not None or where.words != one.place):
        changes.append(("place", await classifying.set_place(one.id, where, visit.by, visit.now_ms)))
    if form.kind and form.kind != one.kind:
        changes.append(("kind", await classifying.set_kind(one.id, form.kind, visit.by, visit.now_ms)))
    for field, outcome in changes:
        came(outcome, one.id, "", field)
    return Done(f"/cases/{one.id}", _("改好了。") if changes else _("没有要改的。"))


@pages.get("/cases/{case_id:int}/merge", may="cases.office")
async def merging_page(visit: Visit) -> Shown:
    """What may be the same: at the place, in the words, of the same hours. Of a suggestion, as what it may go on."""
    found = await case_at_hand(visit)
    one = found.case
    if one.closed_ms is not None:
        raise NotHere
    what = naming.headline(one, found.kind)
    if found.kind.public == "moderated":
        others = await merging.candidates(one, visit.by)
        return visit.show("cases/propose.html", case=one, what=what, others=_named(others, found.kind))
    like = await twins.of(one.id, visit.by, visit.now_ms)
    return visit.show(
        "cases/merge.html", case=one, what=what, same=_named(like.same[:MOST_LISTED], found.kind),
        wave=_named(like.wave[:MOST_LISTED], found.kind), more=max(len(like.same) - MOST_LISTED, 0) + max(len(like.wave) - MOST_LISTED, 0),
    )  # fmt: skip


@pages.post("/cases/{case_id:int}/merge/look", may="cases.office", form=Merge, again=merging_page)
async def look(visit: Visit, form: Merge) -> Shown:
    """Before they are merged: which one goes on, who follows them, and whom no message reaches."""
    found = await case_at_hand(visit)
    chosen = await _chosen(visit, found.case, form)
    every = [found.case, *chosen]
    reach = await following.reach([one.id for one in every], visit.by)
    best = max(every, key=lambda one: (one.followers, -one.id))
    return visit.show(
        "cases/merge_look.html", case=found.case, every=_named(every, found.kind), best=best.id,
        reach=reach,
    )  # fmt: skip


@pages.post("/cases/{case_id:int}/merge", may="cases.office", form=Merge, again=merging_page)
async def merge(visit: Visit, form: Merge) -> Done:
    """Make one of them."""
    found = await case_at_hand(visit)
    every = [found.case, *await _chosen(visit, found.case, form)]
    into = form.into or found.case.id
    if into not in [one.id for one in every]:
        raise Wrong(_("请选留下哪一件。"))
    merged = await twins.merge_these(into, [one.id for one in every if one.id != into], visit.by, visit.now_ms)
    if isinstance(merged, Refused):
        raise Wrong(refusing.ACT.get(merged.why, _("这几件现在不能合，请再看一遍。")))
    if not merged:
        raise Wrong(_("这几件现在不能合，请再看一遍。"))
    return Done(f"/cases/{into}", _("并进来{n}件，都在第{case}号里了，会告诉关注的人。", n=merged, case=into))


@pages.post("/cases/{case_id:int}/propose", may="cases.office", form=Propose, again=merging_page)
async def propose(visit: Visit, form: Propose) -> Done:
    """Ask the author of a suggestion whether it may go on as another one."""
    found = await case_at_hand(visit)
    why: dict[str, Text] = {
        "closed": _("有一条已经办完了，不能合。"), "needs author": _("提的人找不到了，不能合。")
    }  # fmt: skip
    outcome = await merging.propose(found.case.id, form.into, visit.by, visit.now_ms)
    return came(outcome, found.case.id, _("问了，对方同意才合；7天没回答就不合。"), "", why)


async def _chosen(visit: Visit, case: Case, form: Merge) -> Sequence[Case]:
    """The other cases that were chosen. Raises Wrong where there is none, or one that cannot be the same."""
    ids = list(dict.fromkeys(one for one in form.ids if one != case.id))[:MOST_MERGED]
    if form.number:
        typed = number(form.number)
        if not typed or typed == case.id:
            raise Wrong(number=_("请写另一件的编号，例如 12。"))
        ids.append(typed)
    if not ids:
        raise Wrong(_("请先选要合并的。"))
    chosen: list[Case] = []
    for one in dict.fromkeys(ids):
        found = await seeing.look(one, visit.by, visit.now_ms)
        if found is None or (found.case.community_id, found.case.kind) != (case.community_id, case.kind):
            raise Wrong(number=_("第{n}号不是同一种类的，不能合。", n=one))
        if found.case.closed_ms is not None:
            raise Wrong(number=_("第{n}号已经办完了，不能合。", n=one))
        chosen.append(found.case)
    return chosen


def _named(found: Sequence[Case], kind: kinds.Kind) -> list[tuple[Case, object]]:
    return [(one, naming.headline(one, kind)) for one in found]
