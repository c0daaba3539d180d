"""The front door: welcome, home, help, language."""

from __future__ import annotations

from typing import Any

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME, PAGE
from handlers.asking import AGREE
from handlers.canteen.meal_words import MEALS
from handlers.menu import SERVICES, SPARE
from language.catalogue import LANGUAGES
from language.message import Button
from language.text import _, lines, paragraphs
from services import courses, people, places, staff
from services.canteen import kitchens, meals
from services.cases import queue
from services.patrol import teams
from services.patrol.teams import PATROL
from services.records import moving

flows = Flows()


@flows.flow("welcome", _("欢迎"))
async def welcome(chat: Chat, flow: str = "home", args: dict[str, Any] | None = None) -> None:
    """First contact: who we are, consent, the community where there are several; then straight to what the person wanted."""
    communities = await places.communities()
    name = communities[0].name if len(communities) == 1 else "邻里客厅"
    hello = _("您好，欢迎来到{name}！在这里可以看课程、报名，需要帮忙随时说。", name=name)
    if any([await meals.canteen(one.id) for one in communities]):
        hello = _("您好，欢迎来到{name}！在这里可以报名上课、订餐，需要帮忙随时说。", name=name)
    agreed = await chat.choose(
        "consent",
        paragraphs(hello, people.CONSENT_TEXT),
        [Option("yes", AGREE, True, "main"), Option("no", _("先看看再说"), False)],
    )
    community_id = communities[0].id if len(communities) == 1 else None
    if len(communities) > 1:
        community_id = await chat.choose(
            "community", _("您住在哪个社区？"), [Option(str(c.id), c.name, c.id) for c in communities]
        )
    if agreed:
        await people.consent(chat.person_id, chat.now_ms)
    if community_id is not None:
        await moving.move(chat.person_id, community_id, chat.now_ms)
    if not agreed:
        chat.say(_("好的，您先随便看。要报名时再问您。"))
    chat.show_menu()
    await chat.become(flow, **(args or {}))


@flows.flow("community", _("选择社区"), command="community")
async def community(chat: Chat, then: str = "home", args: dict[str, Any] | None = None) -> None:
    """Which community one belongs to."""
    communities = await places.communities()
    if not communities:
        chat.say(_("社区还没有开通服务，请过几天再来看看。"))
        return
    chosen = communities[0].id
    if len(communities) > 1:
        chosen = await chat.choose("community", _("您住在哪个社区？"), [Option(str(c.id), c.name, c.id) for c in communities])
    await moving.move(chat.person_id, chosen, chat.now_ms)
    await chat.become(then, **(args or {}))


@flows.flow("home", _("首页"), command="home")
async def home(chat: Chat) -> None:
    """What one can do here; those who work here also find their desk."""
    own: list[Button] = []
    works = await staff.works_for(chat.person_id)
    if works:
        own.append(Button(_("工作台"), "/staff"))
    if await queue.leads(chat.person_id) and not works:
        own.append(Button(_("待办"), "/queue"))
    if await staff.delivers_for(chat.person_id):
        own.append(Button(_("送餐"), "/deliver"))
    if await teams.volunteers(chat.person_id):
        own.append(Button(PATROL.label, PATROL.data))
    if await kitchens.of(chat.person_id):
        own.append(MEALS)
    full = len(own) + len(SERVICES) - PAGE
    spared = SPARE[: max(0, full)]
    buttons = [*own, *(Button(label, command) for label, command in SERVICES if command not in spared)]
    chat.say(_("您好！想办什么，点一下就好，也可以直接打字告诉我。"), *buttons)
    chat.show_menu()


@flows.flow("start", _("开始"), command="start", argument="payload")
async def start(chat: Chat, payload: str = "") -> None:
    """The platform's first button. A deep link names what it opens: "course_12" is /course 12."""
    name, _underscore, words = payload.partition("_")
    openable = {
        "course": ("course", "course_id"),
        "courses": ("courses", ""),
        "my": ("my", ""),
        "sign": ("sign_up", "course_id"),
        "spot": ("spot", "code"),
        "suggestions": ("suggestions", ""),
        "suggestion": ("suggestion", "case_id"),
    }
    if name in openable:
        flow, argument = openable[name]
        if argument == "course_id" and (
            named := await courses.named(words)
        ):  # a link may name a course as its community's file does
            words = str(named.id)
        return await chat.become(flow, **({argument: words} if argument and words else {}))
    return await chat.become("home")


@flows.flow("help", _("帮助"), command="help")
async def show_help(chat: Chat) -> None:
    """How this works, in five lines."""
    chat.say(
        paragraphs(
            _("这里怎么用："),
            lines(
                _("· 点按钮就行，不用记命令。"),
                _("· 也可以直接说，比如：我想学瑜伽、周一晚上有什么课、取消瑜伽。"),
                _("· 点错了没关系，每一步都能『返回』，最后还会请您确认。"),
                _("· 办到一半有事，回来接着办。"),
                _("· 要找工作人员，点『找人帮忙』。"),
            ),
        ),
        Button(_("看课程"), "/courses", "main"),
        Button(_("找人帮忙"), "/human"),
        HOME,
    )


@flows.flow("language", _("语言 Language"), command="language")
async def language(chat: Chat) -> None:
    """Which language to speak."""
    options = [Option(code, name, code) for code, name in LANGUAGES.items()]
    chosen = await chat.choose("language", _("请选择语言 Choose a language"), options)
    await people.set_language(chat.person_id, chosen)
    chat.speak(chosen)
    chat.show_menu()
    chat.say(_("好的，以后都说中文。"), *(Button(label, command) for label, command in SERVICES), HOME)
