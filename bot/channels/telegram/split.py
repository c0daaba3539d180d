"""Texts in Telegram's measure: UTF-16 code units."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import combining, east_asian_width

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024

_UNSENDABLE = re.compile("[\0\ud800-\udfff]")
_JOINERS = frozenset("\u200d\ufe0f\ufe0e")


def clean(text: str) -> str:
    """The text without NUL and lone surrogates, which neither JSON nor a database can carry."""
    return text if text.isascii() and "\0" not in text else _UNSENDABLE.sub("", text)


def units(text: str) -> int:
    """The length in UTF-16 code units, as Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` units that ends between two visible characters, where that is possible."""
    if units(text) <= limit:
        return text
    at = min(limit, len(text))
    while units(text[:at]) > limit:
        at -= units(text[:at]) - limit + 1 >> 1
    for back in range(at, max(0, at - 16), -1):
        if not _joined(text[back - 1], text[back]):
            return text[:back]
    return text[:at]


def _joined(before: str, after: str) -> bool:
    return after in _JOINERS or before == "\u200d" or combining(after) != 0 or "\U0001f3fb" <= after <= "\U0001f3ff"


def split(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """The text in parts of at most `limit` units: cut between paragraphs, else lines, else sentences, else anywhere.

    Nothing but white space at the cuts is lost. An empty text has no parts.
    """
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        head = cut(rest, limit)
        end = _boundary(head, rest[len(head) : len(head) + 1])
        parts.append(rest[:end].rstrip())
        rest = rest[end:].lstrip()
    return [*parts, rest] if rest else parts


def _boundary(head: str, following: str) -> int:
    """Where to cut: after the last good boundary in the second half of `head`, else at its end."""
    if following == "\n":
        return len(head)
    half = len(head) // 2
    for pattern in (r"\n\s*\n", r"\n", r"[。！？!?；;]+|\.(?=\s)", r"\s"):
        ends = [found.end() for found in re.finditer(pattern, head) if found.end() > half]
        if ends:
            return ends[-1]
    return len(head)


@lru_cache(1024)
def width(label: str) -> int:
    """How wide a label looks: 2 for a Chinese character or an emoji, 1 for a Latin letter."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in label)
