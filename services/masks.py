"""Names and numbers as they are shown before anybody needs to see them whole."""

from __future__ import annotations

import re

STARS = "****"
_NUMBER = re.compile(r"\+?\d(?:[\s-]?\d){6,}")


def masked_phone(phone: str) -> str:
    """The ends of a number: enough for its owner to know it again, "138****0000" or "027-****1234"."""
    if len(phone) < 8:
        return STARS + phone[-2:]
    head = phone.partition("-")[0] + "-" if "-" in phone else phone[:3]
    return f"{head}{STARS}{phone[-4:]}"


def masked_name(name: str) -> str:
    """The first character of a name: "张**"."""
    return name[:1] + "*" * min(max(len(name) - 1, 1), 3)


def masked_home(building: str) -> str:
    """The building somebody lives in, without the door: "3栋"; "" where nobody said."""
    return f"{building}栋" if building else ""


def masked_numbers(words: str) -> str:
    """Words in which a number may stand ("爷爷 13812345678"), the number masked."""
    return _NUMBER.sub(lambda found: masked_phone(re.sub(r"\s", "", found[0])), words)


def without_numbers(words: str) -> str:
    """The same without it: "爷爷"."""
    return " ".join(_NUMBER.sub(" ", words).split())
