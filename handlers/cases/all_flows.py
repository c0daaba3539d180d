"""Every flow about cases."""

from __future__ import annotations

from conversation.flows import Flows
from handlers.cases import (
    acting,
    bring,
    council,
    council_plan,
    danger,
    desk,
    desk_ask,
    desk_hand,
    desk_sorting,
    desk_state,
    moderate,
    queue,
    report,
    suggest,
    suggest_decide,
    suggestions,
    view,
)

FLOWS = Flows(
    report.flows,
    danger.flows,
    view.flows,
    acting.flows,
    bring.flows,
    suggest.flows,
    suggestions.flows,
    moderate.flows,
    suggest_decide.flows,
    council.flows,
    council_plan.flows,
    queue.flows,
    desk.flows,
    desk_state.flows,
    desk_ask.flows,
    desk_hand.flows,
    desk_sorting.flows,
)
