"""L7 policies that allow writes, under the retries that Cilium configures by default."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Inventory, Iterator, Resource, Severity, Value
from meshlint.semantics.cilium_envoy import CiliumDefaults, http_rules, rule_methods

_POLICIES = ("CiliumNetworkPolicy.cilium.io", "CiliumClusterwideNetworkPolicy.cilium.io")


class FirstInNamespace:
    """The first policy with such a rule in each namespace, for a report that stands for all. Build it once per run."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        first: dict[str | None, Resource] = {}
        for policy in inventory.of(*_POLICIES):
            if _retried(policy) is not None:
                first.setdefault(policy.namespace, policy)
        self._ids = frozenset(id(policy) for policy in first.values())

    def has(self, policy: Resource) -> bool:
        return id(policy) in self._ids


def check(resource: Resource, _given: Given, context: Context) -> Iterator[Finding]:
    """One finding a policy; without the chart's values one a namespace, as a note, since they may switch retries off."""
    rule = _retried(resource)
    count = context.shared(CiliumDefaults).retry_count(resource) if rule is not None else 0
    if rule is None or count == 0 or (count is None and not context.shared(FirstInNamespace).has(resource)):
        return
    writes = " and ".join(rule_methods(rule).unsafe)
    place = rule["method"] if rule["method"] else rule
    message = f"The rule allows {writes}, which Envoy retries {count or 3} times on every 5xx: what failed late is done again."
    yield context.finding(place, message, severity=None if count else Severity.NOTE)


def _retried(policy: Resource) -> Value | None:
    return next((rule for rule in http_rules(policy) if rule_methods(rule).unsafe), None)
