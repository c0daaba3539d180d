"""Makes the one-time links to the desk that are asked for in the chat, and the one that the operator finds printed at start."""

from __future__ import annotations

from collections.abc import Callable

from bot.links import Links
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
        await db.write(lambda: signin.hand_link(errand, codes.fresh(), address, PATH, clock()))
        committed()

    return {signin.LINK: link}


async def operator_link(db: Database, address: str, now_ms: int) -> str:
    """The address at which whoever runs the service comes to the desk, once; "" where no community lives here yet."""
    known = await db.read(communities.every)
    if not known:
        return ""
    code = codes.long()
    await db.write(lambda: signin.operator_link(code, known[0].id, now_ms))
    return f"{address.rstrip('/')}{PATH}{code}"
