"""A conversation is an async function that asks, and its answers are its journal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator
from datetime import date
from pathlib import Path

import pytest

from conversation.chat import Chat
from conversation.fetching import FETCH
from conversation.flows import Flows
from conversation.questions import Given, Option
from conversation.typed import Paper
from language.message import Attached, Place
from language.text import Moment, _
from storage import errands
from storage.database import StorageError
from tests.conversation.toy import NOON, Toy, note, notes


class Somewhere:
    """What a sleep, a lock or a request looks like to whoever drives a coroutine by hand."""

    def __await__(self) -> Generator[Somewhere, None, None]:
        yield self


CHILDREN = [Option("1", "小明", "小明"), Option("2", "小红", "小红")]


def sign_up_flows(**facts: int) -> Flows:
    """A sign-up of three questions and a review. `facts` is what the review covers."""
    flows = Flows()
    facts = facts or {"price": 800}

    @flows.flow("sign_up", _("报名"), command="sign_up")
    async def sign_up(chat: Chat) -> None:
        course = await chat.choose("course", _("想上哪门课？"), [Option("7", "瑜伽", "瑜伽"), Option("8", "声乐", "声乐")])
        pupil = await chat.choose("pupil", _("谁来上课？"), CHILDREN, label=_("谁来上课"))
        allergy = await chat.words(
            "allergy", _("{pupil}有什么过敏吗？", pupil=pupil), about=(f"pupil:{pupil}",), label=_("过敏"), skip=_("没有")
        )
        text = _("{pupil}报名{course}，过敏：{allergy}。", pupil=pupil, course=course, allergy=allergy or "无")
        await chat.confirm("ok", text, _("确认报名"), facts=tuple(facts.values()))
        await note(pupil, f"{course}/{allergy}")
        chat.say(_("报名成功"), toast=_("报名成功"))

    return flows


@pytest.fixture
async def toy(tmp_path: Path) -> AsyncIterator[Toy]:
    house = await Toy.open(tmp_path, sign_up_flows())
    yield house
    await house.db.close()


async def to_review(toy: Toy) -> None:
    await toy.types("/sign_up")
    await toy.taps("瑜伽")
    await toy.taps("小明")
    await toy.types("花生")


async def test_five_questions_end_in_one_change(toy: Toy) -> None:
    await to_review(toy)
    assert (await toy.last())["text"] == "小明报名瑜伽，过敏：花生。"
    receipt = await toy.tap("确认报名")
    assert receipt.toast == "报名成功"
    assert await toy.read(notes) == [("小明", "瑜伽/花生")]


async def test_a_numbered_reply_means_what_the_person_saw(toy: Toy) -> None:
    await toy.types("/sign_up")
    assert (await toy.types("第二个"))["text"] == "谁来上课？"
    await toy.types("２")
    await toy.types("花生")
    assert (await toy.last())["text"] == "小红报名声乐，过敏：花生。"


async def test_back_takes_back_the_last_answer_only(toy: Toy) -> None:
    await to_review(toy)
    assert (await toy.taps("返回"))["text"] == "小明有什么过敏吗？"
    assert (await toy.taps("返回"))["text"] == "谁来上课？"
    assert "返回" in (await toy.last())["buttons"]
    assert (await toy.taps("返回"))["text"] == "想上哪门课？"
    assert "返回" not in (await toy.last())["buttons"]


async def test_a_changed_pupil_does_not_keep_the_first_childs_allergy(toy: Toy) -> None:
    await to_review(toy)
    await toy.taps("修改")
    assert (await toy.last())["text"] == "想改哪一项？"
    assert (await toy.taps("谁来上课：小明"))["text"] == "谁来上课？"
    assert (await toy.taps("小红"))["text"] == "小红有什么过敏吗？"
    await toy.taps("没有")
    await toy.taps("确认报名")
    assert await toy.read(notes) == [("小红", "瑜伽/")]


async def test_changing_one_answer_keeps_the_others(toy: Toy) -> None:
    await to_review(toy)
    await toy.taps("修改")
    await toy.taps("过敏：花生")
    assert (await toy.types("牛奶"))["text"] == "小明报名瑜伽，过敏：牛奶。"


async def test_cancel_forgets_the_conversation(toy: Toy) -> None:
    await to_review(toy)
    assert "什么都没有提交" in (await toy.taps("不办了"))["text"]
    assert "没有正在办的事" in (await toy.types("/cancel"))["text"]
    assert await toy.read(notes) == []


async def test_home_sets_the_conversation_aside_and_offers_to_resume_it(toy: Toy) -> None:
    await to_review(toy)
    home = await toy.taps("首页")
    assert home["text"] == "这里是首页。"
    assert (await toy.taps("继续：报名"))["text"] == "小明报名瑜伽，过敏：花生。"
    await toy.taps("确认报名")
    assert await toy.read(notes) == [("小明", "瑜伽/花生")]


async def test_a_stale_tap_changes_nothing_and_shows_the_current_question(toy: Toy) -> None:
    first = await toy.types("/sign_up")
    await toy.taps("瑜伽")
    receipt = await toy.tap("声乐", of=first)
    assert receipt.toast == "这个按钮过期了，请看最新的消息。"
    assert (await toy.last())["text"] == "谁来上课？"


async def test_the_second_tap_of_a_double_tap_does_nothing(toy: Toy) -> None:
    await to_review(toy)
    review = await toy.last()
    await toy.tap("确认报名", of=review)
    said = len(await toy.replies())
    receipt = await toy.tap("确认报名", of=review)
    assert receipt.toast == "已经收到啦，不用再点。"
    assert len(await toy.replies()) == said
    assert len(await toy.read(notes)) == 1


async def test_the_same_update_twice_is_one_act(toy: Toy) -> None:
    await toy.types("/sign_up")
    await toy.receive(text="1", update_id="same")
    await toy.receive(text="1", update_id="same")
    assert (await toy.last())["text"] == "谁来上课？"


async def test_a_class_repriced_between_review_and_confirm_is_asked_again(toy: Toy) -> None:
    await to_review(toy)
    toy.deploy(sign_up_flows(price=1000))
    again = await toy.taps("确认报名")
    assert again["text"].startswith("这里的信息刚刚有变动，请再看一遍。")
    assert await toy.read(notes) == []
    await toy.taps("确认报名")
    assert len(await toy.read(notes)) == 1


async def test_what_is_no_longer_offered_is_asked_again(toy: Toy) -> None:
    await toy.types("/sign_up")
    await toy.taps("瑜伽")
    toy.deploy(Flows())
    flows = Flows()

    @flows.flow("sign_up", _("报名"), command="sign_up")
    async def sign_up(chat: Chat) -> None:
        await chat.choose("course", _("想上哪门课？"), [Option("8", "声乐", "声乐")])
        await chat.choose("pupil", _("谁来上课？"), CHILDREN)

    toy.deploy(flows)
    assert (await toy.taps("小明"))["text"] == "刚才选的现在没有了，请再选一次。\n\n想上哪门课？"


async def test_a_deploy_that_changes_a_flow_keeps_the_matching_answers_and_asks_the_rest(toy: Toy) -> None:
    await to_review(toy)
    flows = Flows()

    @flows.flow("sign_up", _("报名"), command="sign_up")
    async def sign_up(chat: Chat) -> None:
        pupil = await chat.choose("pupil", _("谁来上课？"), CHILDREN)
        age = await chat.number("age", _("{pupil}几岁？", pupil=pupil), least=3, most=99)
        await chat.confirm("ok", _("{pupil} {age}岁", pupil=pupil, age=age), _("确认报名"), facts=(age,))

    toy.deploy(flows)
    assert (await toy.taps("确认报名"))["text"] == "小明几岁？"


async def test_an_answer_is_never_fed_to_another_question_of_the_same_key(toy: Toy) -> None:
    await to_review(toy)
    flows = Flows()

    @flows.flow("sign_up", _("报名"), command="sign_up")
    async def sign_up(chat: Chat) -> None:
        await chat.number("allergy", _("几样过敏？"))

    toy.deploy(flows)
    assert (await toy.taps("确认报名"))["text"] == "几样过敏？"


async def test_a_flow_that_is_gone_is_apologised_for_and_home_still_works(toy: Toy) -> None:
    await to_review(toy)
    toy.deploy(Flows())
    assert "没办成" in (await toy.taps("确认报名"))["text"]
    assert "告诉工作人员" in (await toy.types("花生"))["text"]
    assert toy.troubles == ["sign_up"]
    assert (await toy.types("首页"))["text"] == "这里是首页。"


async def test_a_failing_flow_of_its_own_does_not_cost_the_conversation_that_was_open(toy: Toy) -> None:
    flows = sign_up_flows()

    @flows.flow("wrong", _("错"), command="wrong")
    async def wrong(chat: Chat) -> None:
        raise KeyError

    toy.deploy(flows)
    await to_review(toy)
    for _again in range(3):
        assert "没办成" in (await toy.types("/wrong"))["text"]
    assert toy.troubles == []
    assert (await toy.types("确认报名"))["text"] == "报名成功"


async def test_a_number_never_means_a_way_out(toy: Toy) -> None:
    await to_review(toy)
    assert (await toy.types("2"))["text"].startswith("确认的话，请点下面的按钮。")


async def test_words_that_are_a_wish_of_their_own_are_followed(toy: Toy) -> None:
    await toy.types("/sign_up")
    await toy.taps("瑜伽")
    assert (await toy.types("我想回家"))["text"] == "这里是首页。"
    assert "继续：报名" in (await toy.last())["buttons"]


async def test_words_that_are_no_answer_get_a_sentence_and_the_question_again(toy: Toy) -> None:
    await toy.types("/sign_up")
    assert (await toy.types("嗯嗯"))["text"] == "请点下面的按钮选一个。\n\n想上哪门课？"


async def test_an_abandoned_conversation_ends_after_a_day(toy: Toy) -> None:
    await to_review(toy)
    toy.now_ms += 25 * 3_600_000
    assert "结束" in (await toy.taps("确认报名"))["text"]
    assert await toy.read(notes) == []


async def test_more_than_eight_choices_are_paged(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("many", _("很多"), command="many")
    async def many(chat: Chat) -> None:
        chosen = await chat.choose("one", _("选哪个？"), [Option(str(n), f"第{n}号楼", n) for n in range(1, 20)])
        chat.say(_("选了{n}", n=chosen))

    toy.deploy(flows)
    first = await toy.types("/many")
    assert [label for label in first["buttons"] if "号楼" in label] == [f"第{n}号楼" for n in range(1, 9)]
    assert "上一页" not in first["buttons"]
    second = await toy.taps("下一页")
    assert "第9号楼" in second["buttons"] and "第8号楼" not in second["buttons"]
    third = await toy.taps("下一页")
    assert "下一页" not in third["buttons"]
    await toy.taps("上一页")
    assert (await toy.types("2"))["text"] == "选了10"


async def test_every_kind_of_question_explains_what_it_takes(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("all", _("全部"), command="all")
    async def everything(chat: Chat) -> None:
        name = await chat.words("name", _("叫什么？"), longest=5)
        phone = await chat.phone("phone", _("电话？"))
        day = await chat.date("day", _("哪天？"), earliest=date(2026, 11, 22), latest=date(2026, 12, 31))
        place = await chat.where("place", _("在哪儿？"))
        photo = await chat.photo("photo", _("照片？"))
        assert photo
        where = place if isinstance(place, str) else f"{place.latitude}"
        chat.say(_("{a} {b} {c} {d} {e}", a=name, b=phone, c=str(day), d=where, e=photo.ref))

    toy.deploy(flows)
    await toy.types("/all")
    assert "5个字以内" in (await toy.types("一个很长的名字"))["text"]
    await toy.types("张汉梅")
    assert "手机11位" in (await toy.types("12345"))["text"]
    await toy.types("１３８ 7100 0000")
    assert "12月3号" in (await toy.types("某天"))["text"]
    assert "2026年12月31日" in (await toy.types("2027年5月1日"))["text"]
    await toy.types("后天")
    await toy.sends(place=Place(30.5, 114.3))
    assert "拍一张照片" in (await toy.types("没有"))["text"]
    assert (await toy.sends(photo="f1"))["text"] == "张汉梅 13871000000 2026-11-24 30.5 f1"


async def test_what_was_said_before_an_answered_question_is_not_said_again(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("talk", _("聊"), command="talk")
    async def talk(chat: Chat) -> None:
        chat.say(_("先说一句。"))
        await chat.words("one", _("一？"))
        chat.say(_("再说一句。"))
        await chat.words("two", _("二？"))

    toy.deploy(flows)
    assert (await toy.types("/talk"))["text"] == "先说一句。\n\n一？"
    assert (await toy.types("甲"))["text"] == "再说一句。\n\n二？"


async def test_a_flow_can_go_on_as_another_in_the_same_turn(toy: Toy) -> None:
    flows = sign_up_flows()

    @flows.flow("welcome", _("欢迎"), command="welcome")
    async def welcome(chat: Chat) -> None:
        chat.say(_("欢迎！"))
        await note("welcome", "1")
        await chat.become("sign_up")

    toy.deploy(flows)
    assert (await toy.types("/welcome"))["text"] == "欢迎！\n\n想上哪门课？"


class TestMistakesInAFlowAreNamed:
    async def parked(self, toy: Toy, flows: Flows) -> str:
        from storage import inbox

        toy.deploy(flows)
        await toy.types("/wrong")
        await toy.types("甲")
        return str((await toy.read(inbox.unseen))[-1].error)

    async def test_asking_after_acting(self, toy: Toy) -> None:
        flows = Flows()

        @flows.flow("wrong", _("错"), command="wrong")
        async def wrong(chat: Chat) -> None:
            await note("a", "b")
            await chat.words("late", _("还有？"))

        assert "flow 'wrong', at question 'late': asked after a write" in await self.parked_at_once(toy, flows)
        assert await toy.read(notes) == []

    async def parked_at_once(self, toy: Toy, flows: Flows) -> str:
        from storage import inbox

        toy.deploy(flows)
        await toy.types("/wrong")
        return str((await toy.read(inbox.unseen))[-1].error)

    async def test_asking_the_same_key_twice(self, toy: Toy) -> None:
        flows = Flows()

        @flows.flow("wrong", _("错"), command="wrong")
        async def wrong(chat: Chat) -> None:
            await chat.words("one", _("一？"))
            await chat.words("one", _("二？"))

        assert "'wrong', at question 'one': this key is asked twice" in await self.parked(toy, flows)

    async def test_awaiting_something_else(self, toy: Toy) -> None:
        flows = Flows()

        @flows.flow("wrong", _("错"), command="wrong")
        async def wrong(chat: Chat) -> None:
            await chat.words("one", _("一？"))
            await Somewhere()

        assert "'wrong', at question 'one': awaits Somewhere" in await self.parked(toy, flows)

    async def test_a_flow_that_fails_is_parked_and_the_person_has_a_way_on(self, toy: Toy) -> None:
        flows = Flows()

        @flows.flow("wrong", _("错"), command="wrong")
        async def wrong(chat: Chat) -> None:
            raise KeyError("13871000000")

        error = await self.parked_at_once(toy, flows)
        assert "KeyError" in error and "13871000000" not in error
        assert "没办成" in (await toy.last())["text"]


async def test_a_group_hears_nothing_private(toy: Toy) -> None:
    await toy.receive(text="/sign_up", chat="-100", private=False)
    last = await toy.last()
    assert last["public"] and last["buttons"] == {"和我私聊": "/sign_up"}
    said = len(await toy.replies())
    await toy.receive(text="大家好", chat="-100", private=False, addressed=False)
    assert len(await toy.replies()) == said


async def test_whoever_floods_is_slowed_down_and_nothing_is_lost(toy: Toy) -> None:
    await toy.types("/sign_up")
    for _n in range(30):
        await toy.receive(text="嗯")
    other = await toy.receive(text="/sign_up", sender="2", chat="2")
    assert not other.toast
    said = [reply["text"] for reply in await toy.replies()]
    assert sum("您点得有点快" in text for text in said) == 1
    assert len(said) == 1 + 19 + 1 + 1


async def test_a_confirm_shows_local_time(toy: Toy) -> None:
    assert toy.intake._house.voice("zh").say(Moment(NOON)) == "11月22日 周日 12:00"


async def test_a_failing_disk_is_the_channels_to_retry(toy: Toy) -> None:
    await toy.db.close()
    with pytest.raises((StorageError, ValueError)):
        await toy.receive(text="/sign_up")


async def test_an_album_is_one_message(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("photos", _("照片"), command="photos")
    async def photos(chat: Chat) -> None:
        await chat.photo("photo", _("照片？"))
        chat.say(_("{n}张", n=len(chat.incoming.files)))

    toy.deploy(flows)
    await toy.types("/photos")
    for n in range(3):
        await toy.receive(files=(Attached("photo", f"f{n}", 3),), album="77")
    assert (await toy.last())["text"] == "照片？"
    toy.now_ms += 1_500
    await toy.do_errands()
    assert (await toy.last())["text"] == "3张"


async def test_what_was_put_off_is_brought_back_in_order(toy: Toy) -> None:
    await toy.types("/sign_up")
    for _n in range(25):
        await toy.receive(text="嗯")
    said = len(await toy.replies())
    toy.deploy(sign_up_flows())
    await toy.intake.restore()
    await toy.receive(text="1")
    assert len(await toy.replies()) == said, "it waits behind what came before"
    toy.now_ms += 60_000
    await toy.do_errands()
    assert (await toy.last())["text"] == "谁来上课？"


async def test_a_file_answers_only_the_very_question_to_which_it_was_given(toy: Toy) -> None:
    flows = Flows()

    @flows.flow("week", _("菜单"), command="week")
    async def week(chat: Chat) -> None:
        which = await chat.words("which", _("哪一周？"))
        menu = await chat.ask(Paper(key="menu", text=_("{which}的菜单？", which=which), about=(which,)))
        chat.say(_("{which}：{menu}", which=which, menu=menu))

    toy.deploy(flows)
    await toy.types("/week")
    await toy.types("这周")
    await toy.receive(files=(Attached("document", "f", 3),))
    [errand] = await toy.read(lambda: errands.of_kind(FETCH))
    await toy.taps("返回")
    await toy.types("下周")
    await toy.intake.answer(errand, Given(text="鱼"))
    assert "没有用上" in (await toy.last())["text"]
    assert (await toy.types("肉"))["text"] == "下周：肉"
