"""Certificates that a mesh's chart generates while it is rendered, unless its values give one or leave it to cert-manager.

Source: linkerd2 charts/linkerd-control-plane and viz/charts/linkerd-viz templates (genSelfSignedCert), cilium
install/kubernetes/cilium/templates/hubble/tls-helm.
"""

from __future__ import annotations

from meshlint.manifests.value import Value

_WEBHOOKS = {
    "linkerd-control-plane": ("proxyInjector", "profileValidator", "policyValidator"),
    "linkerd-enterprise-control-plane": ("proxyInjector", "profileValidator", "policyValidator"),
    "linkerd-viz": ("tap", "tapInjector"),
}


def generated_certificates(chart: str, values: Value) -> list[str]:
    """What a chart generates certificates for with these values; empty for other charts."""
    if chart == "cilium":
        return ["Hubble"] if _hubble(values["hubble"]) else []
    return [name for name in _WEBHOOKS.get(chart, ()) if not _given(values[name])]


def _given(webhook: Value) -> bool:
    return webhook["externalSecret"].raw is True or bool(webhook["crtPEM"].text) or webhook.is_templated


def _hubble(hubble: Value) -> bool:
    tls = hubble["tls"]
    if any(holder["enabled"].raw is False for holder in (hubble, tls, tls["auto"])):
        return False
    return tls.get("auto", "method").raw in (None, "helm") and not tls.get("server", "existingSecret").text
