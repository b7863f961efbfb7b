"""Mesh artefacts: what is recognised, under which spelling, and what is not."""

from __future__ import annotations

import pytest

from meshlint.semantics.git_location import Form, GitLocation
from meshlint.semantics.mesh_artifacts import (
    Installer,
    chart,
    git_repository,
    helm_alias,
    image,
    image_values,
    installer,
)

ISTIO = "https://istio-release.storage.googleapis.com/charts"
DIGEST = "@sha256:" + "0a" * 32


@pytest.mark.parametrize(
    ("name", "repository", "mesh", "role", "channel"),
    [
        ("istiod", ISTIO, "istio", "control-plane", "release"),
        ("istiod", ISTIO + "/", "istio", "control-plane", "release"),
        ("istiod", None, "istio", "control-plane", ""),
        ("istiod", "https://charts.corp.example/mirror", "istio", "control-plane", ""),
        ("istiod", "{{ .repo }}", "istio", "control-plane", ""),
        ("istiod", "@unknown", "istio", "control-plane", ""),
        ("base", ISTIO, "istio", "crds", "release"),
        ("base", "@istio", "istio", "crds", "release"),
        ("base", "alias:istio", "istio", "crds", "release"),
        ("istio/base", None, "istio", "crds", "release"),
        ("gateway", "registry.istio.io/release/charts", "istio", "gateway", "release"),
        ("gateway", "oci://gcr.io/istio-release/charts", "istio", "gateway", "release"),
        ("release/charts/gateway", "registry.istio.io", "istio", "gateway", "release"),
        ("oci://gcr.io/istio-release/charts/base", None, "istio", "crds", "release"),
        ("oci://gcr.io/istio-release/charts/cni:1.24.0", None, "istio", "cni", "release"),
        ("oci://registry.istio.io/testing/charts/base", None, "istio", "crds", "testing"),
        ("linkerd-crds", "https://helm.linkerd.io/edge", "linkerd", "crds", "edge"),
        ("linkerd-crds", "https://helm.linkerd.io/stable/", "linkerd", "crds", "stable"),
        ("linkerd-crds", "https://helm.linkerd.io", "linkerd", "crds", ""),
        ("linkerd-edge/linkerd-crds", None, "linkerd", "crds", "edge"),
        ("oci://quay.io/cilium/charts/cilium", None, "cilium", "control-plane", "release"),
        ("oci://mirror.example/charts/cilium" + DIGEST, None, "cilium", "control-plane", ""),
        ("cilium", "https://HELM.cilium.io", "cilium", "control-plane", "release"),
        ("consul", "https://helm.releases.hashicorp.com", "consul", "control-plane", "release"),
        ("hashicorp/consul", None, "consul", "control-plane", "release"),
        ("envoyproxy/gateway-helm", "registry-1.docker.io", "gateway-api", "gateway", "release"),
        ("oci://docker.io/envoyproxy/gateway-helm", "", "gateway-api", "gateway", "release"),
        ("loadtester", "https://flagger.app", "delivery", "progressive-delivery", "release"),
        ("osm", "https://openservicemesh.github.io/osm", "osm", "control-plane", "archived"),
    ],
)
def test_charts_of_meshes(name: str, repository: str | None, mesh: str, role: str, channel: str) -> None:
    found = chart(name, repository)
    assert found is not None
    assert (found.mesh, found.role, found.channel) == (mesh, role, channel)


@pytest.mark.parametrize(
    ("name", "repository"),
    [
        ("", None),
        ("podinfo", "https://stefanprodan.github.io/podinfo"),
        ("base", None),
        ("base", "https://charts.example.com/stable"),
        ("base", "https://istio-release.storage.googleapis.com/chartsmith"),
        ("gateway", "https://kumahq.github.io/charts"),
        ("consul", "https://charts.bitnami.com/bitnami"),
        ("base", "{{ .repo }}"),
        ("{{ .chart }}", ISTIO),
        ("./charts/istiod", None),
        ("../istiod", ISTIO),
        ("/charts/istiod", None),
        ("charts/linkerd-crds", None),
        ("corp/istiod", None),
        ("istiod-1.30.1.tgz", ISTIO),
        ("https://example.com/istiod-1.30.1.tgz", None),
        ("istiod", "file://../istiod"),
        ("oci://ghcr.io/acme/charts/base", None),
    ],
)
def test_what_is_no_mesh_chart(name: str, repository: str | None) -> None:
    assert chart(name, repository) is None


def test_the_product_that_a_chart_version_counts() -> None:
    versions = {name: found.product for name in ("istiod", "kiali-server", "tetragon") if (found := chart(name))}
    assert versions == {"istiod": "istio", "kiali-server": "kiali", "tetragon": "tetragon"}
    consul = chart("hashicorp/consul")
    assert consul is not None
    assert (consul.product, consul.generic) == ("consul-k8s", True)


