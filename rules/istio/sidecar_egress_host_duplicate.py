"""Egress hosts that another entry of the list includes."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Value
from meshlint.semantics.istio_sidecars import egress_host


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each entry that is the same as an earlier one, or that `namespace/*` or `*/*` includes."""
    for listener in resource.at("spec", "egress").items():
        hosts = [host for value in listener["hosts"].items() if (host := egress_host(value)) is not None]
        seen: dict[tuple[str, str], Value] = {}
        everything = {(host.namespace, host.name): host.value for host in hosts if host.name == "*"}
        for host in hosts:
            key = (host.namespace, host.name)
            wider = seen.get(key) or (everything.get((host.namespace, "*")) if host.name != "*" else None)
            wider = wider or (everything.get(("*", "*")) if key != ("*", "*") else None)
            seen.setdefault(key, host.value)
            if wider is not None:
                message = f"'{host.value.text}' is included in '{wider.text}' of the same listener: it adds nothing."
                yield context.finding(host.value, message, related=[(wider, "the entry that includes it")])
