"""Which courses people mean by their own names for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from handlers.vocabulary import MISTYPED, NO_SUBJECT, OTHER_NAMES, SIMPLIFIED, SPOKEN

LONGEST = 500
"""Characters that are looked at: who wishes something says so early."""

_GAP = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_BETWEEN = re.compile(r"[\W_]+")
_SUBJECT = re.compile(
    r"(?:学习?|报名?|上|参加|练|取消|抢|约)(?:一下|一个|一门|个|点|些)?的?(?!什么|哪|课|名|了|吗|不)(?P<subject>[\u4e00-\u9fffa-z]{2,8})"
)
_LIKE_ENOUGH = 66
"""Per cent: one wrong character in three."""


class Meant(NamedTuple):
    """The titles that are meant. Not `sure`: only something like them was said."""

    titles: tuple[str, ...] = ()
    sure: bool = True


def fold(text: str) -> str:
    """The text as it is compared: its first part, in small letters and common characters, mistypings mended."""
    text = _GAP.sub("", text[:LONGEST].translate(SIMPLIFIED).lower().strip())
    for table in (SPOKEN, MISTYPED):
        for said, meant in table.items():
            text = text.replace(said, meant)
    return text


def meant(folded: str, titles: Sequence[str]) -> Meant:
    """The titles that the folded text names: in part or whole, by another name, and failing these by a likeness."""
    renamed = folded
    for said, name in OTHER_NAMES.items():
        renamed = renamed.replace(said, name)
    text = folded if renamed == folded else f"{renamed} {folded}"
    cores = {title: _cores(title) for title in titles}
    named = {title: found for title in titles if (found := {hit for core in cores[title] if (hit := _hit(core, text))})}
    if named:
        return Meant(tuple(title for title in named if not _said_less(named[title], named.values())))
    return Meant(tuple(title for title in titles if any(_alike(core, text) for core in cores[title])), sure=False)


def subject(folded: str) -> str:
    """What somebody wants to learn or give up, in their own words; "" where they do not say."""
    match = _SUBJECT.search(folded)
    said = _BETWEEN.sub("", NO_SUBJECT.sub(" ", match["subject"])) if match else ""
    return said if len(said) > 1 else ""


def _cores(title: str) -> list[str]:
    whole = [part for part in _BETWEEN.split(fold(title)) if part]
    cores = [core for part in whole for core in NO_SUBJECT.sub(" ", part).split() if len(core) > 1]
    return cores or [part for part in whole if len(part) > 1]


def _hit(core: str, text: str) -> str:
    """The longest part of the core, two characters or more, that stands in the text. A word in Latin letters counts whole."""
    if core.isascii():
        return core if re.search(rf"(?<![a-z0-9]){re.escape(core)}(?![a-z0-9])", text) else ""
    for length in range(len(core), 1, -1):
        for start in range(len(core) - length + 1):
            if (part := core[start : start + length]) in text:
                return part
    return ""


def _said_less(hits: set[str], all_hits: Iterable[set[str]]) -> bool:
    """Whether another title was named by the same words and by more: 寒假托管 is not the summer's 托管."""
    size = sum(map(len, hits))
    return any(
        sum(map(len, others)) > size and all(any(hit in other for other in others) for hit in hits) for others in all_hits
    )


def _alike(core: str, text: str) -> bool:
    from rapidfuzz import fuzz  # only words that nothing else explains pay for it

    if len(core) >= 3:
        return len(text) >= len(core) and fuzz.partial_ratio(core, text, score_cutoff=_LIKE_ENOUGH) > 0
    said = subject(text)[:2]
    return len(said) == 2 and any(a == b for a, b in zip(core, said, strict=True))