@pytest.mark.parametrize(
    ("reference", "mesh", "role", "origin"),
    [
        ("docker.io/istio/proxyv2:1.30.1", "istio", "data-plane", ""),
        ("registry.local:5000/istio/proxyv2", "istio", "data-plane", ""),
        ("mirror.example/platform/proxyv2", "istio", "data-plane", ""),
        ("istio/pilot", "istio", "control-plane", ""),
        ("registry.istio.io/release/pilot", "istio", "control-plane", ""),
        ("mirror.example/registry.istio.io/release/pilot", "istio", "control-plane", ""),
        ("registry.istio.io/testing/pilot:1.32.0", "istio", "control-plane", "test"),
        ("gcr.io/istio-testing/ztunnel", "istio", "data-plane", "test"),
        ("istio/operator", "istio", "operator", "superseded"),
        ("cr.l5d.io/linkerd/proxy:edge-25.11.1", "linkerd", "data-plane", ""),
        ("ghcr.io/linkerd/proxy-init", "linkerd", "data-plane", ""),
        ("gcr.io/linkerd-io/controller", "linkerd", "control-plane", "superseded"),
        ("quay.io/cilium/cilium" + DIGEST, "cilium", "data-plane", ""),
        ("quay.io/cilium/operator-generic", "cilium", "control-plane", ""),
        ("quay.io/cilium/operator-generic-ci", "cilium", "testing", "test"),
        ("mirror.example/cilium/hubble-relay-ci", "cilium", "testing", ""),
        ("quay.io/cilium/cilium-dev", "cilium", "testing", "test"),
        ("hashicorp/consul", "consul", "control-plane", ""),
        ("public.ecr.aws/hashicorp/consul-dataplane", "consul", "data-plane", ""),
        ("docker.mirror.hashicorp.services/hashicorppreview/consul:2.1.0-dev", "consul", "control-plane", "test"),
        ("consul:1.15", "consul", "control-plane", "superseded"),
        ("envoyproxy/envoy:distroless-v1.34-latest", "gateway-api", "data-plane", ""),
        ("weaveworks/flagger:1.6.0", "delivery", "progressive-delivery", "superseded"),
        ("quay.io/jetstack/cert-manager-controller", "pki", "pki", ""),
        ("840364872350.dkr.ecr.us-west-2.amazonaws.com/aws-appmesh-envoy:v1", "appmesh", "data-plane", ""),
    ],
)
def test_images_of_meshes(reference: str, mesh: str, role: str, origin: str) -> None:
    found = image(reference)
    assert found is not None
    assert (found.mesh, found.role, found.origin) == (mesh, role, origin)


@pytest.mark.parametrize(
    "reference",
    [
        "",
        "auto",
        "nginx:latest",
        "istio/examples-bookinfo-reviews-v1:1.20.2",
        "docker.io/istio/examples-helloworld-v1",
        "acme/release/pilot",
        "acme/pilot",
        "acme/proxy",
        "cilium/starwars",
        "bitnami/consul:1.21",
        "mirror.example/library/other",
        "ghcr.io/buoyantio/proxy-init",
        "docker.l5d.io/buoyantio/emojivoto-web:v11",
        "{{ .Values.global.hub }}/proxyv2:{{ .Values.global.tag }}",
    ],
)
def test_what_is_no_mesh_image(reference: str) -> None:
    assert image(reference) is None


def test_images_with_version_lines_of_their_own() -> None:
    names = ("ghcr.io/linkerd/proxy-init", "quay.io/cilium/hubble-ui", "quay.io/cilium/hubble-relay", "istio/pilot")
    follows = [found.follows_mesh_version for name in names if (found := image(name))]
    assert follows == [False, False, True, True]


