"""Makes the one-time links to the desk that are asked for in the chat, and the one that the operator finds printed at start."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.links import Links
from bot.settings import Settings
from conversation.errand_runner import Doer
from services import codes, signin
from storage import communities
from storage.database import Database
from storage.errands import Errand

PATH = "/desk/in/"


def desk_link_doers(db: Database, clock: Callable[[], int], committed: Callable[[], None], links: Links) -> dict[str, Doer]:
    """The doer of the errand that makes a link."""

    async def link(errand: Errand) -> None:
        address = links.web.rstrip("/")
        await db.write(lambda: signin.hand_link(errand, codes.fresh(), codes.long(), address, PATH, clock()))
        committed()

    return {signin.LINK: link}


def desk_address(settings: Settings) -> str:
    """Where the operator's own browser finds the page: on this machine, unless it has a public address."""
    return settings.web.public_url or f"http://localhost:{settings.web.port}"


async def operator_link(db: Database, community_id: int, address: str, now_ms: int) -> str:
    """The address at which whoever runs the service comes to a community's desk, once."""
    code = codes.long()
    await db.write(lambda: signin.operator_link(code, community_id, now_ms))
    return f"{address.rstrip('/')}{PATH}{code}"


async def link_at_start(db: Database, settings: Settings, now_ms: int) -> str:
    """The operator's link to print at start; "" where a log would keep it for others: nobody looks, and somebody administers already."""
    known = await db.read(communities.every)
    if not known or (await db.read(lambda: signin.administered(known[0].id)) and not sys.stdout.isatty()):
        return ""
    return await operator_link(db, known[0].id, desk_address(settings), now_ms)
