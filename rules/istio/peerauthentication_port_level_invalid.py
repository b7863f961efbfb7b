"""`portLevelMtls` as the API server accepts it."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, is_placeholder
from meshlint.semantics.istio_mtls import is_wide


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """A finding for settings without selector, else for an empty mapping or each port that is none."""
    for ports in given["ports"]:
        if not isinstance(ports.raw, dict):
            continue
        if not ports.mapping:
            yield context.finding(ports.key, "'portLevelMtls' is empty: Istio refuses the policy.")
        elif is_wide(resource) and not resource.at("spec", "selector", "matchLabels").is_templated:
            yield context.finding(
                ports.key, "'portLevelMtls' needs a selector with labels: Istio refuses the policy without one."
            )
        else:
            for name, entry in ports.entries():
                if not _is_port(str(name)):
                    yield context.finding(entry.key, f"'{name}' is not a port from 1 to 65535: Istio refuses the policy.")


def _is_port(name: str) -> bool:
    return is_placeholder(name) or (name.isdecimal() and name.isascii() and 1 <= int(name[:9]) <= 65535)
