"""What somebody sends is never lost for the words beside it, whatever these would mean alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.questions import Option
from conversation.sending import ChooseOrSend, Sent
from language.message import Attached
from language.text import _
from tests.conversation.toy import Toy, note, notes

PHOTO = (Attached("photo", "p1", 3),)


def flows() -> Flows:
    """A report that takes photos, and an order that takes none."""
    flows = Flows()

    @flows.flow("report", _("报隐患"), command="report")
    async def report(chat: Chat) -> None:
        among = [Option("stairs", _("楼道堆物"), "")]
        said = await chat.ask(ChooseOrSend(key="what", text=_("是哪一类？"), among=among))
        assert isinstance(said, Sent), "the option was chosen"
        await note("report", f"{said.words}[{said.files[0].ref}]")
        chat.say(_("报上了。"))

    @flows.flow("order", _("订餐"), command="order")
    async def order(chat: Chat) -> None:
        await chat.choose("dish", _("想吃什么？"), [Option("egg", _("蒸蛋"), "")], label=_("菜"))
        await chat.confirm("ok", _("订一份蒸蛋。"), _("确认"), facts=(8,))
        await note("order", "蒸蛋")
        chat.say(_("订好了。"))

    @flows.flow("unasked", _("照片"))
    async def unasked(chat: Chat) -> None:
        await note(f"unasked {chat.incoming.update_id}", chat.incoming.text + "".join(file.ref for file in chat.incoming.files))
        chat.say(_("收到了。"))

    return flows


@pytest.fixture
async def toy(tmp_path: Path) -> AsyncIterator[Toy]:
    house = await Toy.open(tmp_path, flows())
    yield house
    await house.db.close()


async def followed(toy: Toy) -> list[str]:
    """What became a matter of its own; nothing else was done."""
    noted = await toy.read(notes)
    assert all(slug.startswith("unasked") for slug, _words in noted)
    return [words for _slug, words in noted]


@pytest.mark.parametrize("caption", ["楼道堆物", "1", "我的", "返回", "取消", "首页", "/report", "/cancel"])
async def test_a_caption_that_would_be_a_button_or_a_command_goes_with_its_photo(toy: Toy, caption: str) -> None:
    await toy.types("/report")
    await toy.receive(files=PHOTO, text=caption)
    assert await toy.read(notes) == [("report", f"{caption}[p1]")]


@pytest.mark.parametrize("caption", ["我的", "首页", "/report", "/order"])
async def test_a_photo_that_nobody_asked_for_is_no_command_for_its_caption(toy: Toy, caption: str) -> None:
    await toy.receive(files=PHOTO, text=caption)
    assert await followed(toy) == [f"{caption}p1"]


async def test_a_caption_confirms_nothing_and_its_photo_is_followed(toy: Toy) -> None:
    await toy.types("/order")
    await toy.receive(files=PHOTO, text="蒸蛋")
    assert await followed(toy) == ["蒸蛋p1"]
    await toy.types("/order")
    await toy.taps("蒸蛋")
    await toy.receive(files=PHOTO, text="好")
    assert await followed(toy) == ["蒸蛋p1", "好p1"]


async def test_a_photo_over_the_list_of_changes_is_followed_too(toy: Toy) -> None:
    await toy.types("/order")
    await toy.taps("蒸蛋")
    await toy.taps("修改")
    await toy.receive(files=PHOTO, text="好")
    assert await followed(toy) == ["好p1"]
