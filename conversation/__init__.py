"""The engine room: how a message becomes a turn of a conversation. Knows no service and no channel."""
