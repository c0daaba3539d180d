"""How old a tap may be, of which Telegram does not tell when it was tapped; and when everything of before a moment is handled."""

from __future__ import annotations

from bot.channels.telegram import Heard

BEFORE_START, START = 1_000_000, 2_000_000


class Time:
    """A clock that is set."""

    def __init__(self, now_ms: int) -> None:
        self.now_ms = now_ms

    def __call__(self) -> int:
        return self.now_ms


def listening() -> tuple[Time, Heard]:
    """A house that has heard everything, and asks for more."""
    time = Time(START)
    heard = Heard(time, BEFORE_START)
    heard.ask()
    heard.answer(all_of_it=True)
    heard.handled()
    heard.ask()
    return time, heard


def test_what_waited_while_we_were_away_may_be_as_old_as_our_last_sign_of_life() -> None:
    time = Time(START)
    heard = Heard(time, BEFORE_START)
    heard.ask()
    assert heard.up_to_ms == BEFORE_START
    assert heard.answer(all_of_it=True) == BEFORE_START
    assert heard.up_to_ms == BEFORE_START
    heard.handled()
    assert heard.up_to_ms == START


def test_what_comes_while_we_listen_has_just_been_done() -> None:
    time, heard = listening()
    time.now_ms += 5_000
    assert heard.up_to_ms == START + 5_000
    assert heard.answer(all_of_it=True) == START + 5_000


def test_what_was_there_at_once_may_have_been_done_while_we_were_busy_with_the_batch_before() -> None:
    time, heard = listening()
    time.now_ms += 5_000
    heard.answer(all_of_it=True)
    time.now_ms += 3_000
    heard.handled()
    heard.ask()
    time.now_ms += 50
    assert heard.up_to_ms == START + 5_000
    assert heard.answer(all_of_it=True) == START + 5_000


def test_behind_a_full_batch_there_may_be_more_of_the_same_age() -> None:
    time, heard = listening()
    time.now_ms += 5_000
    oldest = heard.answer(all_of_it=False)
    time.now_ms += 5_000
    heard.handled()
    heard.ask()
    assert heard.up_to_ms <= oldest
    time.now_ms += 5_000
    assert heard.up_to_ms <= oldest


def test_while_telegram_cannot_be_reached_nothing_more_is_known() -> None:
    time, heard = listening()
    time.now_ms += 500
    heard.fail()
    time.now_ms += 60_000
    heard.ask()
    time.now_ms += 60_000
    assert heard.up_to_ms == START


def test_what_could_not_be_stored_stays_as_old_as_it_is() -> None:
    time, heard = listening()
    time.now_ms += 500
    age = heard.answer(all_of_it=True)
    time.now_ms += 60_000
    heard.ask()  # without `handled`: it comes again
    assert heard.answer(all_of_it=True) == age == START


def test_what_could_not_be_stored_is_not_handled_because_telegram_is_slow() -> None:
    time, heard = listening()
    heard.answer(all_of_it=True)
    heard.ask()  # without `handled`
    time.now_ms += 60_000
    assert heard.up_to_ms == START