@pytest.mark.parametrize(
    ("url", "path", "ref", "form"),
    [
        ("https://github.com/istio/istio", "", None, Form.CLONE),
        ("https://github.com/istio/istio.git", "", None, Form.CLONE),
        ("https://GitHub.com/Istio/istio/", "", None, Form.CLONE),
        ("http://www.github.com/istio/istio", "", None, Form.CLONE),
        ("https://token@github.com/istio/istio.git", "", None, Form.CLONE),
        ("git@github.com:istio/istio.git", "", None, Form.CLONE),
        ("ssh://git@github.com/istio/istio", "", None, Form.CLONE),
        ("ssh://git@github.com:22/istio/istio.git", "", None, Form.CLONE),
        ("git::https://github.com/istio/istio.git//samples?ref=1.27.1", "samples", "1.27.1", Form.CLONE),
        ("git::git@github.com:istio/istio.git//samples", "samples", None, Form.CLONE),
        ("github.com/istio/istio/samples/addons", "samples/addons", None, Form.CLONE),
        ("github.com/istio/istio//samples?timeout=60s&ref=master", "samples", "master", Form.CLONE),
        ("github.com/istio/istio/samples?version=1.27.1", "samples", "1.27.1", Form.CLONE),
        ("https://github.com/istio/istio.git@1.27.1", "", "1.27.1", Form.CLONE),
        ("https://github.com/istio/istio/tree/master/samples", "samples", "master", Form.CLONE),
        ("https://raw.githubusercontent.com/istio/istio/master/a/b.yaml", "a/b.yaml", "master", Form.FILE),
        ("https://raw.githubusercontent.com/istio/istio/refs/heads/x/b.yaml", "b.yaml", "refs/heads/x", Form.FILE),
        ("https://github.com/istio/istio/raw/release-1.27/b.yaml", "b.yaml", "release-1.27", Form.FILE),
        ("https://github.com/istio/istio/archive/refs/heads/master.tar.gz", "", "refs/heads/master", Form.FILE),
        ("https://codeload.github.com/istio/istio/tar.gz/1.27.1", "", "1.27.1", Form.FILE),
        ("https://github.com/istio/istio/releases/latest/download/x.yaml", "x.yaml", "latest", Form.RELEASE),
        ("https://github.com/istio/istio/releases/download/1.27.1/x.yaml", "x.yaml", "1.27.1", Form.RELEASE),
        ("https://github.com/istio/istio/releases/latest", "latest", "latest", Form.LOOKUP),
        ("https://api.github.com/repos/istio/istio/releases/latest", "", "latest", Form.LOOKUP),
        ("https://api.github.com/repos/istio/istio/releases/tags/1.27.1", "", "1.27.1", Form.LOOKUP),
    ],
)
def test_git_repositories_of_meshes(url: str, path: str, ref: str | None, form: Form) -> None:
    found = git_repository(url)
    assert found is not None
    assert found.mesh == "istio"
    assert found.location.repository.lower() == "github.com/istio/istio"
    assert (found.location.path, found.location.ref, found.location.form) == (path, ref, form)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "../base",
        "./istio/istio",
        "istio/istio",
        "https://github.com/acme/gitops.git",
        "https://github.com/acme/istio",
        "https://github.com/istio",
        "https://gitlab.com/istio/istio",
        "https://raw.githubusercontent.com/istio/istio",
        "https://api.github.com/repos/istio/istio/contents",
        "oci://gcr.io/istio-release/charts/base",
        "{{ .repoURL }}",
    ],
)
def test_what_is_no_mesh_repository(url: str) -> None:
    assert git_repository(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://gitlab.com/group/sub/repo.git//path?ref=v1", ("gitlab.com/group/sub/repo", "path", "v1")),
        ("git@gitlab.com:group/repo.git", ("gitlab.com/group/repo", "", None)),
        ("https://git.example.com/group/repo.git@v1", ("git.example.com/group/repo", "", "v1")),
    ],
)
def test_other_hosts(url: str, expected: tuple[str, str, str | None]) -> None:
    found = GitLocation.parse(url)
    assert found is not None
    assert (found.repository, found.path, found.ref) == expected


@pytest.mark.parametrize(
    ("url", "mesh", "what", "variable"),
    [
        ("https://istio.io/downloadIstio", "istio", "script", "ISTIO_VERSION"),
        ("istio.io/downloadIstioctl/", "istio", "script", "ISTIO_VERSION"),
        ("https://git.io/getLatestIstio", "istio", "script", "ISTIO_VERSION"),
        (
            "https://raw.githubusercontent.com/istio/istio/master/release/downloadIstioCandidate.sh",
            "istio",
            "script",
            "ISTIO_VERSION",
        ),
        ("https://run.linkerd.io/install", "linkerd", "script", "LINKERD2_VERSION"),
        ("run.linkerd.io/install-edge", "linkerd", "script", "LINKERD2_VERSION"),
        ("https://linkerd.github.io/linkerd-smi/install", "linkerd", "script", None),
        ("https://run.linkerd.io/emojivoto.yml", "linkerd", "sample", None),
        ("https://kuma.io/installer.sh", "kuma", "script", "VERSION"),
        ("https://raw.githubusercontent.com/cilium/cilium-cli/main/stable.txt", "cilium", "version", None),
    ],
)
def test_installers(url: str, mesh: str, what: str, variable: str | None) -> None:
    found = installer(url)
    assert isinstance(found, Installer)
    assert (found.mesh, found.what, found.variable) == (mesh, what, variable)


@pytest.mark.parametrize("url", ["", "https://istio.io/latest/docs", "https://run.linkerd.io/", "https://get.helm.sh/x"])
def test_what_is_no_installer(url: str) -> None:
    assert installer(url) is None


def test_aliases_and_values() -> None:
    assert helm_alias("istio") == ISTIO
    assert helm_alias("bitnami") is None
    cilium = image_values("cilium")
    assert cilium is not None
    assert ("hubble", "relay", "image") in cilium.blocks
    assert (cilium.repository_key, cilium.tag_key) == ("repository", "tag")
    linkerd = image_values("linkerd-control-plane")
    assert linkerd is not None
    assert (linkerd.repository_key, linkerd.tag_key) == ("name", "version")
    assert ("linkerdVersion",) in linkerd.tags
    assert image_values("gateway") is None
