"""Names as they sound: found by their initials, and by their pinyin written out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.pinyin import is_sound, plain_letters, sound


@pytest.mark.parametrize(
    ("name", "initials", "whole"),
    [
        ("张汉梅", "zhm", "zhanghanmei"), ("吕布", "lb", "lvbu"), ("欧阳建国", "oyjg", "ouyangjianguo"), ("李😊", "l", "li"), ("😊", "", ""),
        ("John Smith", "js", "johnsmith"), ("John·Smith", "js", "johnsmith"), ("", "", ""), ("ＷＡＮＧ", "w", "wang"),
        # family names that are read otherwise
        ("单雄信", "sxx", "shanxiongxin"), ("曾国藩", "zgf", "zengguofan"), ("解缙", "xj", "xiejin"), ("仇英", "qy", "qiuying"),
        ("区寄", "oj", "ouji"), ("查良镛", "zly", "zhaliangyong"), ("朴树", "ps", "piaoshu"), ("翟志刚", "zzg", "zhaizhigang"),
        ("尉迟恭", "ycg", "yuchigong"), ("万俟卨", "mqx", "moqixie"), ("长孙无忌", "zswj", "zhangsunwuji"), ("令狐冲", "lhc", "linghuchong"),
    ],
)  # fmt: skip
def test_a_name_sounds_as_people_say_it(name: str, initials: str, whole: str) -> None:
    assert sound(name) == (initials, whole)


@pytest.mark.parametrize(
    ("typed", "kept"), [("ZHM", "zhm"), ("Zhāng Hàn-méi", "zhanghanmei"), ("Lǚ", "lv"), ("lü", "lv"), ("张", "")]
)
def test_what_is_typed_becomes_what_is_kept(typed: str, kept: str) -> None:
    assert plain_letters(typed) == kept


@pytest.mark.parametrize(
    ("typed", "yes"),
    [("zhm", True), ("Zhang Hanmei", True), ("张", False), ("3-1-502", False), ("", False), ("zh张", False)],
)
def test_letters_are_sounds_and_characters_are_not(typed: str, yes: bool) -> None:
    assert is_sound(typed) == yes


@given(st.text(max_size=60))
def test_any_name_has_a_sound_that_can_be_searched(name: str) -> None:
    heard = sound(name)
    assert all(c.isascii() and (c.islower() or c.isdecimal()) for c in heard.initials + heard.whole)
    assert bool(heard.initials) == bool(heard.whole)
