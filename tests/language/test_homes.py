"""Homes as people write them, whole and in part."""

from __future__ import annotations

import pytest

from language.homes import plain_part, read_part_of_home


@pytest.mark.parametrize(
    ("words", "home"),
    [
        ("3-1-502", ("3", "1", "502")), ("3栋1单元502", ("3", "1", "502")), ("三栋二单元501", ("3", "2", "501")), ("３栋", ("3", "", "")),
        ("3栋1单元", ("3", "1", "")), ("3-502", ("3", "", "502")), ("502室", ("", "", "502")), ("3号楼502", ("3", "", "502")),
        ("502", None), ("13812345678", None), ("张汉梅", None), ("", None),
    ],
)  # fmt: skip
def test_a_home_is_read_as_far_as_it_was_said(words: str, home: tuple[str, str, str] | None) -> None:
    assert read_part_of_home(words) == home


@pytest.mark.parametrize(
    ("words", "plain"), [("3栋", "3"), ("２ 单元", "2"), ("501室", "501"), ("3#", "3"), ("A座", "A"), ("", "")]
)
def test_a_part_is_kept_without_what_it_is_called(words: str, plain: str) -> None:
    assert plain_part(words) == plain
