"""Codes that people send: what is one, and what a wrong, a foreign or a forged one does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.me import read_home
from services.codes import LENGTH, find_code, looks_like_code, new_code
from services.masks import masked_name, masked_phone
from tests.handlers.desk import Office


@given(st.binary(min_size=12, max_size=32))
def test_every_code_that_is_given_out_is_known_as_one(randomness: bytes) -> None:
    code = new_code(randomness)
    assert len(code) == LENGTH
    assert find_code(code) == code
    assert find_code(f"口令是 {code.lower()[:4]}-{code.lower()[4:]}。") == code


@pytest.mark.parametrize(
    "words",
    ["language", "HELP", "84972346", "13812345678", "3栋2单元501", "我想学瑜伽", "", "K7MNPQ2", "K7MNPQ234", "K7MNPQ2O"],
)
def test_what_people_say_is_no_code(words: str) -> None:
    assert not looks_like_code(words)


def test_what_is_masked_keeps_its_owner_only() -> None:
    assert masked_phone("13812340000") == "138****0000"
    assert masked_phone("027-84951234") == "027-****1234"
    assert masked_phone("84951234") == "849****1234"
    assert masked_phone("110") == "****10"
    assert masked_name("张汉梅") == "张**"
    assert masked_name("张") == "张*"


@pytest.mark.parametrize(
    ("words", "home"),
    [
        ("3栋2单元501", ("3", "2", "501")),
        ("３栋２单元５０１室", ("3", "2", "501")),
        ("12号楼 302号", ("12", "", "302")),
        ("3-2-501", ("3", "2", "501")),
        ("12", None),
        ("3栋", None),
    ],
)
def test_an_address_in_one_go(words: str, home: tuple[str, str, str] | None) -> None:
    assert read_home(words) == home


async def test_a_code_in_the_middle_of_something_else_is_followed_and_that_is_kept(office: Office) -> None:
    await office.happens("张汉梅 is known")
    await office.says("张汉梅", "/sign_up 1")
    await office.taps("张汉梅", "我自己")
    await office.says("李荣珍", "/link")
    code = find_code(office.shown("李荣珍").text.split("\n\n")[1])
    shown = await office.says("张汉梅", code)
    assert "李**" in shown.text
    assert any("继续" in button.label for button in (await office.taps("张汉梅", "不是我")).buttons)


async def test_only_the_newest_code_of_a_person_opens(office: Office) -> None:
    await office.says("李荣珍", "/link")
    first = find_code(office.shown("李荣珍").text.split("\n\n")[1])
    await office.says("李荣珍", "/link")
    await office.happens("张汉梅 is known")
    assert "不对" in (await office.says("张汉梅", first)).text


async def test_a_code_of_one_kind_opens_nothing_else(office: Office) -> None:
    await office.says("李荣珍", "/add_parent")
    await office.taps("李荣珍", "口令")
    code = find_code(office.shown("李荣珍").text.split("\n\n")[1])
    await office.happens("张汉梅 is known")
    await office.says("张汉梅", code)
    await office.taps("张汉梅", "同意")
    assert await office.person("张汉梅") != await office.person("李荣珍")
    assert office.rows("SELECT kind FROM kinship") == [("parent",)]


async def test_who_moves_to_a_new_phone_keeps_what_both_had_booked(office: Office) -> None:
    await office.says("李荣珍", "/sign_up 1")
    await office.taps("李荣珍", "我自己", "确认报名")
    await office.says("新手机", "/sign_up 2")
    await office.taps("新手机", "同意")
    await office.says("新手机", "李荣珍")
    await office.taps("新手机", "先不留", "我自己", "确认报名")
    await office.says("李荣珍", "/link")
    await office.says("新手机", find_code(office.shown("李荣珍").text.split("\n\n")[1]))
    await office.taps("新手机", "对，接上")
    assert await office.person("新手机") == await office.person("李荣珍")
    mine = (await office.says("新手机", "/my")).text
    assert "瑜伽" in mine and "剪纸" in mine
    assert office.rows("SELECT taken FROM course WHERE id IN (1, 2) ORDER BY id") == [(1,), (1,)]
