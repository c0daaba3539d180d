"""The kinds of questions that take what people send."""

from __future__ import annotations

from datetime import date

from conversation.questions import Accepted, Given, Option, Refusal
from conversation.sending import ChooseOrSend, Photos, Sent
from language.message import Attached, Place

TODAY = date(2026, 11, 23)
ASKED: Photos[str] = Photos(key="what", text="什么事？", among=(Option("other", "别的", "别的"),), longest=10)


def answer(given: Given) -> str | Sent:
    """What the flow gets."""
    accepted = ASKED.accept(given, TODAY)
    assert isinstance(accepted, Accepted)
    return ASKED.restore(accepted.value)


def test_all_photos_of_a_message_are_kept_with_its_words_and_voices() -> None:
    files = (Attached("photo", "a", 1), Attached("photo", "b", 2), Attached("voice", "c", 3))
    assert answer(Given(files=files, text="灯 坏了")) == Sent("灯 坏了", files)
    assert answer(Given(place=Place(30.5, 114.3))) == Sent(point=Place(30.5, 114.3))
    assert answer(Given(choice="other")) == "别的"


def test_a_photo_is_not_refused_for_a_long_caption_but_words_alone_are() -> None:
    long = "灯" * 11
    photo = Attached("photo", "a", 1)
    assert answer(Given(files=(photo,), text=long)) == Sent("灯" * 10, (photo,))
    assert isinstance(ASKED.accept(Given(text=long), TODAY), Refusal)


def test_a_sticker_or_an_option_that_is_gone_is_no_answer() -> None:
    sticker = ASKED.accept(Given(files=(Attached("sticker", "s"),)), TODAY)
    assert isinstance(sticker, Refusal) and sticker.foreign
    assert isinstance(ASKED.accept(Given(choice="gone"), TODAY), Refusal)


def test_the_same_answer_is_not_fed_to_a_question_that_offers_something_else() -> None:
    assert ASKED.mark != ChooseOrSend(key="what", text="", among=()).mark
