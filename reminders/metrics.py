"""What can be measured of all that is said, for Prometheus. Numbers only: nobody is named."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

deliveries = Counter("linli_deliveries", "Messages by what became of them.", ["channel", "lane", "outcome"], registry=REGISTRY)
latency = Histogram(
    "linli_delivery_seconds", "From the moment a message is due until the platform has it.", ["channel", "lane"],
    buckets=(0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200, 43200), registry=REGISTRY,
)  # fmt: skip
asked_to_wait = Counter("linli_asked_to_wait", "Times the platform asked to wait (429).", ["channel"], registry=REGISTRY)
late = Counter("linli_reminders_late", "Reminders more than a minute late.", ["kind"], registry=REGISTRY)
dropped = Counter("linli_reminders_dropped", "Reminders that were of no use any more.", ["kind"], registry=REGISTRY)
failed = Counter("linli_reminders_failed", "Looks at a reminder that ended in an error.", ["kind"], registry=REGISTRY)
pending = Gauge("linli_outbox_pending", "Messages that wait to be sent.", ["channel", "lane"], registry=REGISTRY)
overdue = Gauge("linli_reminders_overdue_seconds", "How long the most urgent reminder has been due.", registry=REGISTRY)
scheduled = Gauge("linli_reminders_scheduled", "Subjects that are to be looked at, now or later.", registry=REGISTRY)
calls = Gauge("linli_calls_waiting", "Calls that staff have to make, of all communities.", registry=REGISTRY)
parked = Gauge("linli_updates_parked", "Updates that could not be handled and that no staff has seen.", registry=REGISTRY)
