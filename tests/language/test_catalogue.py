"""The same saying in two languages."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from language.catalogue import Voice
from language.text import Joined, Moment, Money, Text, _, lines

SHANGHAI = ZoneInfo("Asia/Shanghai")
CHINESE, ENGLISH = Voice("zh", SHANGHAI), Voice("en", SHANGHAI)
EVENING = Moment(int(datetime(2026, 11, 25, 11, 0, tzinfo=UTC).timestamp() * 1000))


def test_a_saying_is_read_in_the_language_of_whoever_reads_it() -> None:
    told = lines(
        _("报名成功！{who} · {course}", who="张汉梅", course="瑜伽"),
        _("{when}，{where}", when=EVENING, where="瑜伽室"),
        _("费用：{price}", price=Money(800)),
    )

    assert CHINESE.say(told) == "报名成功！张汉梅 · 瑜伽\n11月25日 周三 19:00，瑜伽室\n费用：8元"
    assert ENGLISH.say(told) == "Signed up! 张汉梅 · 瑜伽\nWed 25 Nov 19:00, 瑜伽室\nPrice: ¥8"


def test_several_things_are_joined_as_one_writes_them_in_that_language() -> None:
    told = Joined((_("到店吃"), Joined(("鱼", "虾"), "、")), "；")
    assert (CHINESE.say(told), ENGLISH.say(told)) == ("到店吃；鱼、虾", f"{ENGLISH.say(_('到店吃'))}; 鱼, 虾")


def test_a_saying_within_a_saying_is_translated_too() -> None:
    told = _("{booker} 帮 {who} 报了「{course}」：{result}。{when}，{where}。",
             booker="李红", who="李荣珍", course="剪纸", result=_("候补第{n}位", n=2), when=EVENING, where="手工室")  # fmt: skip

    assert CHINESE.say(told) == "李红 帮 李荣珍 报了「剪纸」：候补第2位。11月25日 周三 19:00，手工室。"
    assert ENGLISH.say(told) == ('李红 signed up 李荣珍 for "剪纸": No. 2 on the waiting list. Wed 25 Nov 19:00, 手工室.')


@pytest.mark.parametrize("language", ["fr", "", "../en"])
def test_whoever_speaks_a_language_that_is_not_here_reads_chinese(language: str) -> None:
    voice = Voice(language, SHANGHAI)

    assert voice.say(_("看课程")) == "看课程"
    assert voice.say(EVENING) == "11月25日 周三 19:00"


def test_what_has_no_translation_yet_is_said_in_chinese() -> None:
    assert ENGLISH.say(Text("还没有翻译，{who}", {"who": "张汉梅"})) == "还没有翻译，张汉梅"
