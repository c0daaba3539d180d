"""What residents type, and what is understood. Unless it says otherwise it is Sunday, 22 November 2026, ten in the morning."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.understanding import Wish, clearly_a_wish, understand

SUNDAY = datetime(2026, 11, 22, 10)  # noqa: DTZ001 - a local time by contract
TITLES = (
    "周一 瑜伽", "周三 声乐", "清晨太极", "书法", "手机短视频剪辑", "周末烘焙", "育婴师入门", "亲子科学实验",
    "童眼看社区 · 少儿画画", "寒假托管班", "暑期托管班", "插花", "青年夜校 · 职场英语",
)  # fmt: skip
NAMES = ("小明", "张建国")


def nov(day: int) -> date:
    return date(2026, 11, day)


def dec(day: int) -> date:
    return date(2026, 12, day)


YOGA, VOCAL, TAICHI, WRITING, VIDEO = TITLES[:5]
BAKING, NANNY, SCIENCE, PAINTING, WINTER, SUMMER, FLOWERS, ENGLISH = TITLES[5:]

PHRASES: list[tuple[str, dict[str, Any]]] = [
    # suggesting
    ("我想提个建议", {"verb": "suggest"}),
    ("建议", {"verb": "suggest"}),
    ("我有个意见", {"verb": "suggest"}),
    ("提意见", {"verb": "suggest"}),
    ("建议小区里加一个滑梯", {"verb": "suggest"}),
    ("希望社区开一门瑜伽课", {"verb": "suggest"}),
    ("我建议食堂加个素菜", {"verb": "suggest"}),
    ("大家都提了什么建议", {"verb": "suggestions"}),
    ("看看大家的建议", {"verb": "suggestions"}),
    ("我的建议怎么样了", {"verb": "suggestions"}),
    ("议事会什么时候开", {"verb": "council"}),
    ("I have a suggestion", {"verb": "suggest"}),
    # signing up
    ("我想学瑜伽", {"verb": "sign_up", "titles": (YOGA,), "who": "self"}),
    ("俺想学瑜珈", {"verb": "sign_up", "titles": (YOGA,), "who": "self"}),
    ("我 想 报 瑜 伽", {"verb": "sign_up", "titles": (YOGA,), "who": "self"}),
    ("您好，我想报名书法课", {"verb": "sign_up", "titles": (WRITING,), "who": "self"}),
    ("報名書法課", {"verb": "sign_up", "titles": (WRITING,)}),
    ("瑜伽怎么报名", {"verb": "sign_up", "titles": (YOGA,)}),
    ("帮我报瑜伽", {"verb": "sign_up", "titles": (YOGA,), "who": "self"}),
    ("帮我妈报太极", {"verb": "sign_up", "titles": (TAICHI,), "who": "parent"}),
    ("我妈想学太级", {"verb": "sign_up", "titles": (TAICHI,), "who": "parent"}),
    ("给我爸报个太极拳", {"verb": "sign_up", "titles": (TAICHI,), "who": "parent"}),
    ("替老人报清晨太极", {"verb": "sign_up", "titles": (TAICHI,), "who": "parent", "part": "morning"}),
    ("老娘想跟着打拳，帮报一个", {"verb": "sign_up", "titles": (TAICHI,), "who": "parent"}),
    ("给小明报托管", {"verb": "sign_up", "titles": (WINTER, SUMMER), "name": "小明"}),
    ("给小明报寒假托管", {"verb": "sign_up", "titles": (WINTER,), "name": "小明"}),
    ("建国要学书法", {"verb": "sign_up", "titles": (WRITING,), "name": "张建国"}),
    ("我儿子想学画画", {"verb": "sign_up", "titles": (PAINTING,), "who": "child"}),
    ("女儿报暑假托管班", {"verb": "sign_up", "titles": (SUMMER,), "who": "child"}),
    ("想带孩子参加科学实验", {"verb": "sign_up", "titles": (SCIENCE,), "who": "child"}),
    ("老伴想学书法", {"verb": "sign_up", "titles": (WRITING,), "who": ""}),
    ("我们想学插花", {"verb": "sign_up", "titles": (FLOWERS,), "who": ""}),
    ("抢瑜伽", {"verb": "sign_up", "titles": (YOGA,)}),
    ("想学剪视频", {"verb": "sign_up", "titles": (VIDEO,), "who": "self"}),
    ("我要学唱歌", {"verb": "sign_up", "titles": (VOCAL,), "who": "self"}),
    ("想学声月", {"verb": "sign_up", "titles": (VOCAL,), "who": "self"}),
    ("我想学做蛋糕", {"verb": "sign_up", "titles": (BAKING,), "who": "self"}),
    ("我想学英文", {"verb": "sign_up", "titles": (ENGLISH,), "who": "self"}),
    ("瑜伽和太极我都想学", {"verb": "sign_up", "titles": (YOGA, TAICHI), "who": "self"}),
    ("i want to learn yoga", {"verb": "sign_up", "titles": (YOGA,), "who": "self"}),
    ("sign my mother up for tai chi", {"verb": "sign_up", "titles": (TAICHI,), "who": "parent"}),
    ("我想学太计", {"verb": "sign_up", "titles": (TAICHI,), "sure": False, "who": "self"}),
    ("我要报余伽", {"verb": "sign_up", "titles": (YOGA,), "sure": False, "who": "self"}),
    ("我想学跳舞", {"verb": "sign_up", "missing": True, "who": "self"}),
    ("报名", {"verb": "sign_up"}),
    ("我要报名", {"verb": "sign_up", "who": "self"}),
    ("给孩子报个班", {"verb": "sign_up", "who": "child"}),
    # one course close up
    ("瑜伽", {"verb": "about", "titles": (YOGA,)}),
    ("yoga", {"verb": "about", "titles": (YOGA,)}),
    ("瑜伽几点上课", {"verb": "about", "titles": (YOGA,)}),
    ("瑜伽还有名额吗", {"verb": "about", "titles": (YOGA,), "free": True}),
    ("烘培多少钱", {"verb": "about", "titles": (BAKING,)}),
    ("书法课在哪上", {"verb": "about", "titles": (WRITING,)}),
    ("亲子科学实验", {"verb": "about", "titles": (SCIENCE,)}),
    ("育婴师是什么时候", {"verb": "about", "titles": (NANNY,)}),
    # looking around
    ("有什么课", {"verb": "browse"}),
    ("有啥课啊", {"verb": "browse"}),
    ("有么课", {"verb": "browse"}),
    ("课程表", {"verb": "browse"}),
    ("what courses are there", {"verb": "browse"}),
    ("周一晚上有什么课", {"verb": "browse", "days": (nov(23),), "weekday": 0, "part": "evening"}),
    ("周一晚上呢？", {"verb": "browse", "days": (nov(23),), "weekday": 0, "part": "evening"}),
    ("下周三晚上七点有课吗", {"verb": "browse", "days": (nov(25),), "part": "evening", "time": time(19)}),
    ("这周六有什么活动", {"verb": "browse", "days": (nov(28), nov(21)), "which_day": True}),
    ("周六有什么活动", {"verb": "browse", "days": (nov(28),), "weekday": 5}),
    ("12月3号", {"verb": "browse", "days": (dec(3),)}),
    ("12月3号有课没", {"verb": "browse", "days": (dec(3),)}),
    ("2月30号有课吗", {"verb": "browse", "no_such_day": True}),
    ("国庆节后第一个周一有课吗", {"verb": "browse", "days": (date(2027, 10, 4), date(2027, 10, 11)), "which_day": True}),
    ("明天中午有什么活动", {"verb": "browse", "days": (nov(23),), "part": "noon"}),
    ("大后天有课吗", {"verb": "browse", "days": (nov(25),)}),
    ("下周末有啥课", {"verb": "browse", "days": (nov(28), nov(29))}),
    ("下周有什么课", {"verb": "browse", "days": tuple(nov(day) for day in range(23, 30))}),
    ("这周还有课吗", {"verb": "browse", "days": (nov(22),)}),
    ("下周一有瑜伽吗", {"verb": "browse", "titles": (YOGA,), "days": (nov(23),)}),
    ("晚上有什么课", {"verb": "browse", "part": "evening"}),
    ("还有名额的课", {"verb": "browse", "free": True}),
    ("哪些课没满", {"verb": "browse", "free": True}),
    ("有免费的课吗", {"verb": "browse", "gratis": True}),
    ("老人有什么课", {"verb": "browse", "audience": "seniors"}),
    ("我妈能学点什么", {"verb": "browse", "audience": "seniors"}),
    ("孩子能上什么课", {"verb": "browse", "audience": "children"}),
    ("周六亲子活动有哪些", {"verb": "browse", "audience": "family", "days": (nov(28),), "weekday": 5}),
    ("夜校有什么课", {"verb": "about", "titles": (ENGLISH,)}),
    # giving back
    ("取消瑜伽", {"verb": "cancel", "titles": (YOGA,)}),
    ("取肖瑜珈", {"verb": "cancel", "titles": (YOGA,)}),
    ("瑜伽不去了", {"verb": "cancel", "titles": (YOGA,)}),
    ("帮我把周三的课退掉", {"verb": "cancel", "days": (nov(25),), "weekday": 2}),
    ("取消我妈的太极", {"verb": "cancel", "titles": (TAICHI,), "who": "parent"}),
    ("小明的托管不上了", {"verb": "cancel", "titles": (WINTER, SUMMER), "name": "小明"}),
    ("明天来不了了", {"verb": "cancel", "days": (nov(23),)}),
    ("退课", {"verb": "cancel"}),
    ("cancel yoga", {"verb": "cancel", "titles": (YOGA,)}),
    ("能不能取消瑜伽", {"verb": "cancel", "titles": (YOGA,)}),
    # what one has
    ("我报了什么", {"verb": "mine"}),
    ("我报了哪些课", {"verb": "mine"}),
    ("几点上课", {"verb": "mine"}),
    ("明天几点上课", {"verb": "mine", "days": (nov(23),)}),
    ("我明天有课吗", {"verb": "mine", "days": (nov(23),)}),
    ("我11月30号有课吗", {"verb": "mine", "days": (nov(30),)}),
    ("我报上了吗", {"verb": "mine"}),
    ("候补到第几位了", {"verb": "mine"}),
    ("my bookings", {"verb": "mine"}),
    ("别取消瑜伽", {"verb": "mine", "titles": (YOGA,)}),
    # everything else
    ("找工作人员", {"verb": "human"}),
    ("我对花生过敏", {"verb": "diet"}),
    ("我爸要吃低糖的饭", {"verb": "diet"}),
    ("我要订餐", {"verb": "meals"}),
    ("明天食堂吃什么", {"verb": "meals"}),
    ("给我妈订份午饭", {"verb": "meals"}),
    ("这个月餐费多少钱", {"verb": "bill"}),
    ("我妈的饭卡还有多少", {"verb": "bill"}),
    ("我还欠多少钱", {"verb": "bill"}),
    ("我想当志愿者", {"verb": "patrol"}),
    ("我想参加巡逻队", {"verb": "patrol"}),
    ("今晚谁值班", {"verb": "patrol"}),
    ("星期四想跟人换班", {"verb": "patrol"}),
    ("这周怎么排班", {"verb": "patrol"}),
    ("周六去不了，谁能替班", {"verb": "patrol"}),
    ("I'd like to volunteer", {"verb": "patrol"}),
    ("上课提醒怎么关", {"verb": "reminders"}),
    ("别再发通知了", {"verb": "reminders"}),
    ("找社区", {"verb": "human"}),
    ("人工", {"verb": "human"}),
    ("我要投诉", {"verb": "human"}),
    ("社区电话多少", {"verb": "office"}),
    ("社区几点上班", {"verb": "office"}),
    ("怎么用", {"verb": "help"}),
    ("我要换手机号", {"verb": "me"}),
    ("我换了手机，以前的报名怎么办", {"verb": "recover"}),
    ("删除我的资料", {"verb": "mydata"}),
    ("添加孩子", {"verb": "family"}),
    ("speak english please", {"verb": "language"}),
    ("说英语", {"verb": "language"}),
    ("你好", {"verb": "hello"}),
    ("您好呀！", {"verb": "hello"}),
    ("在吗", {"verb": "hello"}),
    ("谢谢你啊", {"verb": "thanks"}),
    ("再见", {"verb": "bye"}),
    ("救命，我妈晕倒了", {"verb": "urgent"}),
    # what is broken, and what became of it
    ("3栋2单元路灯坏了", {"verb": "report"}),
    ("报隐患", {"verb": "report"}),
    ("我要报修", {"verb": "report"}),
    ("下水道堵了", {"verb": "report"}),
    ("路灯不亮", {"verb": "report"}),
    ("我要举报飞线充电", {"verb": "report"}),
    ("电梯又坏了怎么办", {"verb": "report"}),
    ("楼道被杂物堵住了", {"verb": "report"}),
    ("street light is broken", {"verb": "report"}),
    ("我的平板坏了", {"verb": "unknown"}),
    ("我报的隐患怎么样了", {"verb": "cases"}),
    ("我要反映一个情况", {"verb": "bring"}),
    ("今天天气真好", {"verb": "unknown"}),
    ("你是猪", {"verb": "unknown"}),
    ("asdfgh", {"verb": "unknown"}),
    ("😀😀", {"verb": "unknown"}),
    ("   ", {"verb": "unknown"}),
]
ABOUT_DAYS = ("days", "weekday", "part", "time", "which_day", "no_such_day")


@pytest.mark.parametrize(("text", "expected"), PHRASES, ids=[text for text, _ in PHRASES])
def test_a_phrase_is_a_wish(text: str, expected: dict[str, Any]) -> None:
    assert understand(text, SUNDAY, TITLES, NAMES) == Wish(**expected)


def test_a_course_that_is_not_offered_is_never_found() -> None:
    assert understand("我想学瑜伽", SUNDAY) == Wish("sign_up", missing=True, who="self")


def test_whoever_writes_a_book_is_understood_by_its_beginning() -> None:
    assert understand("我想学瑜伽。" + "其实我年轻的时候" * 1_000_000, SUNDAY, TITLES).titles == (YOGA,)


@pytest.mark.parametrize(
    "text",
    [
        "我想学瑜伽", "帮我妈报太极", "给小明报托管", "取消瑜伽", "周一晚上有什么课", "下周三晚上七点有课吗", "我报了什么", "几点上课",
        "找工作人员", "这周六有什么活动", "cancel yoga", "I want to learn yoga",
    ],
)  # fmt: skip
def test_a_clear_wish_is_followed_even_while_something_else_is_asked(text: str) -> None:
    assert clearly_a_wish(text)


@pytest.mark.parametrize(
    "text",
    [
        "报春花", "李报国", "对海鲜过敏，不想报名", "不要取消", "爷爷 13812345678", "3栋2单元", "我自己", "我想报自己", "第二个", "给小明报",
        "帮我妈报", "我要报名", "取消第一个", "我想上午去", "学军", "取消", "好的", "孩子怕生，想取消午睡可以吗", "课", "", "张想学",
        "我想学瑜伽" * 20,
    ],
)  # fmt: skip
def test_an_answer_is_never_taken_for_a_wish(text: str) -> None:
    assert not clearly_a_wish(text)


words = st.text() | st.lists(
    st.sampled_from(
        [
            "我",
            "想",
            "学",
            "报",
            "取消",
            "瑜伽",
            "周六",
            "2月30号",
            "下周",
            "国庆节",
            "妈",
            "小明",
            " ",
            "\n",
            "?",
            "cancel",
            "99",
        ]
    )
).map("".join)


@settings(deadline=None)
@given(
    words,
    st.datetimes(datetime(1999, 1, 1), datetime(2098, 12, 31)),  # noqa: DTZ001
    st.lists(st.text(max_size=30)),
    st.lists(st.text(max_size=20)),
)
def test_any_words_at_any_moment_are_some_wish(text: str, now: datetime, titles: list[str], names: list[str]) -> None:
    wish = understand(text, now, [*titles, *TITLES], names)
    assert set(wish.titles) <= {*titles, *TITLES}
    assert not wish.name or wish.name in names
    assert wish.which_day or list(wish.days) == sorted(wish.days)
    assert len(wish.days) > 1 or not wish.which_day
    clearly_a_wish(text)
