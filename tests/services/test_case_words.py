"""What words say of a case: what it is about, where, and whether it is a danger to life."""

from __future__ import annotations

import pytest

from language.message import Place
from services.cases import danger, kinds, places, reading
from storage.spots import Spot

HAZARD = kinds.DEFAULTS[0]
SPOTS = [Spot(1, 1, "slide", 1, "滑梯", "C1", 30_500_000, 114_300_000), Spot(2, 1, "gate", 2, "东门", "C2", None, None)]


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("3栋2单元路灯坏了", "power"),
        ("楼道灯不亮", "power"),
        ("楼上漏水", "water"),
        ("水管爆了", "water"),
        ("下水道堵了", "water"),
        ("楼道堆满杂物", "fire"),
        ("电动车在楼道充电", "fire"),
        ("栏杆松了", "building"),
        ("煤气灶有点怪", "gas"),
        ("这里不太好", ""),
    ],
)
def test_the_words_say_what_it_is_about(words: str, category: str) -> None:
    found = reading.category(HAZARD, words)
    assert (found.id if found else "") == category


@pytest.mark.parametrize(
    ("words", "place", "key"),
    [
        ("3栋2单元路灯坏了", "3栋2单元", "home:3|2"),
        ("三栋二单元4楼水管爆了", "三栋二单元4楼", "home:3|2"),
        ("5栋楼道堆满杂物", "5栋楼道", "home:5|"),
        ("A5座门口有个坑", "A5座门口", "home:A5|"),
        ("lamp broken at building 3, unit 2", "building 3, unit 2", "home:3|2"),
        ("东门的灯不亮", "东门", "spot:2"),
        ("路上有个坑", "", ""),
        ("修了3次还漏", "", ""),
    ],
)
def test_the_words_say_where_it_is(words: str, place: str, key: str) -> None:
    found = places.within(words, SPOTS)
    assert ((found.words, found.key) if found else ("", "")) == (place, key)


def test_a_point_beside_a_spot_is_called_by_it() -> None:
    beside = places.said("", Place(30.5001, 114.3001), SPOTS)
    assert (beside.words, beside.spot_id) == ("滑梯", 1)
    far = places.said("", Place(30.6, 114.4), SPOTS)
    assert (far.words, far.spot_id) == ("", None)
    assert far.key.startswith("cell:")


@pytest.mark.parametrize(
    ("words", "call"),
    [
        ("5栋着火了", "119"),
        ("有煤气味", "119"),
        ("有人困在电梯里", "119"),
        ("电梯里困了人", "119"),
        ("我摔倒了起不来", "120"),
        ("救命啊", "120"),
        ("有人持刀", "110"),
        ("我担心着火了", "119"),
        ("厨房着火了怎么灭", "119"),
        ("这不是演习，着火了", "119"),
        ("听讲座的教室冒烟了", "119"),
        ("安全课上有人晕倒", "120"),
        ("电线着了火", "119"),
        ("老人没有呼吸了", "120"),
        ("孩子掉进河里", "120"),
        ("有人要自杀", "110"),
        ("怎么灭火", ""),
        ("着火怎么预防", ""),
        ("燃气泄漏的知识讲座", ""),
        ("想学着火演练", ""),
        ("电梯门关不上了", ""),
        ("电梯里关了两个人", "119"),
        ("周末一起火锅吧", ""),
        ("怎么打人工电话", ""),
        ("老伴中风后走不动，想订餐", ""),
        ("爷爷突然中风了", "120"),
        ("there is smoke in unit 2", "119"),
        ("the smoke alarm is loose", ""),
        ("电动车充电容易着火", ""),
        ("有火灾隐患", ""),
        ("消防演习什么时候", ""),
        ("电梯坏了", ""),
    ],
)
def test_danger_to_life_is_recognised(words: str, call: str) -> None:
    read = danger.read(words)
    assert (danger.CALL[read] if read else "") == call
