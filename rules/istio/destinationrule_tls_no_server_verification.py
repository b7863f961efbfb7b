"""TLS origination that accepts any certificate."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource
from meshlint.semantics.istio_client_tls import MUTUAL, SIMPLE, TlsBlock, tls_blocks
from meshlint.semantics.istio_control_plane import ControlPlanes

_SWITCH = "VERIFY_CERTIFICATE_AT_CLIENT"


def check(resource: Resource, _: Given, context: Context) -> Iterator[Finding]:
    """One finding for each block of mode SIMPLE or MUTUAL whose server is not verified."""
    release = context.target("istio", resource)
    unchecked = not release.at_least(1, 21) or (not release.at_least(1, 24) and _is_switched_off(context))
    for block in tls_blocks(resource):
        if block.mode not in (SIMPLE, MUTUAL):
            continue
        if block.tls["insecureSkipVerify"].raw is True:
            yield context.finding(block.tls["insecureSkipVerify"], "'insecureSkipVerify' lets the proxy take any certificate.")
        elif unchecked and not _names_a_ca(block):
            message = f"'{block.mode}' without 'caCertificates': Istio {release} then takes any certificate."
            yield context.finding(block.place, message)


def _names_a_ca(block: TlsBlock) -> bool:
    """Whether there is something to verify with: a file, or a secret, which gateways read."""
    return bool(block.tls["caCertificates"].raw or block.tls["credentialName"].raw)


def _is_switched_off(context: Context) -> bool:
    return any(value.raw in ("false", False) for value in context.shared(ControlPlanes).environment(_SWITCH))
