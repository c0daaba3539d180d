"""What it is about, as far as somebody's own words say so: what they say is not asked."""

from __future__ import annotations

from services.cases.kinds import Category, Kind


def category(kind: Kind, words: str) -> Category | None:
    """The category by whose words most of what was said is recognised; None where none is, or two are as much."""
    plain = "".join(words.split())
    weighed = sorted(((_weight(one, plain), one) for one in kind.categories), key=lambda pair: -pair[0])
    if not weighed or weighed[0][0] == 0 or (len(weighed) > 1 and weighed[1][0] == weighed[0][0]):
        return None
    return weighed[0][1]


def _weight(one: Category, plain: str) -> int:
    """How many characters of what was said are this category's words; of "电" in "电梯" only the longer counts."""
    found = [word for word in one.words if word in plain]
    return sum(len(word) for word in found if not any(word != other and word in other for other in found))
