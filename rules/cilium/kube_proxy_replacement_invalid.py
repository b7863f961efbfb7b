"""Words in kubeProxyReplacement that a release of Cilium's chart refuses."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity
from meshlint.semantics.cilium_values import chart_release, is_agent_chart, setting

_OLD = {"strict": "true", "probe": "true", "partial": "false", "disabled": "false"}


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on a word; 1.14 and 1.15 still take most of them."""
    value = setting(resource, "kubeProxyReplacement")
    if not is_agent_chart(resource) or not value.text or value.is_templated or value.text in ("true", "false"):
        return
    release = chart_release(resource, context.scan.targets)
    accepted = value.text in _OLD and value.text != "probe" and release is not None and not release.at_least(1, 16)
    instead = f": write {_OLD[value.text]}" if value.text in _OLD else ""
    if accepted:
        if release is not None and release.at_least(1, 14):
            message = f"'{value.text}' is deprecated, and refused from 1.16 on{instead}."
            yield context.finding(value, message, severity=Severity.WARNING)
        return
    yield context.finding(value, f"'{value.text}' is neither true nor false, so the chart stops with an error{instead}.")
