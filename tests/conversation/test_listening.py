"""While two people talk through the house, the house says nothing of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversation.chat import Chat
from conversation.flows import Flows
from conversation.listening import END, Listen
from conversation.questions import Option
from language.message import Attached, Place
from language.text import _
from tests.conversation.toy import Toy, note, notes


def talking() -> Flows:
    """Whatever is sent is noted down; 谢谢 is answered."""
    flows = Flows()

    @flows.flow("talk", _("聊天"), command="talk")
    async def talk(chat: Chat) -> None:
        among = [Option("phone", _("社区电话"), None), Option(END, _("结束聊天"), None)]
        heard = await chat.ask(Listen(key="line", text=_("请说。"), among=among))
        if heard.choice == END:
            chat.say(_("聊完了。"))
            return
        if heard.choice:
            chat.say(_("027-80001234"))
        else:
            files = "".join(f"[{file.kind} {file.ref}]" for file in heard.files)
            await note(f"{chat.incoming.update_id}", heard.words + files)
        if "谢谢" in heard.words:
            chat.say(_("不客气。"))
        await chat.become("talk")

    return flows


@pytest.fixture
async def toy(tmp_path: Path) -> AsyncIterator[Toy]:
    house = await Toy.open(tmp_path, talking())
    yield house
    await house.db.close()


async def noted(toy: Toy) -> list[str]:
    """What was handed on, in order."""
    return [words for _slug, words in sorted(await toy.read(notes), key=lambda one: int(one[0]))]


async def test_what_is_said_is_handed_on_in_silence(toy: Toy) -> None:
    await toy.types("/talk")
    for words in ("水管漏了", "三楼"):
        await toy.types(words)
    await toy.sends(photo="p1")
    await toy.receive(files=(Attached("voice", "v1", 9), Attached("photo", "p2", 3)), text="看")
    await toy.sends(place=Place(30.5, 114.25), contact="")
    assert await noted(toy) == ["水管漏了", "三楼", "[photo p1]", "看[voice v1][photo p2]", "📍 30.50000, 114.25000"]
    assert [reply["text"] for reply in await toy.replies()] == ["请说。"]


@pytest.mark.parametrize("words", ["取消", "返回", "继续", "算了", "2", "电话", "我想报名", "/不是命令", "好"])
async def test_nothing_that_is_said_leads_away_by_accident(toy: Toy, words: str) -> None:
    await toy.types("/talk")
    await toy.types(words)
    assert await noted(toy) == [words]
    assert len(await toy.replies()) == 1


async def test_the_buttons_on_the_screen_stay_good_however_much_was_said(toy: Toy) -> None:
    screen = await toy.types("/talk")
    await toy.types("水管漏了")
    assert (await toy.taps("社区电话", screen))["text"] == "027-80001234\n\n请说。"
    await toy.types("三楼")
    assert (await toy.taps("结束聊天"))["text"] == "聊完了。"
    assert await noted(toy) == ["水管漏了", "三楼"]


@pytest.mark.parametrize("words", ["结束聊天", "/cancel"])
async def test_it_ends_by_the_whole_label_and_by_cancel(toy: Toy, words: str) -> None:
    await toy.types("/talk")
    assert (await toy.types(words))["text"] == "聊完了。"


@pytest.mark.parametrize("way", ["首页", "/home", "我的"])
async def test_home_sets_it_aside_and_a_button_leads_back(toy: Toy, way: str) -> None:
    await toy.types("/talk")
    home = await toy.types(way)
    assert home["text"] == "这里是首页。" and "继续：聊天" in home["buttons"]
    assert (await toy.taps("继续：聊天"))["text"] == "请说。"
    await toy.types("水管漏了")
    assert await noted(toy) == ["水管漏了"]


async def test_what_the_flow_says_itself_is_shown_with_the_question(toy: Toy) -> None:
    await toy.types("/talk")
    assert (await toy.types("谢谢"))["text"] == "不客气。\n\n请说。"
    assert (await toy.types("再见"))["text"] == "不客气。\n\n请说。", "nothing new was said"


async def test_what_cannot_be_handed_on_is_refused_aloud(toy: Toy) -> None:
    await toy.types("/talk")
    await toy.receive(files=(Attached("other", "film", 3),))
    assert "传不过去" in (await toy.last())["text"]
    assert await noted(toy) == []


async def test_said_twice_by_the_platform_is_said_once_also_after_a_restart(toy: Toy) -> None:
    await toy.types("/talk")
    await toy.receive(text="水管漏了", update_id="7")
    toy.deploy(talking())
    assert (await toy.receive(text="水管漏了", update_id="7")).repeated
    await toy.receive(text="三楼", update_id="8")
    assert await noted(toy) == ["水管漏了", "三楼"]
    assert len(await toy.replies()) == 1


async def test_answers_half_given_elsewhere_are_not_dropped_for_a_talk(tmp_path: Path) -> None:
    flows = talking()

    @flows.flow("order", _("订餐"), command="order")
    async def order(chat: Chat) -> None:
        dish = await chat.words("dish", _("想吃什么？"))
        await chat.words("when", _("{dish}，哪一天？", dish=dish))

    toy = await Toy.open(tmp_path, flows)
    await toy.types("/order")
    await toy.types("蒸蛋")
    assert "继续：订餐" in (await toy.types("/talk"))["buttons"]
    home = await toy.types("首页")
    assert "继续：订餐" in home["buttons"], "the talk has kept what was said, the order nobody has yet"
    assert (await toy.taps("继续：订餐"))["text"] == "蒸蛋，哪一天？"
    await toy.db.close()


async def test_words_beside_a_photo_lead_nowhere(toy: Toy) -> None:
    await toy.types("/talk")
    for caption in ("我的", "结束聊天", "/talk", "/cancel"):
        await toy.receive(files=(Attached("photo", "p1", 3),), text=caption)
    assert await noted(toy) == [f"{caption}[photo p1]" for caption in ("我的", "结束聊天", "/talk", "/cancel")]
