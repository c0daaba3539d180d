"""How people write telephone numbers."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?([2-9]\d{6,7})")
_SHORT_LANDLINE = re.compile(r"[2-9]\d{6,7}")


def read_phone(words: str) -> str | None:
    """A mainland number in its plain form, "13812345678", "027-84951234" or a local "84951234", however it was typed; else None."""
    narrow = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in words)
    number = re.sub(r"[\s().·\u3000-]", "", narrow)
    number = re.sub(r"^(\+|00)?86(?=1[3-9]\d{9}$|0?\d{9,11}$)", "", number)
    if _MOBILE.fullmatch(number):
        return number
    if not number.startswith("0") and len(number) in (9, 10, 11) and number != narrow.strip():
        number = "0" + number  # +86 27 8495 1234: abroad the area code loses its 0
    if landline := _LANDLINE.fullmatch(number):
        area, rest = landline.groups()
        if area in ("010",) or area.startswith("02"):
            area, rest = number[:3], number[3:].lstrip("-")
        else:
            area, rest = number[:4], number[4:].lstrip("-")
        return f"{area}-{rest}" if len(rest) in (7, 8) and rest[0] in "23456789" else None
    return number if _SHORT_LANDLINE.fullmatch(number) else None
