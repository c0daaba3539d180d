"""Whole numbers as people type them: 2, ２, 二, 两, 十二, 一百零五, 廿三."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {c: n for n, chars in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九")) for c in chars}
_D = "[一二两三四五六七八九]"
_BELOW_TEN_THOUSAND = re.compile(rf"(?:({_D})千)?(?:零?({_D})百)?(?:零?({_D}?)(十))?(?:(零?)({_D}))?")
_OPTION = re.compile(
    r"[\s(【\[]*(?:我|就|那|想|要|选择?|来)*\s*(?:第\s*(?P<nth>\S+?)\s*[个号项条种位门节]?|(?P<plain>\S+?)\s*[号份]?)"
    r"\s*(?:吧|的|呢|啊|呀|好了)*[\s.。、,，)】\]!！~]*"
)
_LONGEST = 15
_KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")


def number(text: str) -> int | None:
    """The whole number that the text is, 0 or more; None where it is anything else.

    Digits may be ASCII, full-width or Chinese, with units (一百零五, 一百五 = 150) or one by one (二零二六); up to 99,999,999
    in Chinese and 15 digits otherwise.
    """
    text = _plain(text)
    if text.isascii():
        return int(text) if text.isdigit() and len(text) <= _LONGEST else None
    text = text.replace("〇", "零").replace("廿", "二十").replace("卅", "三十")
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text)) if text and len(text) <= _LONGEST else None
    head, ten_thousand, tail = text.partition("万")
    if not ten_thousand:
        return _below_ten_thousand(text)
    high = _below_ten_thousand(head)
    if tail in _DIGITS and tail != "零":  # 一万二 is 12,000
        low: int | None = _DIGITS[tail] * 1000
    else:
        low = _below_ten_thousand(tail) if tail else 0
    return high * 10_000 + low if high and low is not None else None


def row_id(text: str) -> int:
    """The id in a button's data or behind a command ("/course 12"); 0, which no row has, where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST else 0


def ordinal(text: str) -> int | None:
    """Which numbered option a person means by "2", "２", "二", "第二个", "2号", "两份", "选2", "2." or "②": 1 or more, else None."""
    match = _OPTION.fullmatch(_plain(text))
    if not match:
        return None
    return number(match["nth"] or match["plain"]) or None


def _plain(text: str) -> str:
    """Full-width, circled and keycap digits as ASCII ones."""
    return unicodedata.normalize("NFKC", text.translate(_KEYCAP)).strip() if len(text) <= 40 else ""


def _below_ten_thousand(text: str) -> int | None:
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if not match or not text:
        return None
    thousands, hundreds, tens, ten, zero, unit = match.groups()
    value = _DIGITS.get(thousands, 0) * 1000 + _DIGITS.get(hundreds, 0) * 100
    if ten:
        value += _DIGITS.get(tens, 1) * 10
    if unit:
        # 一百五 is 150 and 三千二 is 3,200, but 一百零五 is 105
        value += _DIGITS[unit] * (1 if ten or zero else 10 if hundreds else 100 if thousands else 1)
    return value
