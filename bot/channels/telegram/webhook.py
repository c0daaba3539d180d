"""The webhook: 200 means committed. Anything else makes Telegram send the update again."""

from __future__ import annotations

import hmac
import json
import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.intake import Intake
from storage.database import StorageError

log = logging.getLogger(__name__)

PATH = "/telegram"
LARGEST = 4 * 1024 * 1024
_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def webhook_route(intake: Intake, secret: str, path: str = PATH) -> Route:
    """The route Telegram posts to: 200 after commit, 403 without the secret, 400 for what is no JSON, 503 to be sent again.

    Raises ValueError for an empty secret: without one, anybody could speak as anybody.
    """
    if not secret:
        raise ValueError("[telegram] webhook_secret is empty: put a long random word of letters and digits there.")

    async def take(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(_HEADER, "").encode(), secret.encode()):
            return Response(status_code=403)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LARGEST:
                return Response(status_code=413)
        try:
            update = json.loads(body.decode("utf-8", "replace"), strict=False)
        except (ValueError, RecursionError):
            return Response(status_code=400)
        try:
            await intake.take(update)
        except StorageError as error:
            log.error("An update waits because it could not be stored: %s", error)
            return Response(status_code=503)
        except Exception as error:  # not committed, so Telegram must send it again
            log.error("An update waits because it could not be handled (%s)", type(error).__name__)
            return Response(status_code=503)
        return Response(status_code=200)

    return Route(path, take, methods=["POST"])
