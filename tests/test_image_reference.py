"""Image references: registry, repository, tag and digest, and the name that Docker Hub's defaults complete."""

from __future__ import annotations

import pytest

from meshlint.semantics.image_reference import ImageReference

DIGEST = "sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nginx", ImageReference("", "nginx")),
        ("nginx:1.27", ImageReference("", "nginx", "1.27")),
        ("istio/proxyv2", ImageReference("", "istio/proxyv2")),
        ("docker.io/istio/proxyv2:1.30.1", ImageReference("docker.io", "istio/proxyv2", "1.30.1")),
        ("registry.local:5000/istio/proxyv2", ImageReference("registry.local:5000", "istio/proxyv2")),
        ("registry.local:5000/istio/proxyv2:1.30.1", ImageReference("registry.local:5000", "istio/proxyv2", "1.30.1")),
        ("localhost/proxyv2", ImageReference("localhost", "proxyv2")),
        ("[::1]:5000/proxyv2:a", ImageReference("[::1]:5000", "proxyv2", "a")),
        (f"cilium/cilium@{DIGEST}", ImageReference("", "cilium/cilium", "", DIGEST)),
        (
            f"quay.io/cilium/cilium:latest@{DIGEST}",
            ImageReference("quay.io", "cilium/cilium", "latest", DIGEST),
        ),
        ("oci://ghcr.io/acme/wasm/auth:latest", ImageReference("ghcr.io", "acme/wasm/auth", "latest")),
        (" ghcr.io/acme/wasm__auth ", ImageReference("ghcr.io", "acme/wasm__auth")),
        ("istio/proxyv2:__TAG__", ImageReference("", "istio/proxyv2", "__TAG__")),
        ("auto", ImageReference("", "auto")),
    ],
)
def test_parse(text: str, expected: ImageReference) -> None:
    assert ImageReference.parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "istio/proxyv2:",
        "istio/Proxy",
        "istio//proxyv2",
        "istio/proxyv2:a:b",
        "istio/proxyv2@sha256:short",
        "{{ .Values.hub }}/proxyv2:1.30.1",
        "istio/proxyv2:${TAG}",
        "https://cdn.example.com/filter.wasm",
    ],
)
def test_what_is_no_reference(text: str) -> None:
    assert ImageReference.parse(text) is None


@pytest.mark.parametrize(
    ("text", "canonical", "written"),
    [
        ("consul:1.21", "docker.io/library/consul", "consul:1.21"),
        ("hashicorp/consul", "docker.io/hashicorp/consul", "hashicorp/consul"),
        ("index.docker.io/hashicorp/consul", "docker.io/hashicorp/consul", "index.docker.io/hashicorp/consul"),
        ("Quay.io/cilium/cilium:a", "quay.io/cilium/cilium", "Quay.io/cilium/cilium:a"),
        (f"a/b:1@{DIGEST}", "docker.io/a/b", f"a/b:1@{DIGEST}"),
    ],
)
def test_canonical_name_and_text(text: str, canonical: str, written: str) -> None:
    reference = ImageReference.parse(text)
    assert reference is not None
    assert reference.canonical_name == canonical
    assert str(reference) == written
