"""The figures in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.storage.figures import Figures

if TYPE_CHECKING:
    from prometheus_client import Metric

_SINGLE = (
    ("waiting_messages", "Messages nobody has answered yet.", 1),
    ("overdue_timers", "Chats whose turn is due and not taken.", 1),
    ("lateness", "Age of the oldest overdue turn.", 1000),
    ("running_turns", "Turns a worker holds.", 1),
    ("failed_calls", "Model calls that failed in the last hour.", 1),
)
_NAMES = {"lateness": "malbeot_lateness_seconds", "failed_calls": "malbeot_failed_model_calls_last_hour"}
# Named in advance, so that a state nobody is in reads 0 and an alarm can rest on it.
_GROUPED = (
    ("deliveries", "malbeot_deliveries", "state", "Deliveries by state, of the newest 10,000.",
     ("new", "sending", "sent", "unknown", "dead", "cancelled")),
    ("jobs", "malbeot_jobs", "state", "Background jobs by state.", ("new", "running", "dead")),
    ("turns", "malbeot_turns_last_hour", "source", "Turns in the last hour.", ("template", "model", "groups")),
    ("tokens", "malbeot_tokens_last_hour", "direction", "Tokens model servers reported in the last hour.",
     ("prompt", "reply")),
)  # fmt: skip


def rendered(figures: Figures) -> bytes:
    """The page a Prometheus server reads."""
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.registry import Collector

    class OneMoment(Collector):
        def collect(self) -> Iterator[Metric]:
            yield from _metrics(figures)

    registry = CollectorRegistry()
    registry.register(OneMoment())
    return generate_latest(registry)


def _metrics(figures: Figures) -> Iterator[Metric]:
    from prometheus_client.metrics_core import GaugeMetricFamily

    for field, meaning, unit in _SINGLE:
        name = _NAMES.get(field, f"malbeot_{field}")
        yield GaugeMetricFamily(name, meaning, value=getattr(figures, field) / unit)
    for field, name, label, meaning, known in _GROUPED:
        family = GaugeMetricFamily(name, meaning, labels=[label])
        counts: dict[str, int] = getattr(figures, field)
        for value in dict.fromkeys((*known, *counts)):
            family.add_metric([value], counts.get(value, 0))
        yield family
