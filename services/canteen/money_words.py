"""What is said of the money for meals: an entry, and what came of writing one down."""

from __future__ import annotations

from language.text import Moment, Money, Saying, Text, _
from services.canteen.bills import Meanwhile, RecordOutcome, TooMuch, named
from services.canteen.owing import yuan
from storage.payments import Entry


def what(kind: str, fen: int, reverses: int | None) -> Text:
    """What an entry is: 现金, or 作废：现金 where it takes one back."""
    return named(kind, fen) if reverses is None else _("作废：{what}", what=named(kind, -fen))


def entry(one: Entry) -> Saying:
    """An entry in a line."""
    when, sum_, by = Moment(one.at_ms), Money(abs(one.fen)), one.by or _("以前的同事")
    if one.reverses is not None:
        return _("{when} 作废：{what}{sum}（{by}）", when=when, what=named(one.kind, -one.fen), sum=sum_, by=by)
    if one.reversed:
        return _("{when} {what}{sum}（{by}，已作废）", when=when, what=named(one.kind, one.fen), sum=sum_, by=by)
    return _("{when} {what}{sum}（{by}）", when=when, what=named(one.kind, one.fen), sum=sum_, by=by)


def too_little(doing: str, left_fen: int) -> Text:
    """Why there is not enough for that: for an entry of a kind, for what is given back ("back"), for taking a top-up back ("reverse")."""
    if doing == "back":
        return _("没有记：现在最多能退{sum}。", sum=yuan(left_fen))
    if doing == "reverse":
        return _("这笔充的钱已经用掉了一部分。请先更正后来用餐卡付的、退的，再更正这一笔。")
    return _("用餐卡里只有{sum}，不够。", sum=yuan(left_fen))


def not_written(outcome: RecordOutcome, doing: str = "") -> Text:
    """Why nothing was written down."""
    match outcome:
        case Meanwhile():
            return _("刚刚有同事记了一笔，请先看一下，免得记重了。")
        case TooMuch(left_fen=left):
            return too_little(doing, left)
        case _:
            return _("没有记：这一笔之前更正过了，或者这位居民归别的社区管。")
