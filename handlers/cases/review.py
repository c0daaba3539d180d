"""The last look before a case is handed in: everything on one page, each of it changeable with a tap, anonymity too."""

from __future__ import annotations

from itertools import count

from conversation.chat import Chat
from conversation.questions import Option
from handlers.cases import asking, where
from handlers.cases.draft import Draft
from language.text import _, paragraphs
from storage.cases import Case

SEND, ANONYMOUS = "send", "anonymous"
_YES = ("好", "好的", "可以", "确认", "是", "对", "行", "没错", "ok", "yes")


async def review(chat: Chat, draft: Draft) -> Case | str:
    """Returns "send" or "anonymous" once the person agreed; or the open case that a changed place turned out to be."""
    for n in count():
        said = len(draft.words)
        text = paragraphs(_("请看一下，对不对？"), draft.sheet(), _("还有照片或要说的，直接发来就加上。"))
        about = draft.facts
        what = await asking.listen(
            chat, draft, f"review{n}", asking.choosing(text, _options(draft), about=about), until=lambda: True
        )
        match what:
            case "send" | "anonymous":
                return what
            case "category":
                draft.severity = None
                await asking.category(chat, draft, key=f"category{n}")
            case "severity":
                await asking.severity(chat, draft, f"severity{n}")
            case "place":
                if (joins := await where.place(chat, draft, f"place{n}", skip="place" not in draft.kind.must)) is not None:
                    return joins
            case "words":
                await asking.words(chat, draft, f"words{n}", anew=True)
            case _ if draft.words[said:].strip("。") in _YES:
                draft.words = draft.words[:said]
                return SEND
    raise AssertionError("unreachable")


def _options(draft: Draft) -> list[Option[str]]:
    kind = draft.kind
    options = [
        Option(SEND, _("报上去"), SEND, "main"),
        Option(ANONYMOUS, _("匿名报，邻居看不到是谁"), ANONYMOUS) if kind.public != "no" else None,
        Option("category", _("改种类"), "category") if kind.categories and "category" in kind.asks else None,
        Option("place", _("改地方"), "place") if "place" in kind.asks else None,
        Option("severity", _("改急不急"), "severity") if kind.severities else None,
        Option("words", _("重新说明"), "words") if draft.words else None,
    ]
    return [option for option in options if option is not None]
