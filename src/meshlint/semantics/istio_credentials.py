"""TLS credentials of Istio gateways: Secrets, and the objects that operators make Secrets of.

A gateway looks for `credentialName` in the namespace of its own pod, not in that of the Gateway resource.
Source: istio pilot/pkg/credentials/kube/secrets.go (extractKeyAndCert, GetCaCert), pilot/pkg/model/credentials/resource.go.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.value import is_placeholder

_KEY_PAIRS = (("tls.crt", "tls.key"), ("cert", "key"))
_CA_KEYS = ("ca.crt", "cacert")
CA_SUFFIX = "-cacert"


def _path(*steps: str) -> Callable[[Resource], str]:
    return lambda resource: resource.at(*steps).text or resource.name


PRODUCERS: dict[str, Callable[[Resource], str]] = {
    "Secret": lambda resource: resource.name,
    "Certificate.cert-manager.io": _path("spec", "secretName"),
    "ExternalSecret.external-secrets.io": _path("spec", "target", "name"),
    "SealedSecret.bitnami.com": _path("spec", "template", "metadata", "name"),
    "VaultStaticSecret.secrets.hashicorp.com": _path("spec", "destination", "name"),
    "VaultPKISecret.secrets.hashicorp.com": _path("spec", "destination", "name"),
    "SopsSecret.isindir.github.com": lambda resource: resource.name,
}
"""Kinds that are, or make, a Secret, to the name of that Secret."""


class Credential(NamedTuple):
    """Something that is, or makes, a Secret."""

    name: str
    resource: Resource

    @property
    def data(self) -> dict[str, str] | None:
        """The texts of a Secret, decoded; None where they cannot be told: encrypted, templated, or made by an operator."""
        if self.resource.kind != "Secret" or self.resource.at("sops"):
            return None
        found: dict[str, str] = {}
        for key, value in self.resource.at("stringData").entries():
            found[key] = value.text
        for key, value in self.resource.at("data").entries():
            if is_placeholder(value.text) or value.text.startswith("ENC["):
                return None
            try:
                found[key] = base64.b64decode("".join(value.text.split()), validate=True).decode("utf-8", "replace")
            except (binascii.Error, ValueError):
                found[key] = ""
        return None if any(is_placeholder(text) or text.startswith("ENC[") for text in found.values()) else found

    @property
    def is_for_tls(self) -> bool:
        """Whether it is known to hold a certificate, and not a password, say."""
        if self.resource.kind == "Certificate" or self.resource.at("type").text == "kubernetes.io/tls":
            return True
        if self.resource.at("spec", "template", "type").text == "kubernetes.io/tls":
            return True
        return self.resource.kind == "Secret" and key_pair(self.resource.at("data").mapping) is not None


def key_pair(data: dict[str, str]) -> tuple[str, str] | None:
    """The keys of a Secret under which a certificate and its private key lie; None where it has no such pair."""
    return next((pair for pair in _KEY_PAIRS if pair[0] in data and pair[1] in data), None)


def has_ca(data: dict[str, str]) -> bool:
    """Whether a Secret holds the certificate authority of clients."""
    return any(key in data for key in _CA_KEYS)


class Credentials:
    """What was read of Secrets. One instance: `context.shared(Credentials)`."""

    def __init__(self, inventory: Inventory, _: object = None) -> None:
        self._inventory = inventory

    @cached_property
    def _by_name(self) -> dict[str, list[Credential]]:
        index: dict[str, list[Credential]] = {}
        for kind, name_of in PRODUCERS.items():
            for resource in self._inventory.of(kind):
                credential = Credential(name_of(resource), resource)
                index.setdefault(credential.name, []).append(credential)
        return index

    def find(self, name: str, namespace: str | None, beside: Resource) -> list[Credential]:
        """The credentials of a name in a namespace; an unknown namespace, on either side, matches any."""
        return [
            item
            for item in self._by_name.get(name, ())
            if item.resource.shares_scope(beside) and (namespace is None or item.resource.namespace in (namespace, None))
        ]

    @cached_property
    def _namespaces(self) -> frozenset[str | None]:
        return frozenset(item.resource.namespace for found in self._by_name.values() for item in found if item.is_for_tls)

    def would_be_read(self, namespace: str) -> bool:
        """Whether a credential of a namespace would be among the files: others that hold certificates are."""
        return self._inventory.complete or (namespace in self._namespaces and "Secret" not in self._inventory.templated_kinds)
