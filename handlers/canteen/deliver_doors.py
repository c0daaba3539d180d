"""Door by door: what a courier sees at the next door of their own route, and one tap for what came of it."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.choosing import Choose
from conversation.flows import Flows
from conversation.journal import Value
from conversation.questions import Accepted, Option, Refusal
from conversation.screen import HOME
from handlers.canteen.deliver import DELIVER, on_duty, thanks
from language.text import Money, Saying, _, lines, paragraphs
from services.canteen import doors, no_answer
from services.canteen.doors import REASONS, DoorOutcome, Next, NotYours
from services.canteen.no_answer import NobodyOutcome, StaffTold, Tried
from storage.drops import Drop

flows = Flows()

SAYABLE = ("doorstep", "family", "address", "refused")
LONGEST = 100


@flows.flow("deliver_door", _("送餐"), command="deliver_door")
async def door(chat: Chat) -> None:
    """The next door. What is tapped counts for this door only: the order stands in every answer."""
    await on_duty(chat)
    found = await doors.next_door(chat.person_id)
    if found is None:
        return await chat.become("deliver")
    drop, left = found
    about = (f"order:{drop.order_id}:{drop.due_fen}",)
    what = await chat.choose("what", _door(drop, left), _options(drop), about=about)
    if what in ("handover", "nobody"):
        if what == "handover":
            return await chat.become("deliver_hand_over")
        return await _after_nobody(chat, await no_answer.knocked(drop.order_id, chat.person_id, chat.now_ms))
    if what == "other":
        reason = await chat.ask(_why(drop, about))
        cash = await _cash(chat, drop, about) if reason == "family" and drop.due_fen else 0
        return await _after(chat, await doors.otherwise(drop.order_id, chat.person_id, reason, chat.now_ms, cash_fen=cash))
    photo = await chat.photo("photo", _("把餐拍一张，照片发到这里。"), about=about) if what == "photo" else None
    cash = drop.due_fen if what == "paid" else 0
    if photo is not None and drop.due_fen:
        cash = await _cash(chat, drop, about)
    outcome = await doors.brought(drop.order_id, chat.person_id, cash, chat.now_ms)
    if photo is not None and isinstance(outcome, Next):
        await doors.keep_photo(drop.order_id, chat.person_id, chat.account_id, chat.channel, photo.ref, chat.now_ms)
    return await _after(chat, outcome)


@flows.flow("deliver_nobody", _("没人应门"), command="deliver_nobody")
async def nobody(chat: Chat) -> None:
    """Nobody opens: call the person, then their contact; after that staff look after it."""
    await on_duty(chat)
    found = await doors.next_door(chat.person_id)
    if found is None or found[0].knocked_ms is None:
        return await chat.become("deliver_door")
    drop = found[0]
    whom = await no_answer.to_call(drop)
    text: Saying = _("先打电话给{who}：{phone}", who=drop.eater, phone=drop.phone)
    yes, no = _("打通了，在家"), _("没人接")
    if whom == "contact":
        contact = await no_answer.contact_of(drop)
        text = _("再打给紧急联系人{who}：{phone}", who=contact.name, phone=contact.phone) if contact else ""
        yes, no = _("联系上了"), _("也没人接")
    if not whom:
        text = _("{who}没有能打的电话。再敲敲门，大声喊一喊。", who=drop.eater or _("一位居民"))
        yes, no = _("开门了"), _("还是没人，告诉社区")
    options = [Option("answered", yes, True, "main"), Option("silent", no, False)]
    if await chat.choose("call", text, options, about=(f"order:{drop.order_id}", whom)):
        return await chat.become("deliver_door")
    return await _after_nobody(chat, await no_answer.unanswered(drop.order_id, chat.person_id, whom, chat.now_ms))


async def _after(chat: Chat, outcome: DoorOutcome) -> None:
    if isinstance(outcome, NotYours):
        chat.say(_("这一家刚有变动，没有记上。餐已经送到了的话，请告诉社区。"))
        return await chat.become("deliver")
    return await _go_on(chat, outcome)


async def _after_nobody(chat: Chat, outcome: NobodyOutcome) -> None:
    if isinstance(outcome, Tried):
        return await chat.become("deliver_nobody")
    if isinstance(outcome, StaffTold):
        chat.say(_staff_know(outcome))
        return await _go_on(chat, Next(outcome.done))
    return await _after(chat, outcome)


def _staff_know(told: StaffTold) -> Saying:
    if told.reached:
        return _("已经告诉社区，他们马上去看。餐请先带着。")
    if told.phone:
        return _("社区的人现在收不到消息。请马上打社区电话 {phone} 告诉他们。餐请先带着。", phone=told.phone)
    return _("社区的人现在收不到消息。请马上去社区办公室告诉他们。餐请先带着。")


async def _go_on(chat: Chat, outcome: Next) -> None:
    if outcome.done is None:
        chat.say("", toast=_("记下了"))
        return await chat.become("deliver_door")
    chat.say(lines(_("这条路线都送完了！"), thanks(outcome.done)), DELIVER, HOME, toast=_("都送完了"))
    return None


async def _cash(chat: Chat, drop: Drop, about: tuple[str, ...]) -> int:
    options = [
        Option("paid", _("收了{price}", price=Money(drop.due_fen)), drop.due_fen, "main"),
        Option("free", _("没收钱"), 0),
    ]
    return await chat.choose("cash", _("餐费收了吗？"), options, about=about)


def _door(drop: Drop, left: int) -> Saying:
    portions = _(" ×{n}", n=drop.portions) if drop.portions > 1 else ""
    return paragraphs(
        _("下一家（连这家还有{n}家）：", n=left) if left > 1 else _("最后一家："),
        lines(
            drop.address or (_("地址没有了，请打电话问一下。") if drop.phone else _("地址没有了，请点『别的情况』告诉社区。")),
            _("{who}  {phone}", who=drop.eater or _("一位居民"), phone=drop.phone)
            if drop.phone
            else drop.eater or _("一位居民"),
            _("{dish}{portions}", dish=drop.dish, portions=portions),
            _("备注：{note}", note=drop.note) if drop.note else None,
            _("要收{price}", price=Money(drop.due_fen)) if drop.due_fen else _("不用收钱"),
        ),
    )


def _options(drop: Drop) -> list[Option[str]]:
    id = drop.order_id
    paid = [
        Option(f"paid{id}", _("送到了，收{price}", price=Money(drop.due_fen)), "paid", "main"),
        Option(f"free{id}", _("送到了，没收钱"), "free"),
    ]
    return [
        *(paid if drop.due_fen else [Option(f"free{id}", _("送到了"), "free", "main")]),
        Option(f"nobody{id}", _("没人应门"), "nobody"),
        Option(f"other{id}", _("别的情况"), "other"),
        Option(f"photo{id}", _("拍照送到"), "photo"),
        Option(f"handover{id}", _("交给别人"), "handover"),
    ]


def _why(drop: Drop, about: tuple[str, ...]) -> Choose[str]:
    def typed(words: str) -> Accepted | Refusal:
        plain = " ".join(words.split())
        return (
            Accepted(plain, plain) if len(plain) <= LONGEST else Refusal(_("有点长了，请缩短到{most}个字以内。", most=LONGEST))
        )

    def restored(value: Value) -> str:
        return str(value)

    among = [Option(f"{key}{drop.order_id}", REASONS[key], key) for key in SAYABLE]
    text = _("是什么情况？点一个，或者打字说。")
    return Choose(key="why", text=text, among=among, about=about, typed=typed, restored=restored)
