"""What an operator's tools ask for: numbers for Prometheus, whether the process is alive, whether it can work. Nobody is named."""

from __future__ import annotations

import hmac
import ipaddress
import logging
from collections.abc import Callable

from msgspec import Struct
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from conversation.parking import describe
from reminders import metrics
from storage import calls, inbox, outbox, reminders
from storage.database import Database, StorageError
from storage.outbox import Depth, Lane

log = logging.getLogger(__name__)

FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
"""What a proxy adds: a request that comes from this machine and carries one of them was made somewhere else."""


class Waiting(Struct, frozen=True):
    """What waits at one moment. `next_due_ms` is when the most urgent reminder is due, None where there is none."""

    messages: list[Depth]
    next_due_ms: int | None
    scheduled: int
    calls: int
    parked: int


def routes(db: Database, clock: Callable[[], int], unready: Callable[[], str], metrics_token: str = "") -> list[Route]:
    """`/metrics`, for this machine and for whoever has the token ("": nobody else), `/healthz` and `/readyz`.

    `unready` says, in English, why the service cannot be used yet, apart from its database; "" when it can.
    """

    async def scrape(request: Request) -> Response:
        if not _is_local(request) and not _has_token(request, metrics_token):
            raise HTTPException(404)  # as for any address that there is not
        now_ms = clock()
        _fill(await db.read(lambda: waiting(now_ms)), now_ms)
        return Response(generate_latest(metrics.REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def alive(request: Request) -> Response:
        return _plain("ok")

    async def ready(request: Request) -> Response:
        try:
            await db.read(reminders.next_due)
        except Exception as error:  # whatever it is, nothing can be done without the database
            log.error("not ready: %s", error if isinstance(error, StorageError) else describe(error))
            return _plain("not ready: the database cannot be read", 503)
        why = unready()
        return _plain(f"not ready: {why}", 503) if why else _plain("ready")

    return [Route("/metrics", scrape), Route("/healthz", alive), Route("/readyz", ready)]


async def waiting(now_ms: int) -> Waiting:
    """Everything that waits."""
    return Waiting(
        messages=await outbox.depths(),
        next_due_ms=await reminders.next_due(),
        scheduled=await reminders.count(),
        calls=await calls.count_all(now_ms),
        parked=await inbox.count_unseen(),
    )


def _fill(found: Waiting, now_ms: int) -> None:
    """Set the gauges. Nothing may be awaited between this and the reading of them: another scrape would come between."""
    # What has become empty is not among the depths any more, and would keep its old number.
    for shown in [sample.labels for family in metrics.pending.collect() for sample in family.samples]:
        metrics.pending.labels(**shown).set(0)
    for depth in found.messages:
        metrics.pending.labels(depth.channel, Lane(depth.lane).name.lower()).set(depth.number)
    overdue_ms = 0 if found.next_due_ms is None else max(0, now_ms - found.next_due_ms)
    metrics.overdue.set(overdue_ms / 1000)
    metrics.scheduled.set(found.scheduled)
    metrics.calls.set(found.calls)
    metrics.parked.set(found.parked)


def _is_local(request: Request) -> bool:
    """Whether it was made on this machine, and by nobody else through a proxy here."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _has_token(request: Request, token: str) -> bool:
    given = request.headers.get("authorization", "")
    return token != "" and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


def _plain(text: str, status: int = 200) -> Response:
    return Response(text, status, {"Cache-Control": "no-store"}, "text/plain")
