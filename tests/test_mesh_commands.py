"""Commands that install a mesh: what they take, at which version, and what cannot be known."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.semantics.mesh_commands import mesh_commands
from meshlint.semantics.shell_scripts import jobs


def commands(script: str, **env: str) -> list[dict[str, Any]]:
    data = {"on": "push", "env": env, "jobs": {"a": {"steps": [{"run": script}]}}}
    (job,) = jobs(data, ".github/workflows/a.yml")
    return [{"what": item.what, "mesh": item.mesh, "line": item.line, **item.facts} for item in mesh_commands(job, data)]


@pytest.mark.parametrize(
    ("script", "unpinned", "misplaced"),
    [
        ("curl -L https://istio.io/downloadIstio | sh -", True, False),
        ("ISTIO_VERSION=1.28.1 curl -L https://istio.io/downloadIstio | sh -", True, True),
        ("curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.28.1 sh -", False, False),
        ("curl -L https://istio.io/downloadIstio | ISTIO_VERSION=latest sh -", True, False),
        ("export ISTIO_VERSION=1.28.1\ncurl -L https://istio.io/downloadIstio | sh -", False, False),
        ("ISTIO_VERSION=$(cat version)\nexport ISTIO_VERSION\ncurl -L https://istio.io/downloadIstio | sh -", False, False),
        ("source ./env\ncurl -L https://istio.io/downloadIstio | sh -", False, False),
        ('sh -c "$(curl -L https://istio.io/downloadIstio)"', True, False),
        ("bash <(curl -sL https://run.linkerd.io/install-edge)", True, False),
        ("wget -O get.sh https://istio.io/downloadIstio\nsh get.sh", True, False),
    ],
)
def test_installers(script: str, unpinned: bool, misplaced: bool) -> None:
    (found,) = [item for item in commands(script) if item["what"] == "installer"]
    assert (found["unpinned"], found["misplaced"]) == (unpinned, misplaced)


def test_the_environment_of_a_workflow_pins_an_installer() -> None:
    script = "curl -L https://istio.io/downloadIstio | sh -"
    assert not commands(script, ISTIO_VERSION="1.28.1")[0]["unpinned"]
    assert not commands(script, ISTIO_VERSION="${{ inputs.version }}")[0]["unpinned"]
    assert commands(script, ISTIO_VERSION="1.28")[0]["unpinned"]


@pytest.mark.parametrize(
    ("script", "version", "unpinned"),
    [
        ("helm install istiod istio/istiod", "", True),
        ("helm upgrade -i istiod istio/istiod --version=1.28.1", "1.28.1", False),
        ("helm upgrade istiod istio/istiod --version '^1.28.0'", "^1.28.0", True),
        ("helm install -n mesh --set a=b istiod istio/istiod --version $V", "$V", False),
        ("V=1.28.x; helm install istiod istio/istiod --version $V", "1.28.x", True),
        ("helm install istiod istio/istiod $EXTRA", "", False),
        ("helm install --generate-name istio/istiod", "", True),
        ("helm template oci://gcr.io/istio-release/charts/istiod:1.28.1", "1.28.1", False),
        ("helm pull cilium --repo https://helm.cilium.io", "", True),
        ("helm repo add mine https://istio-release.storage.googleapis.com/charts\nhelm install b mine/base", "", True),
    ],
)
def test_helm(script: str, version: str, unpinned: bool) -> None:
    (found,) = [item for item in commands(script) if item["what"] == "helm"]
    assert (found["version"], found["unpinned"]) == (version, unpinned)


@pytest.mark.parametrize(
    "script",
    [
        "helm install gw ./charts/gateway",
        "helm install base acme/base",
        "helm repo add istio https://charts.acme.example\nhelm install base istio/base",
        "helm list -n istio-system",
        "helm install istiod istiod-1.28.1.tgz",
        "helm uninstall istiod",
        "kubectl apply -f deploy/ -n istio-system",
        "kubectl get -f https://raw.githubusercontent.com/istio/istio/master/samples/addons/kiali.yaml",
        "echo curl -L https://istio.io/downloadIstio",
        "cilium status --wait",
        "istioctl analyze -A",
    ],
)
def test_what_installs_no_mesh(script: str) -> None:
    assert not commands(script)


@pytest.mark.parametrize(
    ("script", "moving"),
    [
        ("kubectl apply -f https://raw.githubusercontent.com/istio/istio/master/samples/addons/kiali.yaml", True),
        ("kubectl apply --filename=https://raw.githubusercontent.com/istio/istio/1.28.1/samples/addons/kiali.yaml", False),
        ("kubectl -n x apply -k github.com/kubernetes-sigs/gateway-api/config/crd", True),
        ("kustomize build 'github.com/kubernetes-sigs/gateway-api/config/crd?ref=v1.4.0' | kubectl apply -f -", False),
        ("curl -L https://github.com/argoproj/argo-rollouts/releases/latest/download/install.yaml | kubectl apply -f -", True),
    ],
)
def test_applied_manifests(script: str, moving: bool) -> None:
    (found,) = commands(script)
    assert (found["what"], found["moving"]) == ("apply", moving)


@pytest.mark.parametrize(
    ("script", "origin"),
    [
        ("brew install istioctl\nistioctl install -y", "brew install istioctl"),
        ("go install istio.io/istio/istioctl/cmd/istioctl@latest\nistioctl install", "go install"),
        ("curl -LO https://github.com/istio/istio/releases/latest/download/istioctl.tgz\nistioctl install", "releases/latest"),
        ("curl -L https://istio.io/downloadIstio | ISTIO_VERSION=1.28.1 sh -\nistioctl install", ""),
        ("istioctl install", ""),
    ],
)
def test_where_a_tool_comes_from(script: str, origin: str) -> None:
    (found,) = [item for item in commands(script) if item["what"] == "mesh-cli"]
    assert origin in found["origin"] and bool(origin) == bool(found["origin"])


def test_the_image_of_a_job_is_where_its_tools_come_from() -> None:
    def origin(image: str) -> str:
        data = {"mesh": {"image": image, "script": ["istioctl install -y"]}}
        (job,) = [job for job in jobs(data, ".gitlab-ci.yml") if job.steps]
        (found,) = mesh_commands(job, data)
        return str(found.facts["origin"])

    assert "istio/istioctl" in origin("istio/istioctl:latest")
    assert origin("istio/istioctl:1.28.1") == origin("alpine:latest") == ""
