"""What one may mute is answered in words of its own, whichever topic it is."""

from __future__ import annotations

import pytest

from handlers.reminders import _WITH, _WITHOUT
from services.topics import TOPICS


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_says_what_turning_it_means(topic: str) -> None:
    assert topic in _WITH and topic in _WITHOUT
