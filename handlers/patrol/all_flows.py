"""Every flow of volunteers and their leads."""

from __future__ import annotations

from conversation.flows import Flows
from handlers.patrol import (
    checkin,
    fix_hours,
    hours,
    lead,
    lead_shift,
    patrol,
    shift,
    staff_hours,
    staff_teams,
    swap,
    teams,
)

FLOWS = Flows(
    patrol.flows,
    shift.flows,
    swap.flows,
    teams.flows,
    checkin.flows,
    hours.flows,
    lead.flows,
    lead_shift.flows,
    staff_teams.flows,
    staff_hours.flows,
    fix_hours.flows,
)
