"""JWTProviders: keys, certificates and locations that the webhook refuses, and tokens that are taken too easily.

Source: consul-k8s control-plane/api/v1alpha1/jwtprovider_types.go (Validate); Go's encoding/base64 (StdEncoding) and net/url
(ParseRequestURI).
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator

from meshlint.manifests.resource import Resource
from meshlint.manifests.value import Value
from meshlint.semantics.consul_faults import REFUSED, fault, is_empty_text, is_set, listed
from meshlint.semantics.durations import parse_duration
from meshlint.semantics.kept_faults import Fault, KeptFaults

_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|/")
_LOCAL = re.compile(r"http://(localhost|127\.\d+\.\d+\.\d+|\[::1\])(?=[:/]|\Z)", re.IGNORECASE)
_SOURCE, _TLS = "jwt-jwks-source-invalid", "jwt-cluster-tls-invalid"
_TRUSTED = ("filename", "environmentVariable", "inlineString", "inlineBytes")
_LOCATIONS = ("header", "queryParam", "cookie")


class ConsulProviders(KeptFaults):
    """The faults of JWTProviders: `context.shared(ConsulProviders)`."""

    def walk(self, resource: Resource) -> Iterator[Fault]:
        """What is wrong with a provider."""
        spec, keys = resource.spec, resource.spec["jsonWebKeySet"]
        if keys.raw is None:
            at = keys if keys.exists else spec if spec.exists else resource.at("kind")
            yield fault(_SOURCE, at, f"There is no 'jsonWebKeySet' to verify tokens with: {REFUSED}.")
        elif isinstance(keys.raw, dict):
            yield from _one_of(_SOURCE, keys, ("local", "remote"))
            yield from _local(keys["local"])
            yield from _remote(keys["remote"])
        for location in spec["locations"].items():
            yield from _location(location)
        if isinstance(spec.raw, dict) and spec["audiences"].raw in (None, []):
            text = "No audience is named: tokens that the issuer made for other services are taken here as well."
            yield Fault("jwt-no-audience", spec["audiences"].key if spec["audiences"].exists else spec.key, text)


def _one_of(rule: str, owner: Value, names: tuple[str, ...]) -> Iterator[Fault]:
    """Of these fields of a mapping, exactly one is to be there."""
    if any(owner[name].is_templated for name in names):
        return
    found = [name for name in names if (owner[name].raw is not None and owner[name].raw != "")]
    if len(found) != 1:
        shown = f"{listed(found)} are set" if found else "None is set"
        choice = listed(list(names)).replace(" and ", " or ")
        yield fault(rule, owner, f"{shown}, where exactly one of {choice} is needed: {REFUSED}.")


def _local(local: Value) -> Iterator[Fault]:
    if not isinstance(local.raw, dict):
        return
    yield from _one_of(_SOURCE, local, ("jwks", "filename"))
    jwks = local["jwks"]
    if jwks.text and not jwks.is_templated and not _is_base64(jwks.text):
        yield fault(_SOURCE, jwks, f"'jwks' is the key set in base64, which this is not: {REFUSED}.")


def _is_base64(text: str) -> bool:
    """Whether Go's standard encoding reads a text: with padding, and with line ends anywhere."""
    try:
        base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


def _remote(remote: Value) -> Iterator[Fault]:
    if not isinstance(remote.raw, dict):
        return
    uri = remote["uri"]
    if is_empty_text(uri):
        yield fault(_SOURCE, uri if uri.exists else remote, f"There is no 'uri' to fetch the keys from: {REFUSED}.")
    elif uri.text and not uri.is_templated:
        if not _URI.match(uri.text):
            yield fault(_SOURCE, uri, f"'{uri.text}' is no address, as it has no scheme: {REFUSED}.")
        elif uri.text.lower().startswith("http://") and not _LOCAL.match(uri.text):
            text = "The keys are fetched without TLS: who is on the way can replace them, and forge any token."
            yield fault("jwt-remote-insecure", uri, text)
    yield from _certificates(remote.get("jwksCluster", "tlsCertificates"))
    backoff = remote.get("retryPolicy", "retryPolicyBackOff")
    base, most = parse_duration(backoff["baseInterval"].text) or 0, parse_duration(backoff["maxInterval"].text)
    if most and most < base and not backoff["baseInterval"].is_templated:
        text = f"'maxInterval' is shorter than the 'baseInterval' of '{backoff['baseInterval'].text}': {REFUSED}."
        yield fault("jwt-retry-backoff-invalid", backoff["maxInterval"], text)


def _certificates(certificates: Value) -> Iterator[Fault]:
    if not isinstance(certificates.raw, dict):
        return
    yield from _one_of(_TLS, certificates, ("caCertificateProviderInstance", "trustedCA"))
    if isinstance(certificates["trustedCA"].raw, dict):
        yield from _one_of(_TLS, certificates["trustedCA"], _TRUSTED)


def _location(location: Value) -> Iterator[Fault]:
    rule = "jwt-location-invalid"
    if not isinstance(location.raw, dict):
        return
    yield from _one_of(rule, location, _LOCATIONS)
    for name in _LOCATIONS:
        place = location[name]
        if isinstance(place.raw, dict) and is_empty_text(place["name"]):
            yield fault(rule, place["name"] if place["name"].exists else place, f"The '{name}' has no name: {REFUSED}.")
    if is_set(location["queryParam"]):
        text = "A token in the query ends up in logs, in histories and with other sites."
        yield Fault("jwt-forward-token-query", location["queryParam"].key, text)
