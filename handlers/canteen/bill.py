"""What one's meals cost: a month day by day, what is paid, what is on the card, what is owed; for oneself and one's own."""

from __future__ import annotations

from datetime import date

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from language.message import Button
from language.numerals import row_id
from language.text import Day, Money, Saying, _, lines, paragraphs
from services import staff
from services.canteen import statements
from services.canteen.months import Month
from services.canteen.owing import standing, yuan
from services.canteen.statements import Bill, paid_words
from storage.bills import Billed

flows = Flows()

BILL = Button(_("餐费"), "/bill")
MEALS = Button(_("订餐"), "/meals")
LINES = 12
"""Days on a page: what the narrowest platform shows as one message."""


@flows.flow("bill", _("餐费"), command="bill", argument="which")
async def bill(chat: Chat, which: str = "") -> None:
    """A month of somebody's meals. `which` is a month, whose, and a page ("2026-11 7 2"); each may be missing."""
    wanted, person_id, page = (*which.split(), "", "", "")[:3]
    month = Month.read(wanted) or Month.of(chat.today)
    whose = row_id(person_id) or await _whose(chat, month)
    made = await statements.month_of(whose, chat.person_id, month, chat.today)
    if made is None:
        chat.say(_("这是别人的餐费，看不了。"), BILL, MEALS, HOME)
        return
    at_work = made.person.id != chat.person_id and await staff.is_staff(chat.person_id, made.person.community_id)
    show(chat, made, row_id(page), Button(_("收餐费"), f"/staff_payment {made.person.id}") if at_work else MEALS)


async def _whose(chat: Chat, month: Month) -> int:
    found = await statements.whose(chat.person_id, chat.today)
    if len(found) < 2:
        return found[0].id if found else chat.person_id
    options = [Option(str(person.id), person.name or _("我自己"), person.id) for person in found]
    return await chat.choose("whose", _("看谁的餐费？"), options, about=(f"month:{month}",))


def show(chat: Chat, made: Bill, page: int, way: Button) -> None:
    """Say a page of the bill, and the ways on from it, `way` among them."""
    pages = max(1, -(-len(made.lines) // LINES))
    page = min(max(1, page), pages)
    shown = made.lines[(page - 1) * LINES : page * LINES]
    this = Month.of(chat.today)
    whose = made.person.id
    before, after = made.month.before, made.month.next
    buttons = [
        Button(_("上一页"), f"/bill {made.month} {whose} {page - 1}") if page > 1 else None,
        Button(_("下一页"), f"/bill {made.month} {whose} {page + 1}", "main") if page < pages else None,
        Button(_("上个月") if made.month == this else before.said, f"/bill {before} {whose}"),
        Button(_("这个月") if after == this else after.said, f"/bill {after} {whose}") if made.month < this else None,
        way,
        HOME,
    ]
    text = paragraphs(
        _("{who} {month}的餐费", who=made.person.name, month=made.month.said),
        lines(*map(_line, shown)) if shown else _("这个月没有订餐。"),
        lines(
            _("第{page}页，共{pages}页", page=page, pages=pages) if pages > 1 else None,
            _("一共：{n}份，{sum}", n=made.portions, sum=yuan(made.total_fen)) if made.lines else None,
            paid_words(made.paid),
        ),
        lines(_("到今天为止："), standing(made.account)) if made.account.ordered_fen or made.account.last_id else None,
    )
    chat.say(text, *(button for button in buttons if button))


def _line(one: Billed) -> Saying:
    day = Day(date.fromisoformat(one.day))
    if one.total_fen == 0:
        return _("{day}：{dish}，{n}份，不收钱", day=day, dish=one.dish, n=one.portions)
    return _("{day}：{dish}，{n}份，{price}", day=day, dish=one.dish, n=one.portions, price=Money(one.total_fen))
