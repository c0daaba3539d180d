"""Where somebody lives, as it is written: "3栋2单元501", "3-2-501"."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from language.numerals import number

_ADDRESS = re.compile(r"(.+?)(?:栋|幢|号楼|座)\D*?(?:(\w+?)单元)?\W*(\w+?)[室号]?")


class Home(NamedTuple):
    """A door in its parts; "" for what was not said."""

    building: str
    unit: str
    room: str


def read_home(words: str) -> Home | None:
    """Building, unit (may be empty) and room of "3栋2单元501" or "3-2-501"; None where the room is not said."""
    plain = unicodedata.normalize("NFKC", words).replace(" ", "")
    if found := _ADDRESS.fullmatch(plain):
        return Home(*(_digits(part or "") for part in found.groups()))
    parts = re.split(r"[-—/]", plain)
    if len(parts) == 3 and all(parts):
        return Home(*parts)
    return None


def _digits(words: str) -> str:
    """三 as 3, so that doors sort and match however they were typed."""
    known = number(words)
    return words if known is None else str(known)
