"""Amounts of money as people type them: 8, 8.5, ８元, ¥8.50, 八块五, 十二元五角, 一百."""

from __future__ import annotations

import re
import unicodedata

from language.numerals import number

_YUAN = "元块圆"
_POINT = re.compile(rf"[¥￥]?(\d{{1,8}})\.(\d{{1,2}})[{_YUAN}]?钱?")
_WORDS = re.compile(rf"[¥￥]?([^{_YUAN}\s]+?)(?:[{_YUAN}]钱?(?:([^角毛分零整\s])[角毛]?(?:钱)?)?)?整?")


def read_money(text: str) -> int | None:
    """The amount in fen, 0 or more; None where the text is anything else. Behind 元 or 块 a digit alone counts tenths (八块五)."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()) if len(text) <= 40 else ""
    if found := _POINT.fullmatch(plain):
        return int(found[1]) * 100 + int(found[2].ljust(2, "0"))
    found = _WORDS.fullmatch(plain)
    if not found:
        return None
    yuan, tenths = number(found[1]), number(found[2]) if found[2] else 0
    return None if yuan is None or tenths is None or tenths > 9 else yuan * 100 + tenths * 10
