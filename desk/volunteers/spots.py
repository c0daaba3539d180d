"""Spots: where rounds pass, and their codes to print and put up."""

from __future__ import annotations

from desk.pages import NotHere, Pages, Shown, Visit
from desk.volunteers import asked
from language.text import Text, _
from services.courses import Refused
from services.patrol import hour_papers
from services.posters import drawn
from storage import duties, spots

pages = Pages()
_CAPTIONS: dict[str, Text] = {"web": _("微信或手机浏览器扫码"), "telegram": _("Telegram 扫码")}


@pages.get("/volunteers/spots", may="volunteers.see")
async def every(visit: Visit) -> Shown:
    """The spots, and which rounds pass them."""
    passing: dict[int, list[str]] = {}
    for duty in await duties.of_community(visit.community_id):
        if duty.need:
            for spot in await spots.of_duty(duty.id):
                passing.setdefault(spot.id, []).append(duty.name)
    return visit.show(
        "volunteers/spots.html",
        spots=await spots.of_community(visit.community_id),
        passing=passing,
        staff=await asked.works_here(visit),
    )


@pages.get("/volunteers/spots/codes", may="volunteers.change", notes=True)
async def codes(visit: Visit) -> Shown:
    """The codes, a page each. That they are printed is written down."""
    found = await hour_papers.print_codes(visit.community_id, visit.by, visit.now_ms)
    if isinstance(found, Refused):
        raise NotHere
    made = [
        (spot, [(drawn(address), _CAPTIONS[channel]) for channel, address in visit.links(f"spot_{spot.code}").items()])
        for spot in found
    ]
    return visit.show("volunteers/codes.html", made=made, reachable=bool(visit.links("spot")))
