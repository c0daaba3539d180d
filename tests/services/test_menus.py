"""Menus as offices write them: read into days and dishes, and never a line lost in silence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.text import Moment
from services.canteen.menu_lines import split_dishes
from services.canteen.menu_reader import LONGEST, MOST_DISHES, Read, read_menu

MONDAY, THURSDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 28)
THIS_WEEK = [MONDAY + timedelta(days=n) for n in range(5)]
NEXT_MONDAY = date(2026, 11, 30)


def read(text: str, today: date = THURSDAY, planned: list[date] | None = None) -> Read:
    return read_menu(text, today, THIS_WEEK if planned is None else planned)


def menu(text: str, today: date = THURSDAY, planned: list[date] | None = None) -> dict[str, list[str]]:
    """Days and dishes of a text in which all can be read."""
    found = read(text, today, planned)
    assert found.troubles == ()
    return {f"{one.day:%m-%d}": list(one.dishes) for one in found.days}


TWO_DAYS = {"11-30": ["番茄牛腩套餐（少油）", "清蒸鲈鱼套餐（低盐）"], "12-01": ["红烧豆腐", "冬瓜排骨"]}


@pytest.mark.parametrize(
    "text",
    [
        "周一：番茄牛腩套餐（少油）、清蒸鲈鱼套餐（低盐）\n周二 红烧豆腐；冬瓜排骨",
        "下周菜单\n\n周一\n番茄牛腩套餐（少油）\n清蒸鲈鱼套餐（低盐）\n周二\n红烧豆腐\n冬瓜排骨\n",
        "11月30日 番茄牛腩套餐（少油），清蒸鲈鱼套餐（低盐）\n12月1日 红烧豆腐 冬瓜排骨",
        "11/30：番茄牛腩套餐（少油） / 清蒸鲈鱼套餐（低盐）\n12/1：红烧豆腐/冬瓜排骨",
        "11.30 番茄牛腩套餐（少油）；清蒸鲈鱼套餐（低盐）\n12.1 红烧豆腐；冬瓜排骨",
        "【周一】1.番茄牛腩套餐（少油） 2.清蒸鲈鱼套餐（低盐）\n【周二】1、红烧豆腐 2、冬瓜排骨",
        "星期一（11月30日）：①番茄牛腩套餐（少油）②清蒸鲈鱼套餐（低盐）\n星期二（12月1日）：①红烧豆腐 ②冬瓜排骨",
        "2026年11月30日 星期一\n1. 番茄牛腩套餐（少油）\n2. 清蒸鲈鱼套餐（低盐）\n2026年12月1日 星期二\n1. 红烧豆腐\n2. 冬瓜排骨",
        "周一午餐：番茄牛腩套餐（少油）、清蒸鲈鱼套餐（低盐）。\n周二午餐：红烧豆腐、冬瓜排骨。\n备注：每份15元",
        "- 周一：番茄牛腩套餐（少油）、清蒸鲈鱼套餐（低盐）\n- 周二：红烧豆腐、冬瓜排骨",
        "日期\t套餐A\t套餐B\n周一\t番茄牛腩套餐（少油）\t清蒸鲈鱼套餐（低盐）\n周二\t红烧豆腐\t冬瓜排骨",
        "序号\t日期\t星期\t套餐A\t套餐B\n1\t2026-11-30\t周一\t番茄牛腩套餐（少油）\t清蒸鲈鱼套餐（低盐）\n2\t2026-12-01\t周二\t红烧豆腐\t冬瓜排骨",
        "\t周一\t周二\nA套餐\t番茄牛腩套餐（少油）\t红烧豆腐\nB套餐\t清蒸鲈鱼套餐（低盐）\t冬瓜排骨",
        "助餐点菜单\t\t\n星期一\t星期二\n11月30日\t12月1日\n番茄牛腩套餐（少油）\t红烧豆腐\n清蒸鲈鱼套餐（低盐）\t冬瓜排骨",
        "周一\t番茄牛腩套餐（少油）；清蒸鲈鱼套餐（低盐）\n周二\t红烧豆腐、冬瓜排骨",
        "周一番茄牛腩套餐（少油）、清蒸鲈鱼套餐（低盐）\n周二红烧豆腐、冬瓜排骨",
    ],
)
def test_however_two_days_are_written_they_are_the_same_two_days(text: str) -> None:
    assert menu(text) == TWO_DAYS


@pytest.mark.parametrize(
    ("line", "dishes"),
    [
        ("米饭+三菜、面条", ["米饭+三菜", "面条"]),
        ("红烧肉+青菜+米饭", ["红烧肉+青菜+米饭"]),
        ("A套餐：红烧肉、青菜、米饭；B套餐：清蒸鱼、豆腐、米饭", ["A套餐：红烧肉、青菜、米饭", "B套餐：清蒸鱼、豆腐、米饭"]),
        ("A套餐：红烧肉、青菜、米饭", ["A套餐：红烧肉、青菜、米饭"]),
        ("宫保鸡丁（含：花生、鸡蛋）、蒸蛋", ["宫保鸡丁（含：花生、鸡蛋）", "蒸蛋"]),
        ("红烧肉 米饭/馒头", ["红烧肉", "米饭/馒头"]),
        ("番茄牛腩套餐 （少油）", ["番茄牛腩套餐 （少油）"]),
        ("今日例汤", ["今日例汤"]),
        ("1号套餐", ["1号套餐"]),
        ("Beef stew, steamed fish", ["Beef stew", "steamed fish"]),
    ],
)
def test_dishes_are_told_apart_as_they_are_meant(line: str, dishes: list[str]) -> None:
    assert split_dishes(line) == dishes
    assert menu(f"周一\n{line}") == {"11-30": dishes}


def test_a_day_without_a_meal_is_left_out() -> None:
    found = read("周一：蒸蛋\n周二：休息\n周三 不开餐\n周四\t元旦放假\n周五\t/")
    assert [one.day for one in found.days] == [NEXT_MONDAY] and found.troubles == ()
    assert [day.day for day in found.off] == [1, 2, 3, 4]
    several = read("12月1日至12月3日 不开餐\n周末休息\n12月4日 蒸蛋\n12月7日、12月8日和12月9日 不开餐")
    assert [day.day for day in several.off] == [1, 2, 3, 5, 6, 7, 8, 9] and several.troubles == ()


def test_the_examples_in_the_question_can_be_read_in_both_languages() -> None:
    chinese = read("周一：番茄牛腩套餐、清蒸鲈鱼套餐（低盐）\n周二：红烧豆腐套餐、冬瓜排骨套餐\n周三：不开餐")
    english = read(
        "12/7: beef with tomatoes, steamed perch (low salt)\n12/8: braised tofu, ribs with winter melon\n12/9: closed"
    )
    for found in (chinese, english):
        assert [len(day.dishes) for day in found.days] == [2, 2] and len(found.off) == 1 and not found.troubles


@pytest.mark.parametrize(
    ("today", "planned", "text", "first"),
    [
        (MONDAY, [], "周一 蒸蛋\n周五 豆腐", MONDAY),
        (MONDAY, THIS_WEEK, "周一 蒸蛋\n周五 豆腐", NEXT_MONDAY),
        (MONDAY, THIS_WEEK[:4], "周一 蒸蛋\n周四 豆腐", NEXT_MONDAY),
        (THURSDAY, [], "周四 蒸蛋\n周五 豆腐", THURSDAY),
        (THURSDAY, [], "周一 蒸蛋\n周五 豆腐", NEXT_MONDAY),
        (THURSDAY, THIS_WEEK[:3], "周五 蒸蛋", NEXT_MONDAY + timedelta(days=4)),
        (SATURDAY, [], "周一 蒸蛋", NEXT_MONDAY),
        (SATURDAY + timedelta(days=1), [], "周六 蒸蛋", SATURDAY + timedelta(days=7)),
        (MONDAY, [], "下周菜单\n周一 蒸蛋", NEXT_MONDAY),
        (MONDAY, THIS_WEEK, "本周菜单\n周一 蒸蛋", MONDAY),
        (MONDAY, [], "12月7日—12月11日菜单\n周二 蒸蛋", date(2026, 12, 8)),
        (MONDAY, [], "助餐点食谱（12月7日-11日）\n周二 蒸蛋", date(2026, 12, 8)),
    ],
)  # fmt: skip
def test_a_weekday_without_a_date_is_of_the_week_that_is_meant(
    today: date, planned: list[date], text: str, first: date
) -> None:
    found = read(text, today, planned)
    assert found.troubles == () and found.days[0].day == first


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("番茄牛腩套餐", "第{n}行「{line}」前面没有写是哪一天"),
        ("大家好\n周一：蒸蛋", "第{n}行「{line}」前面没有写是哪一天"),
        ("周一：\n周二：蒸蛋", "没有写菜"),
        ("11月30日 周二：蒸蛋", "和写的星期对不上"),
        ("周二（11月30日）：蒸蛋", "和写的星期对不上"),
        ("11月2日：蒸蛋", "已经过去了"),
        ("6月2日：蒸蛋", "还太远"),
        ("周一：蒸蛋\n11月30日：豆腐", "写了两次"),
        ("周一：蒸蛋\n不开餐", "又有菜又写了不开餐"),
        ("周一至周三：蒸蛋", "一天写一行"),
        ("周一、周三：蒸蛋", "一天写一行"),
        ("周末：蒸蛋", "周六还是周日"),
        ("周一：一、二、三、四、五、六、七", "一天最多"),
        (f"周一：{'长' * 61}", "太长了"),
        ("\t周一\t周二\n\t蒸蛋\t豆腐\t多的", "不知道是哪一天的"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, says: str) -> None:
    [trouble] = read(text).troubles
    assert says in trouble.source and "{n}" in trouble.source


def test_a_line_is_named_by_its_number() -> None:
    [trouble] = read("周一：蒸蛋\n\n11月2日：豆腐").troubles
    assert trouble.values["n"] == 3


WORDS = st.sampled_from(
    ["周一", "周二", "星期三", "12月7日", "12/7", "12.7", "下周三", "周末", "今天", "国庆节", "至", "：", "、", "；", "/", "+", "（", "）", "\t",
     "\n", " ", "不开餐", "休息", "番茄牛腩", "米饭", "菜单", "下周", "1.", "①", "A套餐：", "9999年12月31日", "0001年1月1日", "\0", "-", "2月30日"]
)  # fmt: skip


@given(
    st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=200)), st.dates(date(2020, 1, 1), date(2090, 1, 1))
)
def test_whatever_is_pasted_is_read_or_refused_and_never_raises(text: str, today: date) -> None:
    found = read_menu(text, today, [today])
    days = [one.day for one in found.days]
    assert days == sorted(set(days)) and not set(days) & set(found.off)
    for one in found.days:
        assert today <= one.day and 1 <= len(one.dishes) <= MOST_DISHES
        assert all(dish.strip() == dish and 0 < len(dish) <= LONGEST for dish in one.dishes)
    assert all(not isinstance(value, Moment) for trouble in found.troubles for value in trouble.values.values())
