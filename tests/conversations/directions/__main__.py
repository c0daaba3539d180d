"""Lists the directions."""

from tests.conversations.directions import listed

print(listed())  # noqa: T201
