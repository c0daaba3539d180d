"""Our SQL as asyncpg takes it: `:name` becomes `$1`. A real tokenizer finds it, so a text like '08:30' stays as it is."""

from __future__ import annotations

from itertools import pairwise

from sqlglot import TokenType
from sqlglot.dialects.postgres import Postgres


def numbered(text: str) -> tuple[str, list[str]]:
    """The statement with numbered parameters, and their names in that order. A name that stands twice has one number."""
    names: list[str] = []
    parts: list[str] = []
    done = 0
    for colon, name in pairwise(Postgres().tokenize(text)):
        # In a slice, as in days[1:2], a number follows; in days[a : b] a space does.
        word = text[name.start : name.end + 1]
        if colon.token_type is TokenType.COLON and name.start == colon.end + 1 and word.isidentifier():
            if word not in names:
                names.append(word)
            parts += [text[done : colon.start], f"${names.index(word) + 1}"]
            done = name.end + 1
    return "".join(parts) + text[done:], names
