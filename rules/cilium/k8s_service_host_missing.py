"""Values of Cilium that replace kube-proxy and name no API server."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.cilium_values import is_agent_chart, is_on, setting

_ADDRESSES = ("k8sServiceHost", "k8sServiceHostRef", "k8sServiceLookupConfigMapName", "k8s.apiServerURLs")


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding on the switch; nothing where more values are in places that were not read."""
    if not is_agent_chart(resource) or resource.partial or not is_on(resource, "kubeProxyReplacement"):
        return
    if not any(setting(resource, key).raw for key in _ADDRESSES):
        message = "No 'k8sServiceHost': without kube-proxy, an agent that starts first cannot reach the API server."
        yield context.finding(setting(resource, "kubeProxyReplacement"), message)
