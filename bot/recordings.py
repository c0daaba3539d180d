"""What a recording of somebody's voice is, by its first bytes and not by what it is called."""

from __future__ import annotations

_MP4_BRANDS = (b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"3gp4", b"3gp5", b"dash")
SUFFIXES = {"audio/ogg": "ogg", "audio/webm": "webm", "audio/mp4": "m4a", "audio/mpeg": "mp3", "audio/wav": "wav"}
"""How the name of a recording ends, by its media type: players go by that."""


def media_type(content: bytes) -> str:
    """The media type of a recording; empty where it is none."""
    head = content[:16]
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "audio/webm"
    if head.startswith(b"OggS"):
        return "audio/ogg"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if head[4:8] == b"ftyp" and head[8:12] in _MP4_BRANDS:
        return "audio/mp4"
    if head.startswith(b"ID3") or (len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2):  # a frame of MPEG, layer III
        return "audio/mpeg"
    return ""
