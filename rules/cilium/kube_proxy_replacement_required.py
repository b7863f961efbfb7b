"""Features that the values switch on without the replacement of kube-proxy which they need."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import chart_release, is_agent_chart, is_on, setting

_SERVED_BY_NODE_PORT = ("gatewayAPI.enabled", "ingressController.enabled")  # up to 1.18
_OTHERS = ("egressGateway.enabled", "localRedirectPolicies.enabled", "localRedirectPolicy", "l2announcements.enabled")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each feature, where the replacement is off, by these values or by the chart's default."""
    replaced = setting(resource, "kubeProxyReplacement")
    if not is_agent_chart(resource) or resource.partial or (replaced.raw not in (None, False, "false") and replaced):
        return
    release = chart_release(resource, context.scan.targets)
    node_port = is_on(resource, "nodePort.enabled") and (release is None or not release.at_least(1, 19))
    features = (*_OTHERS, *(() if node_port else _SERVED_BY_NODE_PORT))
    for feature in features:
        if is_on(resource, feature):
            message = (
                f"'{feature}' needs 'kubeProxyReplacement: true': the chart renders without it, and the feature does not work."
            )
            yield context.finding(setting(resource, feature), message)
