"""How the service writes its log, to the standard error: a line for people, or a JSON object a line for whatever collects them."""

from __future__ import annotations

import json
import logging
import re
import sys
from types import TracebackType
from typing import Literal

from pythonjsonlogger.core import RESERVED_ATTRS, merge_record_extra
from pythonjsonlogger.json import JsonFormatter

CHATTY = ("httpx", "apscheduler", "alembic", "uvicorn.error", "uvicorn", "asyncio")
"""Libraries that are heard only when something is wrong."""
_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_WORD = re.compile(r'[^\s"=]+')


def configure(form: Literal["text", "json"]) -> None:
    """Write the log in this form from now on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)
    if form == "json":
        sys.excepthook = _log_the_end


def formatter(form: Literal["text", "json"]) -> logging.Formatter:
    """What makes a line of a record, its extra fields and its traceback."""
    if form == "text":
        return _Text(_LINE)
    names = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
    # "time" stands in the list for its place; it is filled in as UTC, ISO 8601.
    return JsonFormatter(["time", "levelname", "name", "message"], rename_fields=names, timestamp="time")


class _Text(logging.Formatter):
    """The extra fields of a record follow its message as key=value; a traceback stands below, as ever."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        extra = merge_record_extra(record, {}, RESERVED_ATTRS)
        return " ".join([super().formatMessage(record), *(f"{key}={_word(value)}" for key, value in extra.items())])


def _word(value: object) -> str:
    """The value as one word: in quotation marks where it is more, so that a record stays one line."""
    text = str(value)
    return text if _WORD.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _log_the_end(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What ends the program is a line of the log, too, and no text between its JSON."""
    logging.getLogger("bot").critical("the program ended with an error", exc_info=(kind, error, trace))
