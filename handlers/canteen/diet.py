"""The diet card: what somebody is allergic to or has to mind, tapped together, looked at, changed and destroyed."""

from __future__ import annotations

from collections.abc import Mapping

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.asking import AGREE, Learned, learn_contact
from handlers.canteen.meal_asking import Eater, ask_eater
from handlers.canteen.meal_words import DIET, MEALS
from language.message import Button
from language.text import Saying, Text, _, lines, paragraphs
from services import people
from services.canteen import diets, orders
from services.canteen.diets import CONDITIONS, Card
from services.canteen.ingredients import ALLERGENS
from services.canteen.meal_wording import day_of

flows = Flows()

MOST_TAPS = 40


@flows.flow("diet", _("饮食卡"), command="diet")
async def diet(chat: Chat) -> None:
    """One's own card, or that of somebody for whom one acts."""
    learned = await learn_contact(chat)
    if learned is None:
        return
    community_id = learned.person.community_id
    who = await ask_eater(chat, learned, community_id, _("谁的饮食卡？")) if community_id else _myself(learned)
    called = _called(chat, who)
    about = (f"eater:{who.id}",)
    known = await diets.of(who.id)
    if known:
        what = await chat.choose(
            "what",
            paragraphs(
                lines(_("{who}的饮食卡：", who=called), *_shown(known)),
                _("过敏的菜不给{who}订；别的要留意，订之前会提醒。", who=called),
            ),
            [Option("edit", _("修改"), "edit", "main"), Option("delete", _("删除饮食卡"), "delete", "danger")],
            about=about,
        )
        if what == "delete":
            text = _("删掉{who}的饮食卡？以后订餐不再提醒，过敏的菜也会列出来。", who=called)
            await chat.confirm("sure", text, _("确认删除"), facts=(who.id,), about=about, danger=True)
            await learned.keep(chat)
            await diets.remove(who.id, chat.person_id)
            chat.say(_("删掉了，厨房也看不到了。"), MEALS, DIET, HOME, toast=_("删掉了"))
            return
    agreed = await _consent(chat, who, about)
    if agreed is False:
        chat.say(_("没关系，什么都没有记下，照样可以订餐。"), MEALS, HOME)
        return
    card = await _tapped(chat, who, known, about)
    await learned.keep(chat)
    if await diets.save(who.id, chat.person_id, card, chat.now_ms, agreed=agreed is True):
        await _told(chat, who, card)
    else:
        chat.say(_("没有存成：您现在不能替{who}办事了。", who=who.name), MEALS, HOME)


def _myself(learned: Learned) -> Eater:
    return Eater(learned.person.id, learned.called, people.address_of(learned.person))


def _called(chat: Chat, who: Eater) -> Saying:
    return _("您") if who.id == chat.person_id else who.name


async def _consent(chat: Chat, who: Eater, about: tuple[str, ...]) -> bool | None:
    """Ask to keep health data. True: just agreed; None: agreed before; False: refused."""
    if await people.consents_to(who.id, "sensitive"):
        return None
    purpose = _(
        "要记下{who}的过敏和饮食要求，这是健康信息。只用来挑菜，只有社区、厨房、送餐员和替{who}订餐的家人看得到。",
        who=_called(chat, who),
    )
    theirs = _("请先问过{who}，TA同意了再点。", who=who.name) if who.id != chat.person_id else None
    text = paragraphs(purpose, theirs, _("随时可以改，也可以删。同意吗？"))
    options = [Option("yes", AGREE, True, "main"), Option("no", _("先不同意"), False)]
    return await chat.choose("health", text, options, about=(*about, f"version:{people.CONSENT_VERSION}"))


async def _tapped(chat: Chat, who: Eater, known: Card, about: tuple[str, ...]) -> Card:
    """The card as it is tapped together on two pages: what one has to mind, and what one must not eat."""
    called = _called(chat, who)
    ask = _("{who}有下面的情况吗？有就点一下，点错了再点一下。没有就点「都没有」，选完点「好了」。", who=called)
    conditions = await _several(chat, "mind", ask, CONDITIONS, known.conditions, about)
    ask = _("{who}对什么过敏？有就点一下，点错了再点一下。没有就点「都没有」，选完点「好了」。", who=called)
    return diets.card((*conditions, *await _several(chat, "allergy", ask, ALLERGENS, known.allergies, about)))


async def _several(
    chat: Chat, key: str, ask: Text, among: Mapping[str, Text], known: tuple[str, ...], about: tuple[str, ...]
) -> list[str]:
    """Some, all or none of these: each tap turns one on or off. Every tap is an answer of its own, so that Back undoes one."""
    chosen = list(known)
    for n in range(MOST_TAPS):
        options = [Option(tag, _("✓ {tag}", tag=title) if tag in chosen else title, tag) for tag, title in among.items()]
        done = Option("done", _("好了") if chosen else _("都没有"), "", "main")
        now = _("已选：{what}", what=diets.named(tag for tag in among if tag in chosen)) if chosen else None
        tapped = await chat.choose(f"{key}{n}", paragraphs(ask, now), [*options, done], about=about)
        if not tapped:
            break
        chosen = [tag for tag in chosen if tag != tapped] if tapped in chosen else [*chosen, tapped]
    return chosen


def _shown(card: Card) -> list[Saying | None]:
    minds = _("要留意：{what}", what=diets.named(card.conditions)) if card.conditions else None
    return [minds, diets.allergic_to(card)]


async def _told(chat: Chat, who: Eater, card: Card) -> None:
    """The card as it is now, and what is ordered already and holds what one is allergic to."""
    if not card:
        chat.say(_("什么都没有选，饮食卡是空的。"), MEALS, DIET, HOME)
        return
    called = _called(chat, who)
    harmful = await orders.harmful(who.id, chat.today.isoformat(), chat.now_ms)
    text = paragraphs(
        lines(_("记好了，{who}的饮食卡：", who=called), *_shown(card)),
        _("过敏的菜不给{who}订；别的要留意，订之前会提醒。", who=called),
        lines(
            *(
                _("注意：{day}已经订的「{dish}」里有{who}过敏的，请换一道菜。", day=day_of(one), dish=one.dish, who=called)
                for one in harmful
            )
        )
        if harmful
        else None,
    )
    change = [Button(_("改 {day}", day=day_of(one)), f"/meal_change {one.id}", "main") for one in harmful[:5]]
    chat.say(text, *change, MEALS, DIET, HOME, toast=_("记好了"))
