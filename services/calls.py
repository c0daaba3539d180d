"""Calls that staff have to make, and the words to say."""

from __future__ import annotations

import msgspec

from language.text import Saying
from storage.calls import Call

_decode = msgspec.json.Decoder(Saying).decode


def said(call: Call) -> Saying:
    """What to say."""
    words: Saying = _decode(call.words)
    return words
