"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.numerals import number, ordinal


def in_chinese(n: int) -> str:
    """A number below ten thousand as it is written by the book."""
    digits, text, gap = "零一二三四五六七八九", "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = n // power % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + digits[digit] + unit
        gap = False
    return text.removeprefix("一") if 10 <= n < 20 else text or "零"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2", 2),
        ("２", 2),
        ("二", 2),
        ("两", 2),
        ("〇", 0),
        ("十二", 12),
        ("二十", 20),
        ("廿三", 23),
        ("卅", 30),
        ("一百零五", 105),
    ]
    + [("一百五", 150), ("两百", 200), ("三千二", 3200), ("三千零二", 3002), ("一万二", 12000), ("二〇二六", 2026), (" 7 ", 7)],
)
def test_a_number_is_read_in_every_common_writing(typed: str, meant: int) -> None:
    assert number(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "百", "十十", "二二十", "两个", "-1", "+1", "1_000", "2.5", "瑜伽", "二x", "9" * 5000, "٣"]
)
def test_what_is_no_number_is_none(typed: str) -> None:
    assert number(typed) is None


@given(st.integers(0, 9999))
def test_every_number_written_in_chinese_is_read_back(n: int) -> None:
    assert number(in_chinese(n)) == n


@given(st.integers(0, 10**15 - 1))
def test_digits_of_any_width_are_the_same_number(n: int) -> None:
    wide = str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert number(str(n)) == number(wide) == n


@pytest.mark.parametrize(
    "typed",
    [
        "2",
        "２",
        "二",
        "第二个",
        "2号",
        "选2",
        "2.",
        "第2",
        "第二",
        "②",
        "2️⃣",
        "（2）",
        "2、",
        "我选第二个吧",
        "要2",
        " 二号 ",
        "两份",
    ],
)
def test_an_option_is_picked_by_its_number(typed: str) -> None:
    assert ordinal(typed) == 2


@pytest.mark.parametrize("typed", ["", "0", "第", "选", "2个人", "2点", "第二次来", "你好", "12月3号", "-2"])
def test_other_words_pick_no_option(typed: str) -> None:
    assert ordinal(typed) is None


@given(st.text(max_size=50))
def test_any_text_at_all_is_a_number_or_none(text: str) -> None:
    n, nth = number(text), ordinal(text)
    assert n is None or n >= 0
    assert nth is None or nth >= 1
