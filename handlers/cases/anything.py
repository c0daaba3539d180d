"""A question that is answered in words, by photos or by voice, as it comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import msgspec

from conversation.journal import Value
from conversation.questions import Accepted, Given, Question, Refusal, Wants
from language.message import Attached
from language.text import _


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said: words, photos and voices, at least one of them."""

    words: str = ""
    files: tuple[Attached, ...] = ()


class Anything(Question[Said], frozen=True, kw_only=True):
    """Words of at most `longest` characters, or photos, or a voice message."""

    longest: int = 500
    kind: ClassVar[str] = "anything"
    wants: ClassVar[Wants] = "photo"

    def take(self, given: Given, today: date) -> Accepted | Refusal:
        words = " ".join(given.text.split())
        files = [file for file in given.files if file.kind in ("photo", "voice")]
        if not words and not files:
            return Refusal(_("请打字、拍照或发语音告诉我。"))
        if len(words) > self.longest:
            return Refusal(_("有点长了，请缩短到{most}个字以内。", most=self.longest))
        value: Value = [words, [[file.kind, file.ref, file.size] for file in files]]
        return Accepted(value, words or _("照片或语音"))

    def restore(self, value: Value) -> Said:
        if not isinstance(value, list):
            return Said()
        words, files = value
        keys = ("kind", "ref", "size")
        return Said(words, tuple(msgspec.convert(dict(zip(keys, file, strict=True)), Attached) for file in files))
