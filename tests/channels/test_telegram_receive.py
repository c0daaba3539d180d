"""Raw updates, as Telegram sends them, become what the house knows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram import Unreadable, to_incoming
from language.message import Attached, Incoming, Place
from tests.fakes.telegram import FakeTelegram
from tests.fakes.telegram_chats import Person

BOT = 123456
Raw = dict[str, Any]


def read(update: Raw) -> Incoming | None:
    return to_incoming(update, "linli_bot", BOT, 5)


class Ear:
    """A fake Telegram of which nobody polls: what people do is read at once."""

    def __init__(self) -> None:
        self.fake = FakeTelegram()
        self.zhang: Person = self.fake.person(1)
        self.group = self.zhang.in_group(-100)

    def hears(self, update_id: int) -> Incoming | None:
        return read(self.fake._updates[update_id])

    def hear(self, update_id: int) -> Incoming:
        incoming = self.hears(update_id)
        assert incoming is not None
        return incoming


@pytest.fixture
async def ear() -> Ear:
    return Ear()


async def test_a_text(ear: Ear) -> None:
    number = ear.zhang.types("我想学瑜伽")
    assert ear.hear(number) == Incoming(
        channel="telegram", update_id=str(number), sender="1", chat="1", at_ms=5, text="我想学瑜伽", language="zh-hans"
    )


async def test_a_very_long_text_is_whole(ear: Ear) -> None:
    assert ear.hear(ear.zhang.types("长" * 100_000)).text == "长" * 100_000


async def test_a_tap(ear: Ear) -> None:
    heard = ear.hear(ear.zhang.taps_data("7.1.yoga", 33))
    assert (heard.tap, heard.tapped, heard.callback, heard.private) == ("7.1.yoga", "33", "1", True)


async def test_a_tap_on_a_message_too_old_to_be_shown(ear: Ear) -> None:
    update = {"update_id": 1, "callback_query": {"id": "9", "from": {"id": 1, "is_bot": False}, "data": "/my"}}
    heard = read(update)
    assert heard is not None and (heard.tap, heard.tapped, heard.chat) == ("/my", "", "1")


async def test_the_own_number_is_a_contact_and_another_persons_only_words(ear: Ear) -> None:
    own = ear.hear(ear.zhang.shares_contact("+8613812345678"))
    assert (own.contact, own.text) == ("+8613812345678", "")
    others = ear.hear(ear.zhang.shares_contact("+8613812345678", of=2))
    assert (others.contact, others.text) == ("", "+8613812345678")


async def test_a_place(ear: Ear) -> None:
    assert ear.hear(ear.zhang.shares_place(30.5, 114)).place == Place(30.5, 114.0)


async def test_a_photo_is_its_largest_size(ear: Ear) -> None:
    heard = ear.hear(ear.zhang.sends_photo(b"12345678", caption="楼道堆了东西", album="a1"))
    assert (heard.text, heard.album) == ("楼道堆了东西", "a1")
    assert heard.files == (Attached("photo", "file-1", 8),)


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        ("voice", "voice"),
        ("document", "document"),
        ("sticker", "sticker"),
        ("video", "other"),
        ("video_note", "other"),
        ("audio", "other"),
    ],
)
async def test_files(ear: Ear, sent: str, kind: str) -> None:
    (file,) = ear.hear(ear.zhang.sends_file(sent, b"1234")).files
    assert (file.kind, file.ref, file.size) == (kind, "file-0", 4)


@pytest.mark.parametrize(("media_type", "kind"), [("image/jpeg", "photo"), ("image/heic", "photo"), ("text/csv", "document")])
async def test_a_picture_sent_as_a_file_is_a_photo(ear: Ear, media_type: str, kind: str) -> None:
    (file,) = ear.hear(ear.zhang.sends_file("document", b"1234", media_type)).files
    assert (file.kind, file.ref) == (kind, "file-0")


async def test_what_nobody_thought_of_is_still_something(ear: Ear) -> None:
    assert ear.hear(ear.zhang._says({"dice": {"emoji": "🎲", "value": 3}})).files == (Attached("other", ""),)


async def test_blocking_and_unblocking(ear: Ear) -> None:
    assert ear.hear(ear.zhang.blocks_bot()).event == "blocked"
    assert ear.hear(ear.zhang.unblocks_bot()).event == "unblocked"


async def test_leaving_a_group_blocks_nobody(ear: Ear) -> None:
    assert ear.hears(ear.group.blocks_bot()) is None


async def test_a_group_moves(ear: Ear) -> None:
    heard = ear.hear(ear.fake.migrate(-5, -1005))
    assert (heard.event, heard.chat, heard.moved_to, heard.private) == ("migrated", "-5", "-1005", False)


@pytest.mark.parametrize(
    ("said", "addressed", "text"),
    [
        ("今天天气真好", False, "今天天气真好"),
        ("@linli_bot 有什么课", True, "有什么课"),
        ("请问@Linli_Bot，有什么课", True, "请问有什么课"),
        ("@linli_bot_2 你好", False, "@linli_bot_2 你好"),
        ("写信给 a@linli_bot", False, "写信给 a@linli_bot"),
        ("/courses", True, "/courses"),
        ("/courses@linli_bot 瑜伽", True, "/courses 瑜伽"),
    ],
)
async def test_in_a_group_the_bot_listens_when_it_is_meant(ear: Ear, said: str, addressed: bool, text: str) -> None:
    heard = ear.hear(ear.group.types(said))
    assert (heard.private, heard.addressed, heard.text, heard.chat, heard.sender) == (False, addressed, text, "-100", "1")


async def test_a_reply_to_the_bot_is_meant_for_it(ear: Ear) -> None:
    assert ear.hear(ear.group.types("好的", reply_to={"message_id": 1, "from": {"id": BOT}})).addressed
    assert not ear.hear(ear.group.types("好的", reply_to={"message_id": 1, "from": {"id": 2}})).addressed
    assert not ear.hear(ear.group.types("好的", reply_to={"message_id": 1})).addressed


async def test_another_bots_command_is_not_ours(ear: Ear) -> None:
    assert ear.hears(ear.group.types("/start@other_bot")) is None


async def test_what_is_nobodys_message_is_passed_over(ear: Ear) -> None:
    human = {"id": 1, "is_bot": False}
    private = {"id": 1, "type": "private"}
    assert (
        read({"update_id": 1, "message": {"message_id": 1, "chat": private, "from": {"id": 2, "is_bot": True}, "text": "x"}})
        is None
    )
    assert read({"update_id": 1, "message": {"message_id": 1, "chat": {"id": -1, "type": "channel"}, "text": "x"}}) is None
    assert read({"update_id": 1, "message": {"message_id": 1, "chat": private, "from": human, "pinned_message": {}}}) is None
    assert read({"update_id": 1, "edited_message": {"message_id": 1}}) is None
    assert read({"update_id": 1, "a_kind_of_tomorrow": {}}) is None


async def test_nul_and_half_characters_are_stripped_from_every_word(ear: Ear) -> None:
    heard = ear.hear(ear.zhang.types("你\x00好\ud83d"))
    assert heard.text == "你好"
    query = {"id": "1\x00", "from": {"id": 1, "language_code": "z\ud800h"}, "data": "/m\x00y"}
    tap = read({"update_id": 1, "callback_query": query})
    assert tap is not None and (tap.tap, tap.callback, tap.language) == ("/my", "1", "zh")


@pytest.mark.parametrize(
    "update",
    [
        [],
        None,
        {},
        {"update_id": "1", "message": {}},
        {"update_id": True},
        {"update_id": 1, "message": []},
        {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "text": 5}},
        {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "photo": []}},
        {
            "update_id": 1,
            "message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}, "location": {"latitude": 91, "longitude": 0}},
        },
        {"update_id": 1, "message": {"chat": {"id": 1, "type": []}, "from": {"id": 1}}},
        {"update_id": 1, "callback_query": {"id": 1, "from": {"id": 1}}},
        {"update_id": 1, "my_chat_member": {"chat": {"id": 1, "type": "private"}}},
    ],
)
def test_what_cannot_be_read_says_so_and_nothing_else(update: Any) -> None:
    with pytest.raises(Unreadable):
        read(update)


words = st.text(st.characters(exclude_categories=()), max_size=20)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | words
keys = st.sampled_from(
    "id type from text caption photo file_id location latitude longitude contact user_id chat status data".split()
)
trees = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys | words, inner, max_size=6), max_leaves=15
)
messages = st.fixed_dictionaries(
    {"chat": st.just({"id": 1, "type": "private"}) | trees, "from": st.just({"id": 1}) | trees},
    optional={"text": trees, "photo": trees, "location": trees, "contact": trees, "voice": trees, "reply_to_message": trees},
)


@given(st.sampled_from(["message", "callback_query", "my_chat_member"]), messages | trees)
def test_whatever_comes_is_read_or_unreadable(kind: str, content: Any) -> None:
    try:
        heard = read({"update_id": 1, kind: content})
    except Unreadable:
        return
    if heard is not None:
        assert "\0" not in heard.text and heard.text.encode().decode() == heard.text
