"""Messages of the house become payloads that Telegram takes, whatever their length."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.render import render
from bot.channels.telegram.split import CAPTION_LIMIT, TEXT_LIMIT, cut, split
from language.catalogue import Voice
from language.message import Button, Document, Outgoing
from language.text import _
from tests.fakes.telegram_rules import units, violations

ZH = Voice("zh", ZoneInfo("Asia/Shanghai"))
MENU = [[_("课程"), _("助餐")], [_("我的"), _("帮助")]]
BACK = (Button(_("返回"), "7.1.back", look="nav"), Button(_("首页"), "/home", look="nav"))


def rendered(message: Outgoing) -> list[dict[str, Any]]:
    """The payloads, each allowed by the published list once it is on its way."""
    bodies: list[dict[str, Any]] = [json.loads(payload) for payload in render(message, ZH, MENU)]
    for body in bodies:
        call = {"chat_id": 1} | {key: value for key, value in body.items() if key not in ("method", "blob", "name")}
        if "blob" in body:
            call["photo" if body["method"] == "sendPhoto" else "document"] = b"bytes"
        assert violations(body["method"], call) == []
    return bodies


def inline_labels(body: dict[str, Any]) -> list[list[str]]:
    return [[button["text"] for button in row] for row in body["reply_markup"]["inline_keyboard"]]


def key_labels(body: dict[str, Any]) -> list[list[str]]:
    return [[key["text"] for key in row] for row in body["reply_markup"]["keyboard"]]


def test_plain_words() -> None:
    (body,) = rendered(Outgoing(text=_("{who}，您好 *_`", who="张汉梅")))
    assert body == {"method": "sendMessage", "text": "张汉梅，您好 *_`", "link_preview_options": {"is_disabled": True}}


def test_short_labels_share_a_row_wide_ones_do_not_and_the_way_back_is_last() -> None:
    buttons = (
        BACK[0],
        Button("周一", "7.1.mon"),
        Button("周二", "7.1.tue"),
        Button("周三", "7.1.wed"),
        Button("周一 瑜伽 19:00 · 余12", "7.1.yoga"),
        Button("周四", "7.1.thu"),
        BACK[1],
    )
    (body,) = rendered(Outgoing(text="想上哪门课？", buttons=buttons))
    assert inline_labels(body) == [["周一", "周二"], ["周三"], ["周一 瑜伽 19:00 · 余12"], ["周四"], ["返回", "首页"]]


def test_what_most_people_want_and_what_undoes_look_so() -> None:
    (body,) = rendered(
        Outgoing(
            text="？", buttons=(Button(_("确认报名"), "7.1.ok", look="main"), Button(_("取消报名"), "7.1.no", look="danger"))
        )
    )
    assert [button["style"] for row in body["reply_markup"]["inline_keyboard"] for button in row] == ["primary", "danger"]


def test_a_button_can_open_an_address() -> None:
    (body,) = rendered(Outgoing(text="看地图", buttons=(Button("地图", url="https://example.com/map"),)))
    assert body["reply_markup"]["inline_keyboard"] == [[{"text": "地图", "url": "https://example.com/map"}]]


def test_an_address_telegram_would_refuse_is_said_in_words() -> None:
    (body,) = rendered(Outgoing(text="打开网页", buttons=(Button("网页", url="http://localhost:8080/"),)))
    assert body["text"] == "打开网页\n网页  http://localhost:8080/" and "reply_markup" not in body


def test_data_longer_than_a_button_holds_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="64 bytes"):
        render(Outgoing(text="？", buttons=(Button("好", "字" * 22),)), ZH)


def test_a_long_text_is_split_between_paragraphs_and_the_buttons_are_under_the_last() -> None:
    paragraphs = [f"第{number}段" + "长" * 900 for number in range(10)]
    bodies = rendered(Outgoing(text="\n\n".join(paragraphs), buttons=BACK))
    assert "\n\n".join(body["text"] for body in bodies) == "\n\n".join(paragraphs)
    assert ["reply_markup" in body for body in bodies] == [False] * (len(bodies) - 1) + [True]


def test_ten_megabytes_are_split_not_refused() -> None:
    assert sum(len(part) for part in split("长" * 3_400_000)) == 3_400_000


def test_a_message_without_words_still_arrives() -> None:
    assert rendered(Outgoing(text=" \n "))[0]["text"] == "…"


def test_a_tapped_message_is_replaced() -> None:
    (body,) = rendered(Outgoing(text="已取消", replaces="33"))
    assert (body["method"], body["message_id"], body["text"]) == ("editMessageText", 33, "已取消")


@pytest.mark.parametrize(
    "message",
    [
        Outgoing(text="长" * 5000, replaces="33"),
        Outgoing(text="名单", replaces="33", document=Document("b1", "名单.xlsx")),
        Outgoing(text="您好", replaces="33", menu=True),
        Outgoing(text="手机号？", replaces="33", wants="phone"),
    ],
)
def test_what_cannot_be_put_in_its_place_comes_as_new(message: Outgoing) -> None:
    assert "editMessageText" not in {body["method"] for body in rendered(message)}


def test_the_phone_is_asked_for_with_telegrams_own_button() -> None:
    (body,) = rendered(Outgoing(text="您的手机号？", wants="phone", hint="例如 138…", buttons=BACK))
    assert key_labels(body) == [["📱 发送我的手机号"], ["返回", "首页"]]
    markup = body["reply_markup"]
    assert markup["keyboard"][0][0]["request_contact"] and markup["one_time_keyboard"] and markup["resize_keyboard"]
    assert markup["input_field_placeholder"] == "例如 138…"


def test_the_place_likewise() -> None:
    (body,) = rendered(Outgoing(text="在哪里？", wants="place"))
    assert body["reply_markup"]["keyboard"] == [[{"text": "📍 发送我的位置", "request_location": True}]]


def test_the_menu_stays() -> None:
    (body,) = rendered(Outgoing(text="欢迎", menu=True))
    assert key_labels(body) == [["课程", "助餐"], ["我的", "帮助"]]
    assert body["reply_markup"]["is_persistent"] and body["reply_markup"]["resize_keyboard"]


def test_the_menu_and_buttons_need_two_messages() -> None:
    first, second = rendered(Outgoing(text="欢迎来到邻里客厅\n\n先选您住的社区：", menu=True, buttons=BACK))
    assert (first["text"], key_labels(first)[0]) == ("欢迎来到邻里客厅", ["课程", "助餐"])
    assert (second["text"], inline_labels(second)) == ("先选您住的社区：", [["返回", "首页"]])

    first, second = rendered(Outgoing(text="先选您住的社区：", menu=True, buttons=BACK))
    assert "keyboard" in first["reply_markup"] and second["text"] == "先选您住的社区："


def test_a_document_carries_its_words_or_goes_before_them() -> None:
    roster = Document("b1", "名单.xlsx")
    (body,) = rendered(Outgoing(text="名单在这里", document=roster, buttons=BACK))
    assert (body["method"], body["blob"], body["name"], body["caption"]) == ("sendDocument", "b1", "名单.xlsx", "名单在这里")

    first, second = rendered(
        Outgoing(text="长" * (CAPTION_LIMIT + 1), document=Document("b2", "海报.png", "photo"), buttons=BACK)
    )
    assert first["method"] == "sendPhoto" and "caption" not in first and "reply_markup" not in first
    assert second["method"] == "sendMessage" and inline_labels(second) == [["返回", "首页"]]


def test_a_document_with_menu_and_buttons() -> None:
    bodies = rendered(Outgoing(text="", document=Document("b1", "名单.xlsx"), menu=True, buttons=BACK))
    assert ["keyboard" in body["reply_markup"] for body in bodies] == [True, False]


pieces = st.sampled_from(["长", "a", " ", "\n", "\n\n", "。", "😀", "👨‍👩‍👧", "🏳️‍🌈", "👍🏽", "é"])
texts = st.lists(pieces | st.text(max_size=3), max_size=60).map("".join)


@given(texts, st.integers(4, 40))
def test_parts_fit_and_lose_nothing_but_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(part.strip() == part and 0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_family_is_not_torn_apart() -> None:
    family = "👨‍👩‍👧"
    assert cut("一二三" + family, units("一二三" + family) - 1) == "一二三"


@given(
    st.text(st.characters(exclude_categories=()), max_size=50),
    st.booleans(),
    st.sampled_from(["", "phone", "place", "photo", "text"]),
)
def test_whatever_is_said_can_be_sent(text: str, menu: bool, wants: Any) -> None:
    message = Outgoing(text=text, menu=menu, wants=wants, hint=text, buttons=(Button(text, "/my"), *BACK))
    bodies = rendered(message)
    assert all(units(body["text"]) <= TEXT_LIMIT for body in bodies)
