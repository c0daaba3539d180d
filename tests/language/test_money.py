"""Amounts as staff type them."""

from __future__ import annotations

import pytest

from language.money import read_money


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("8", 800), ("8.5", 850), ("8.50", 850), ("0.5", 50), ("８元", 800), ("8块", 800), ("¥8", 800), ("￥ 12.30 元", 1230),
        ("八块五", 850), ("8块5", 850), ("8块5毛", 850), ("十二元五角", 1250), ("一百", 10000), ("一百二", 12000), ("40块钱", 4000),
        ("40元整", 4000), ("0", 0),
    ],
)  # fmt: skip
def test_an_amount_is_read(typed: str, fen: int) -> None:
    assert read_money(typed) == fen


@pytest.mark.parametrize("typed", ["", "元", "八点五个", "-8", "8.555", "8,5", "很多", "8块十", "1e3", "8" * 50])
def test_what_is_no_amount_is_none(typed: str) -> None:
    assert read_money(typed) is None
