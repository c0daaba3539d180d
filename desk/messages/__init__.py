"""Messages: talks with residents, what is said to one and to many, and what could not be handled."""

from desk.messages import broadcasting, broadcasts, conversation, letters, overview, parked, talk

WAYS = [
    *overview.pages.ways,
    *talk.pages.ways,
    *conversation.pages.ways,
    *letters.pages.ways,
    *broadcasts.pages.ways,
    *broadcasting.pages.ways,
    *parked.pages.ways,
]
