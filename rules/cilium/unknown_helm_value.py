"""Keys in the values of Cilium that no template of its chart reads."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import CHANGES, chart_release, is_agent_chart, known_names, unknown_keys
from meshlint.semantics.suggestions import meant, perhaps

_OTHERS = frozenset({"ipam.operator.clusterPoolIPv4PodCIDR", "ipam.operator.clusterPoolIPv6PodCIDR"})
_REPORTED = frozenset(change.key for change in CHANGES) | _OTHERS
"""Keys, or keys below them, of which other rules say what became of them."""


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each key, with the nearest known one; without a known release, for keys of no release."""
    if not is_agent_chart(resource):
        return
    release = chart_release(resource, context.scan.targets)
    for value in unknown_keys(resource, release):
        dotted = ".".join(str(step) for step in value.path)
        if not any(key == dotted or key.startswith(f"{dotted}.") for key in _REPORTED):
            yield context.finding(value.key, f"The chart does not read '{dotted}', so it has no effect.{_suggestion(dotted)}")


def _suggestion(dotted: str) -> str:
    names = known_names(None)
    same = next((name for name in names if name.lower() == dotted.lower()), "")
    return meant(same) if same else perhaps(dotted, names)
