"""The questions by which a case is brought up. Whatever is sent meanwhile, photos above all, is kept with it and never refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count
from typing import TypeVar

from conversation.chat import Chat
from conversation.questions import Option
from conversation.sending import ChooseOrSend, Photos, Sent
from handlers.cases import danger
from handlers.cases.draft import Draft
from language.text import Saying, _, paragraphs
from services.cases import kinds
from services.cases.kinds import Category, Severity

T = TypeVar("T")
CALLER, ELSEWHERE, SKIP = "caller", "elsewhere", "skip"


async def listen(
    chat: Chat,
    draft: Draft,
    key: str,
    question: Callable[[str], Photos[T]],
    *,
    until: Callable[[], bool] = lambda: False,
    hear: Callable[[Sent], Saying] | None = None,
) -> T | Sent:
    """Ask until an option is chosen, or what is sent is an answer (`until`). All that is sent is kept with the draft (`hear`).

    What turns out to be a danger to life is handed in at once, and the flow goes on as another.
    """
    for n in count():
        answer = await chat.ask(question(f"{key}_{n}" if n else key))
        if not isinstance(answer, Sent):
            return answer
        note = hear(answer) if hear else _kept(draft, answer)
        await danger.stop_for(chat, draft)
        if until():
            return answer
        chat.say(note)
    raise AssertionError("unreachable")


def _kept(draft: Draft, sent: Sent) -> Saying:
    draft.hear(sent)
    if sent.point is not None:
        return _("地方记下了。")
    return _("记下了，一共{sent}。", sent=draft.sent() or "") if sent.files else _("您说的记下了。")


def choosing(text: Saying, among: Sequence[Option[T]], *, about: Sequence[str] = ()) -> Callable[[str], Photos[T]]:
    """A question with these options."""
    return lambda key: ChooseOrSend(key=key, text=text, among=tuple(among), about=tuple(about))


async def what(chat: Chat, draft: Draft, also: Sequence[Option[str]] = (), key: str = "what") -> str:
    """What it is: a photo, words or a voice. Returns the option of `also` that was chosen instead, else ""."""
    text = _("{what}：说说是什么事。可以打字，也可以发照片、发语音。", what=kinds.shown(draft.kind.button))
    if draft.kind.id == kinds.HAZARD:
        text = _("哪里有问题？拍张照片发过来最快。也可以打字或发语音，比如：3栋2单元路灯坏了。")
    answer = await listen(chat, draft, key, lambda key: Photos(key=key, text=text, among=tuple(also)), until=lambda: True)
    return "" if isinstance(answer, Sent) else answer


async def words(chat: Chat, draft: Draft, key: str = "words", *, anew: bool = False) -> None:
    """What cannot be seen on a photo: the words themselves, written or spoken. `anew`: in place of those that were said."""
    text = _("请重新说一遍是什么事。") if anew else _("再说一句是什么事，打字、发语音都行。")
    if anew:
        draft.words = ""
    await listen(
        chat, draft, key, lambda key: Photos(key=key, text=text), until=lambda: bool(draft.words) if anew else draft.spoken
    )


async def category(chat: Chat, draft: Draft, also: Sequence[Option[str]] = (), key: str = "category") -> str:
    """Which of the kind's categories. Returns the option of `also` that was chosen instead, else ""."""
    options: list[Option[Category | str]] = [Option(one.id, kinds.shown(one.name), one) for one in draft.kind.categories]
    if "category" not in draft.kind.must:
        options.append(Option(f":{SKIP}", _("说不清，先不选"), SKIP))
    options += [Option(f":{one.id}", one.label, one.value) for one in also]
    got, hazard = draft.sent(), draft.kind.id == kinds.HAZARD
    asked = _("是哪一类隐患？点一下。") if hazard else _("是哪一类？点一下。")
    text = paragraphs(_("{sent}，收到了。", sent=got) if got else None, asked)
    draft.category = None
    answer = await listen(chat, draft, key, choosing(text, options), until=lambda: draft.category is not None)
    if isinstance(answer, Category):
        draft.category, draft.guessed, draft.severity = answer, False, None
        await danger.stop_for(chat, draft)
    return answer if isinstance(answer, str) and answer != SKIP else ""


async def severity(chat: Chat, draft: Draft, key: str = "severity") -> None:
    """How bad it is."""
    options: list[Option[Severity]] = [Option(one.id, kinds.shown(one.name), one) for one in draft.kind.severities]
    answer = await listen(chat, draft, key, choosing(_("有多急？"), options))
    if isinstance(answer, Severity):
        draft.severity = answer
        await danger.stop_for(chat, draft)
