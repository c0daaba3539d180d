"""Where somebody lives, as it is written: "3栋2单元501", "3-2-501"."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from language.numerals import number

_ADDRESS = re.compile(r"(.+?)(?:栋|幢|号楼|座)\D*?(?:(\w+?)单元)?\W*(\w+?)[室号]?")
_PART = re.compile(r"(?:(\w+?)(?:栋|幢|号楼|座))?(?:(\w+?)单元)?(?:(\w+?)[室号]?)?")
_ENDINGS = re.compile(r"\s+|(栋|幢|号楼|座|单元|室|号|#)$")


class Home(NamedTuple):
    """A door in its parts; "" for what was not said."""

    building: str
    unit: str
    room: str


def read_home(words: str) -> Home | None:
    """Building, unit (may be empty) and room of "3栋2单元501" or "3-2-501"; None where the room is not said."""
    plain = _plain(words)
    if found := _ADDRESS.fullmatch(plain):
        return Home(*(_digits(part or "") for part in found.groups()))
    parts = re.split(r"[-—/]", plain)
    if len(parts) == 3 and all(parts):
        return Home(*parts)
    return None


def read_part_of_home(words: str) -> Home | None:
    """A home, or what was said of one: "3栋", "3栋1单元", "3-502", "502室". None where it is none of these."""
    plain = _plain(words)
    if not re.search(r"\d", plain) and not re.search("[栋幢座]|号楼|单元", plain):
        return None
    if (found := _PART.fullmatch(plain)) and re.search("[栋幢座室]|号楼|单元", plain):
        return Home(*(_digits(part or "") for part in found.groups()))
    if whole := read_home(words):
        return whole
    parts = re.split(r"[-—/]", plain)
    return Home(parts[0].removesuffix("#"), "", parts[1]) if len(parts) == 2 and all(parts) else None


def plain_part(words: str) -> str:
    """One part of a home without what it is called: of "3栋", "2单元" and "501室" the number."""
    return _ENDINGS.sub("", unicodedata.normalize("NFKC", words.strip()))


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).replace(" ", "")


def _digits(words: str) -> str:
    """三 as 3, so that doors sort and match however they were typed."""
    known = number(words)
    return words if known is None else str(known)
