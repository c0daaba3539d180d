"""Every flow of talks between residents and staff."""

from __future__ import annotations

from conversation.flows import Flows
from handlers.talks import (
    duty,
    human,
    staff_talk,
)

FLOWS = Flows(
    human.flows,
    staff_talk.flows,
    duty.flows,
)
