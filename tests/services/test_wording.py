"""What a resident reads: the fixed words, and an answer for everything that can come out."""

from __future__ import annotations

from typing import get_args

import pytest

from language.catalogue import Voice
from services import wording
from services.outcomes import (
    AgeLimit,
    AlreadyIn,
    Cancelled,
    CancelOutcome,
    Closed,
    CourseCancelled,
    Entered,
    Gone,
    Missing,
    MustWait,
    NeedsConsent,
    NeedsGuardian,
    NotAllowed,
    NotBooked,
    NotYet,
    NotYours,
    Outcome,
    Seat,
    TooLate,
    TooMany,
    Waiting,
    WrongAudience,
)
from tests.services.conftest import NOW, ZONE, Town

SIGN_UP: list[Outcome] = [
    Seat(1, NOW), Waiting(1, 3), Entered(1, "0123456789", NOW, "ab" * 32), AlreadyIn(1, "seat", None), AlreadyIn(1, "waiting", 2),
    AlreadyIn(1, "entered", None), NotYet(NOW), Closed(), CourseCancelled(), Gone(), AgeLimit(59, 60, None, "2026-12-03"),
    WrongAudience("community"), TooMany(5), MustWait(NOW, 3, "027-84951234"), NeedsGuardian(), Missing("birth_date"),
    Missing("companion"), Missing("pickup"), NeedsConsent("sensitive"), NotAllowed(),
]  # fmt: skip
CANCEL: list[CancelOutcome] = [Cancelled(1), TooLate(NOW, "027-84951234"), NotYours(), NotBooked(), Gone()]


def say(value: object) -> str:
    """As a resident reads it."""
    return Voice("zh", ZONE).say(value)  # type: ignore[arg-type]


def test_every_outcome_is_listed_here() -> None:
    assert {type(outcome) for outcome in SIGN_UP} == set(get_args(Outcome))
    assert {type(outcome) for outcome in CANCEL} == set(get_args(CancelOutcome))


@pytest.mark.parametrize("outcome", SIGN_UP, ids=lambda outcome: type(outcome).__name__)
def test_every_sign_up_is_answered_in_plain_words(town: Town, outcome: Outcome) -> None:
    course = town.look(town.course())
    said = say(wording.told(outcome, course, "林悦"))
    assert "{" not in said and "None" not in said and len(said) <= 200
    assert 2 <= len(say(wording.toast(outcome))) <= 20


@pytest.mark.parametrize("outcome", CANCEL, ids=lambda outcome: type(outcome).__name__)
def test_every_cancel_is_answered_in_plain_words(town: Town, outcome: CancelOutcome) -> None:
    course = town.look(town.course())
    said = say(wording.told_cancel(outcome, course, "林悦"))
    assert "{" not in said and "None" not in said and len(said) <= 200


def test_the_fixed_words_stand_in_message_and_toast(town: Town) -> None:
    course = town.look(town.course())
    for outcome, words in ((Seat(1, NOW), "报名成功"), (Waiting(1, 7), "候补第7位")):
        assert words in say(wording.told(outcome, course, "林悦")) and words in say(wording.toast(outcome))
    assert "已取消" in say(wording.told_cancel(Cancelled(1), course, "林悦")) and "已取消" in say(wording.toast(Cancelled(1)))


def test_refusals_never_carry_the_words_of_a_success(town: Town) -> None:
    course = town.look(town.course())
    for outcome in SIGN_UP:
        if not isinstance(outcome, Seat):
            assert "报名成功" not in say(wording.told(outcome, course, "林悦")) + say(wording.toast(outcome))
        if not isinstance(outcome, Waiting | AlreadyIn):
            assert "候补第" not in say(wording.told(outcome, course, "林悦")) + say(wording.toast(outcome))
