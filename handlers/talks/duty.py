"""Being on duty: those who ask for a person are put through to whoever says that they are."""

from __future__ import annotations

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.screen import HOME
from handlers.staff import DESK, at_work
from handlers.talks.staff_talk import TALKS
from language.message import Button
from language.text import Moment, _, lines
from services.talks import asking, duty, talking

flows = Flows()


@flows.flow("duty", _("在岗"), command="duty", argument="what")
async def on_duty(chat: Chat, what: str = "") -> None:
    """Go on duty, or off duty: `what` is "on" or "off", else it is asked."""
    worker = await at_work(chat)
    if what not in ("on", "off"):
        until_ms = await duty.until_ms(worker.community_id, worker.id, chat.now_ms)
        if until_ms is None:
            text, options = _("您现在不在岗。在岗时，居民找人会先请您接。"), [Option("on", _("我在岗"), "on", "main")]
        else:
            text, options = _("您在岗，到{until}。", until=Moment(until_ms, "time")), [Option("off", _("我下班了"), "off")]
        what = await chat.choose("what", text, options)
    if what == "off":
        await duty.go(worker.community_id, worker.id, chat.now_ms)
        talks = [TALKS] if await talking.own(worker.id) else []
        chat.say(_("好的，辛苦了！"), *talks, Button(_("我在岗"), "/duty on"), DESK, HOME, toast=_("下班了"))
        return
    comes_until_ms = await duty.come(worker.community_id, worker.id, chat.now_ms, chat.zone)
    if comes_until_ms is None:
        await chat.become("staff")
    assert comes_until_ms is not None
    waiting = len(await asking.waiting(worker.community_id, worker.id))
    chat.say(
        lines(
            _("您在岗了，到{until}。居民找人会先请您接。", until=Moment(comes_until_ms, "time")),
            _("现在有{n}个人在等。", n=waiting) if waiting else None,
        ),
        *([TALKS] if waiting else []), Button(_("我下班了"), "/duty off"), DESK, HOME, toast=_("在岗了"),
    )  # fmt: skip
