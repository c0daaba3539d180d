"""When people mean. Unless a story says otherwise it is Friday, 20 November 2026, ten in the morning."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.dates import When, find_when, looks_like_a_date, read_date

FRIDAY = datetime(2026, 11, 20, 10)  # noqa: DTZ001 - a local time by contract
SUNDAY = FRIDAY + timedelta(days=2)
moments = st.datetimes(datetime(1999, 1, 1), datetime(2098, 12, 31))  # noqa: DTZ001


def when(text: str, now: datetime = FRIDAY) -> When:
    found = find_when(text, now)
    assert found is not None, text
    return found


def day(text: str, now: datetime = FRIDAY) -> str:
    """The only day that the text means, as ISO text."""
    found = when(text, now)
    assert found.day is not None
    assert found.ambiguous == (), text
    return found.day.isoformat()


def choices(text: str, now: datetime = FRIDAY) -> list[str]:
    """The days between which a person must choose, as ISO text."""
    found = when(text, now)
    assert found.ambiguous[:1] == (found.day,)
    return [each.isoformat() for each in found.ambiguous]


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("今天", 0),
        ("明天", 1),
        ("后天", 2),
        ("大后天", 3),
        ("昨天", -1),
        ("大前天", -3),
        ("今晚", 0),
        ("明早", 1),
        ("三天后", 3),
        ("两周后", 14),
    ],
)
def test_days_near_today(text: str, ahead: int) -> None:
    assert day(text) == (FRIDAY.date() + timedelta(days=ahead)).isoformat()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("这周六", "2026-11-21"),
        ("本周日", "2026-11-22"),
        ("下周三", "2026-11-25"),
        ("下个星期五", "2026-11-27"),
        ("下下周一", "2026-11-30"),
        ("上周三", "2026-11-11"),
        ("礼拜三", "2026-11-25"),
        ("星期天", "2026-11-22"),
        ("周5", "2026-11-20"),
    ],
)
def test_days_of_the_week(text: str, expected: str) -> None:
    assert day(text) == expected


def test_a_bare_weekday_is_a_habit_and_its_next_day() -> None:
    monday_evening = when("周一晚上有什么课")
    assert (monday_evening.weekday, monday_evening.part) == (0, "evening")
    assert monday_evening.day == date(2026, 11, 23)
    assert when("每周三").weekday == 2
    assert when("下周一").weekday is None


def test_todays_weekday_counts_until_its_hour_is_over() -> None:
    assert day("周五") == day("周五晚上") == day("周五上午") == "2026-11-20"
    assert day("周五上午", FRIDAY.replace(hour=13)) == "2026-11-27"
    assert day("周五九点") == "2026-11-27"
    assert day("周五11点") == "2026-11-20"


def test_on_a_sunday_this_saturday_may_be_yesterday_or_the_coming_one() -> None:
    assert choices("这周六", SUNDAY) == choices("周六", SUNDAY) == ["2026-11-28", "2026-11-21"]
    assert choices("这周日", SUNDAY) == ["2026-11-22", "2026-11-29"]
    assert when("周六", SUNDAY).weekday == 5


def test_on_a_sunday_other_words_are_clear() -> None:
    assert day("周日上午", SUNDAY) == "2026-11-22"
    assert day("下周三", SUNDAY) == day("周三", SUNDAY) == "2026-11-25"
    assert day("下周六", SUNDAY) == day("每周六", SUNDAY) == "2026-11-28"


def test_a_day_of_this_week_that_has_passed_is_asked_about() -> None:
    assert choices("这周三") == ["2026-11-25", "2026-11-18"]


def test_a_weekend_has_two_days() -> None:
    assert choices("周末") == choices("这周末") == ["2026-11-21", "2026-11-22"]
    assert choices("下周末") == ["2026-11-28", "2026-11-29"]
    assert day("周末", SUNDAY) == "2026-11-22"


@pytest.mark.parametrize(
    "text",
    [
        "12月3号",
        "12月3日",
        "12月3",
        "十二月三号",
        "１２月３号",
        "12-3",
        "12/3",
        "12-03",
        "3号",
        "下个月3号",
        "2026-12-03",
        "2026/12/3",
    ]
    + [
        "2026年12月3日",
        "26年12月3日",
        "今年12月3号",
        "二〇二六年十二月三日",
        "2026 年 12 月 3 日",
        "12月3号 周四",
        "12月3日（周四）",
        "十月廿五",
    ],
)
def test_the_third_of_december_is_understood_however_it_is_written(text: str) -> None:
    assert when(text) == When(day=date(2026, 12, 3), span=(0, len(text)))


def test_a_date_without_a_year_rolls_on_when_it_is_long_past() -> None:
    assert day("1月5号") == "2027-01-05"
    assert day("9月21号") == "2026-09-21"  # 60 days past
    assert day("9月20号") == "2027-09-20"  # 61 days past
    assert day("明年3月8号") == "2027-03-08"


def test_a_bare_day_is_the_next_month_that_has_it() -> None:
    assert day("20号") == "2026-11-20"
    assert day("19号") == "2026-12-19"
    assert day("31号") == "2026-12-31"
    assert day("30号", datetime(2026, 1, 31)) == "2026-03-30"  # noqa: DTZ001


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("元旦", "2027-01-01"),
        ("妇女节", "2027-03-08"),
        ("清明节", "2027-04-05"),
        ("劳动节", "2027-05-01"),
        ("五一", "2027-05-01"),
        ("六一儿童节", "2027-06-01"),
        ("教师节", "2027-09-10"),
        ("国庆", "2027-10-01"),
        ("国庆节", "2027-10-01"),
        ("除夕", "2027-02-05"),
        ("春节", "2027-02-06"),
        ("元宵节", "2027-02-20"),
        ("端午节", "2027-06-09"),
        ("中秋", "2027-09-15"),
        ("重阳节", "2027-10-08"),
        ("明年春节", "2027-02-06"),
        ("去年中秋节", "2025-10-06"),
        ("2028年端午", "2028-05-28"),
        ("春节前一天", "2027-02-05"),
        ("腊月廿三", "2027-01-30"),
        ("农历八月十五", "2026-09-25"),
        ("元旦后第一个周六", "2027-01-02"),
        ("教师节后的第二个周五", "2027-09-24"),
    ],
)
def test_holidays_and_lunar_days(text: str, expected: str) -> None:
    assert day(text) == expected
    assert when(text).span == (0, len(text))


def test_after_a_holiday_may_be_after_its_day_or_after_the_days_off() -> None:
    in_september = datetime(2026, 9, 10, 9)  # noqa: DTZ001
    assert choices("国庆节后第一个周一", in_september) == ["2026-10-05", "2026-10-12"]
    assert day("国庆节后第一个周一", datetime(2026, 10, 7)) == "2026-10-12"  # noqa: DTZ001
    assert choices("国庆节后第一个周一") == ["2027-10-04", "2027-10-11"]


def test_after_a_holiday_alone_is_no_day() -> None:
    assert find_when("国庆节后有什么课", FRIDAY) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("晚上七点半", time(19, 30)),
        ("晚7点", time(19)),
        ("下午3点", time(15)),
        ("下午三点四十", time(15, 40)),
        ("19:00", time(19)),
        ("19：05", time(19, 5)),
        ("七点一刻", time(7, 15)),
        ("三点钟", time(15)),
        ("八点零五", time(8, 5)),
        ("七点过五分", time(7, 5)),
        ("中午十二点", time(12)),
        ("中午一点", time(13)),
        ("早上8点整", time(8)),
        ("二十点", time(20)),
        ("上午 10:30", time(10, 30)),
    ],
)
def test_times_of_day(text: str, expected: time) -> None:
    found = when(text)
    assert (found.day, found.time, found.span) == (None, expected, (0, len(text)))


def test_a_day_with_its_part_and_its_time() -> None:
    assert when("下周三晚上七点") == When(date(2026, 11, 25), part="evening", time=time(19), span=(0, 7))
    assert when("明天中午") == When(date(2026, 11, 21), part="noon", span=(0, 4))
    assert when("明早八点") == When(date(2026, 11, 21), part="morning", time=time(8), span=(0, 4))
    assert when("周三两点").time == time(14)


def test_twelve_at_night_belongs_to_the_day_after() -> None:
    midnight = when("明天晚上十二点")
    assert (midnight.day, midnight.time) == (date(2026, 11, 22), time(0))


def test_the_words_about_when_can_be_cut_from_the_rest() -> None:
    text = "我想周六下午3点学瑜伽"
    start, end = when(text).span
    assert text[:start] + text[end:] == "我想学瑜伽"


def test_a_part_of_the_day_is_found_apart_from_the_day() -> None:
    found = when("周三有没有晚上的课")
    assert (found.weekday, found.part, found.span) == (2, "evening", (0, 2))


@pytest.mark.parametrize(
    "text", ["2月30号", "2月29号晚上七点", "13月1号", "99号", "2026-02-30", "农历二月三十一", "这个月31号"]
)
def test_a_day_that_no_calendar_has_is_none_but_looks_like_a_date(text: str) -> None:
    assert find_when(text, FRIDAY) is None
    assert looks_like_a_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我想学瑜伽",
        "早上好",
        "一周三次课",
        "下周一起去",
        "5-8岁",
        "3-2-501",
        "18号楼",
        "我有两点建议",
        "便宜一点",
        "以后天天来",
        "第3号",
    ]
    + ["25:00", "早教课", "五一路", "二十五点"],
)
def test_words_that_only_look_a_little_like_it_mean_no_time(text: str) -> None:
    assert find_when(text, FRIDAY) is None
    assert not looks_like_a_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "1950年3月8日",
        "1950.3.8",
        "1950-03-08",
        "19500308",
        "50年3月8日",
        "一九五〇年三月八日",
        "１９５０年３月８日",
        " 1950/3/8。",
    ],
)
def test_a_birth_date_is_read(text: str) -> None:
    assert read_date(text, FRIDAY.date()) == date(1950, 3, 8)


def test_a_typed_day_is_read_with_the_words_around_it() -> None:
    assert read_date("12月3号吧", FRIDAY.date()) == date(2026, 12, 3)
    assert read_date("就明天", FRIDAY.date()) == date(2026, 11, 21)


def test_two_digit_years_reach_to_next_year() -> None:
    assert read_date("27年3月8日", FRIDAY.date()) == date(2027, 3, 8)
    assert read_date("28年3月8日", FRIDAY.date()) == date(1928, 3, 8)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "吧",
        "瑜伽",
        "2月30号",
        "19501308",
        "99999999",
        "明天上午",
        "19:00",
        "1950.3.8.2",
        "12月3号周三",
        "明天或者后天",
        "周末",
    ],
)
def test_what_is_not_one_day_is_no_date(text: str) -> None:
    assert read_date(text, FRIDAY.date()) is None


def test_when_is_looked_for_in_the_beginning_of_a_long_text() -> None:
    assert day("明天" + "，然后" * 100_000) == "2026-11-21"
    assert find_when(" " * 1_000_000 + "明天", FRIDAY) is None


def test_what_a_person_must_decide_is_no_date() -> None:
    assert read_date("这周六", FRIDAY.date()) == date(2026, 11, 21)
    assert read_date("这周六", SUNDAY.date()) is None


@given(st.dates(date(1901, 1, 1), date(2099, 12, 31)), moments)
def test_full_dates_come_back_from_every_writing(wanted: date, now: datetime) -> None:
    for text in (
        f"{wanted:%Y-%m-%d}",
        f"{wanted.year}年{wanted.month}月{wanted.day}日",
        f"{wanted:%Y%m%d}",
        f"{wanted:%Y.%m.%d}",
    ):
        assert read_date(text, now.date()) == wanted


@given(moments, st.integers(-60, 300))
def test_a_date_without_a_year_comes_back_while_it_is_near(now: datetime, ahead: int) -> None:
    wanted = now.date() + timedelta(days=ahead)
    expected = wanted if wanted.year >= now.year else None  # last December, asked in January, is this December
    assert expected in (None, read_date(f"{wanted.month}月{wanted.day}号", now.date()))


@given(moments, st.sampled_from("一二三四五六日"))
def test_a_habit_is_within_the_week_ahead_and_on_its_weekday(now: datetime, name: str) -> None:
    found = when(f"每周{name}", now)
    assert found.day is not None
    assert timedelta(0) <= found.day - now.date() < timedelta(days=7)
    assert "一二三四五六日"[found.day.weekday()] == name


WORDS = [*"这下上周天日月号年三十廿初闰腊正后第个明早点半刻:-/.,末", "周六", "星期", "农历", "国庆节", "春节", "五一", "晚上"]
WORDS += ["1", "3", "12", "30", "2026", " "]


@given(st.lists(st.sampled_from(WORDS), max_size=9).map("".join), moments)
def test_any_words_are_a_time_or_none(text: str, now: datetime) -> None:
    found = find_when(text, now)
    read_date(text, now.date())
    if found is None:
        return
    start, end = found.span
    assert 0 <= start < end <= len(text)
    assert found.day or found.part or found.time
    assert found.ambiguous == () or (found.day == found.ambiguous[0] and len(set(found.ambiguous)) > 1)
    assert found.day is None or looks_like_a_date(text)


@given(st.text(max_size=40), moments)
def test_any_text_at_all_is_a_time_or_none(text: str, now: datetime) -> None:
    find_when(text, now)
    read_date(text, now.date())
