"""The months of the canteen for those who work here: what was eaten, paid, owed and subsidised, and the sheets for the books."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.screen import HOME
from handlers.canteen.staff_meals import DAYS
from handlers.staff import DESK, at_work
from language.message import Button
from language.text import _, lines, paragraphs
from services.canteen import bill_papers
from services.canteen.months import Month
from services.canteen.owing import yuan
from services.courses import Refused
from services.refusals import refusal

flows = Flows()


@flows.flow("staff_bills", _("月度账单"), command="staff_bills", argument="month")
async def staff_bills(chat: Chat, month: str = "") -> None:
    """A month in sums, and the ways to its sheets."""
    worker = await at_work(chat)
    this = Month.of(chat.today)
    wanted = Month.read(month) or this
    made = await bill_papers.overview(worker.community_id, wanted, worker.id, chat.today)
    if isinstance(made, Refused):
        chat.say(refusal(made), DAYS, DESK, HOME)
        return
    buttons = [
        Button(_("导出账单"), f"/staff_bill_sheet {wanted}", "main"),
        Button(_("导出补贴表"), f"/staff_subsidy_sheet {wanted}") if made.subsidy_fen else None,
        Button(_("上个月") if wanted == this else wanted.before.said, f"/staff_bills {wanted.before}"),
        Button(_("这个月") if wanted.next == this else wanted.next.said, f"/staff_bills {wanted.next}")
        if wanted < this
        else None,
        Button(_("收餐费"), "/staff_payments"),
        DAYS,
        DESK,
        HOME,
    ]
    text = paragraphs(
        _("{month}的餐费", month=wanted.said),
        lines(
            _("一共：{n}份，{sum}", n=made.portions, sum=yuan(made.total_fen)),
            _("收到现金：{sum}", sum=yuan(made.paid.cash_in_fen)),
            _("用餐卡付了：{sum}", sum=yuan(made.paid.card_fen)),
            _("用餐卡充了：{sum}", sum=yuan(made.paid.topup_in_fen)),
            _("退了现金：{sum}", sum=yuan(made.paid.back_fen)) if made.paid.back_fen else None,
            _("要补贴的：{sum}", sum=yuan(made.subsidy_fen)) if made.subsidy_fen else None,
        ),
        _("谁还欠多少、卡里剩多少，都在账单里。"),
    )
    chat.say(text, *(button for button in buttons if button))


@flows.flow("staff_bill_sheet", _("导出账单"), command="staff_bill_sheet", argument="month")
async def staff_bill_sheet(chat: Chat, month: str = "") -> None:
    """The bill of a month as a sheet for Excel: everybody, and every order."""
    await _ask(chat, bill_papers.BILL, month)


@flows.flow("staff_subsidy_sheet", _("导出补贴表"), command="staff_subsidy_sheet", argument="month")
async def staff_subsidy_sheet(chat: Chat, month: str = "") -> None:
    """What was cheaper for whom in a month, as a sheet for Excel."""
    await _ask(chat, bill_papers.SUBSIDY, month)


async def _ask(chat: Chat, kind: str, month: str) -> None:
    worker = await at_work(chat)
    wanted = Month.read(month) or Month.of(chat.today)
    asked = await bill_papers.ask(kind, worker.community_id, wanted, worker.id, chat.account_id, chat.now_ms, chat.today)
    back = Button(_("回到这个月"), f"/staff_bills {wanted}", "main")
    if isinstance(asked, Refused):
        chat.say(refusal(asked), DAYS, DESK, HOME)
    else:
        chat.say(_("正在做表格，马上发给您。"), back, DESK, HOME, toast=_("正在做表格"))
