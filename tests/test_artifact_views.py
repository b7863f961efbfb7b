"""What the views say of charts, images, git sources and commands, and where they point."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.loading.loader import Loader
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.resource import Resource
from meshlint.manifests.world import World
from meshlint.semantics.cilium_values import unknown_keys
from meshlint.semantics.targets import Release
from meshlint.semantics.views import VIEW_SOURCES, views

CHARTS = "https://istio-release.storage.googleapis.com/charts"


def inventory(files: dict[str, str]) -> Inventory:
    loader = Loader(Relevance(VIEW_SOURCES))
    return assemble([loader.load(name, text.encode()) for name, text in files.items()], World(), views)


def only(found: Inventory, kind: str) -> Resource:
    (view,) = found.of(kind)
    return view


def place(view: Resource, key: str) -> tuple[str, int]:
    """The name that a finding carries, and its line."""
    return view.named_by((key,))[0], view.region((key,)).start_line


def application(values: str) -> str:
    return (
        "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: mesh, namespace: argocd}\nspec:\n  source:\n"
        f"    repoURL: {CHARTS}\n    chart: istiod\n    targetRevision: 1.20\n    helm:\n{values}"
    )


def test_a_chart_source_keeps_the_version_as_it_is_written() -> None:
    view = only(inventory({"a.yaml": application("      values: ''\n")}), "ChartSource.artifact")
    said = {key: view.data[key] for key in ("version", "parsed", "number", "class", "span")}
    assert said == {"version": "1.20", "parsed": "1.2", "number": True, "class": "partial", "span": "patch"}
    assert place(view, "version") == ("Application argocd/mesh", 8)
    assert place(view, "chart") == ("Application argocd/mesh", 7)


def test_each_parameter_points_at_its_own_line() -> None:
    values = (
        "      parameters:\n      - {name: global.hub, value: docker.io/istio}\n"
        "      - {name: global.tag, value: latest}\n      - {name: meshConfig.rootNamespace, value: mesh}\n"
    )
    found = inventory({"a.yaml": application(values)})
    assert only(found, "HelmValues.istio").data["global"] == {"hub": "docker.io/istio", "tag": "latest"}
    assert place(only(found, "ImageReference.artifact"), "tag") == ("Application argocd/mesh", 12)
    assert place(only(found, "MeshConfig.mesh-config"), "rootNamespace") == ("Application argocd/mesh", 13)


def test_values_come_from_a_generated_config_map() -> None:
    release = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: cilium, namespace: net}\nspec:\n"
        "  chart: {spec: {chart: cilium, version: 1.18.4, sourceRef: {name: cilium}}}\n"
        "  valuesFrom: [{kind: ConfigMap, name: cilium-values}]\n"
    )
    kustomization = (
        "resources: [release.yaml]\nconfigMapGenerator:\n- {name: cilium-values, files: [values.yaml=my.values.yaml]}\n"
    )
    files = {"kustomization.yaml": kustomization, "release.yaml": release, "my.values.yaml": "kubeProxyReplacement: true\n"}
    values = only(inventory(files), "HelmValues.cilium")
    assert (values.data, values.partial, values.version) == ({"kubeProxyReplacement": True}, False, "1.18.4")
    del files["my.values.yaml"]
    assert only(inventory(files), "HelmValues.cilium").partial


def test_values_files_beside_each_other_may_be_layers() -> None:
    text = "connectInject: {enabled: true}\nserver: {replicas: 3}\n"
    assert not only(inventory({"consul/values.yaml": text}), "HelmValues.consul").partial
    both = inventory({"consul/values.yaml": text, "consul/values-prod.yaml": "server: {replicas: 5}\n"})
    assert only(both, "HelmValues.consul").partial


def deployment(image: str) -> str:
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: agent, namespace: shop}\nspec:\n  template:\n    spec:\n"
        f"      containers:\n      - {{name: agent, image: '{image}'}}\n"
    )


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("hashicorp/consul:1.21", {"class": "partial", "moving": True, "mesh": "consul"}),
        ("hashicorp/consul", {"class": "absent", "moving": True, "tag": ""}),
        (f"hashicorp/consul:latest@sha256:{'4e' * 32}", {"class": "digest", "moving": False, "tag": "latest"}),
        ("docker.io/hashicorppreview/consul:1.22.0-dev", {"origin": "test", "prerelease": True}),
    ],
)
def test_images_of_containers(image: str, expected: dict[str, Any]) -> None:
    view = only(inventory({"a.yaml": deployment(image)}), "ImageReference.artifact")
    assert {key: view.data[key] for key in expected} == expected
    assert place(view, "tag") == ("Deployment shop/agent", 8)


def test_images_of_no_mesh_have_no_view() -> None:
    for image in ("ghcr.io/acme/consul-exporter:latest", "auto", "$(REGISTRY)/istio/proxyv2:latest", "nginx"):
        assert not inventory({"a.yaml": deployment(image)}).of("ImageReference.artifact")


def test_a_tag_that_every_overlay_replaces_says_nothing() -> None:
    overlay = "resources: [../base]\nimages: [{name: hashicorp/consul, newTag: 1.21.3}]\n"
    files = {"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": deployment("hashicorp/consul")}
    files |= {"one/kustomization.yaml": overlay, "two/kustomization.yaml": overlay}
    carriers = [view.data["carrier"] for view in inventory(files).of("ImageReference.artifact")]
    assert carriers == ["kustomize", "kustomize"]
    files["two/kustomization.yaml"] = "resources: [../base]\n"
    carriers = [view.data["carrier"] for view in inventory(files).of("ImageReference.artifact")]
    assert sorted(carriers) == ["container", "kustomize"]


def test_git_sources_of_mesh_projects_only() -> None:
    text = (
        "resources:\n- https://github.com/istio/istio//samples?ref=master\n- github.com/acme/shop//deploy\n"
        "- https://github.com/argoproj/argo-rollouts/releases/download/v1.8.3/install.yaml\n"
    )
    found = inventory({"kustomization.yaml": text}).of("GitSource.artifact")
    assert [(view.data["ref"], view.data["moving"]) for view in found] == [("master", True), ("v1.8.3", False)]
    assert place(found[0], "ref") == ("kustomization.yaml", 2)


def test_flux_reads_commit_before_branch() -> None:
    head = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: a, namespace: flux}\nspec:\n"
    url = "  url: https://github.com/kubernetes-sigs/gateway-api\n"
    view = only(inventory({"a.yaml": f"{head}{url}  ref: {{branch: main, commit: {'0d' * 20}}}\n"}), "GitSource.artifact")
    assert (view.data["class"], view.data["moving"]) == ("sha", False)
    assert only(inventory({"a.yaml": head + url}), "GitSource.artifact").data["moving"]


def test_a_command_points_at_its_line_in_the_script() -> None:
    text = (
        "on: push\njobs:\n  deploy:\n    steps:\n    - run: |\n        set -e\n        # the mesh\n"
        "        curl -L https://istio.io/downloadIstio | sh -\n        istioctl install -y\n"
    )
    found = inventory({".github/workflows/mesh.yml": text}).of("ShellCommand.artifact")
    assert [(view.data["what"], *place(view, "what")) for view in found] == [
        ("installer", ".github/workflows/mesh.yml", 8),
        ("mesh-cli", ".github/workflows/mesh.yml", 9),
    ]
    assert found[1].data["origin"] == "istio.io/downloadIstio"


def test_an_object_in_two_namespaces_has_its_commands_in_both() -> None:
    job = (
        "apiVersion: batch/v1\nkind: Job\nmetadata: {name: crds}\nspec:\n  template:\n    spec:\n      containers:\n"
        "      - {name: a, image: alpine, command: [kubectl, apply, -k, github.com/kubernetes-sigs/gateway-api/config/crd]}\n"
    )
    files = {"base/kustomization.yaml": "resources: [job.yaml]\n", "base/job.yaml": job}
    files |= {f"{name}/kustomization.yaml": f"namespace: {name}\nresources: [../base]\n" for name in ("one", "two")}
    found = inventory(files).of("ShellCommand.artifact")
    assert sorted(place(view, "what")[0] for view in found) == ["Job one/crds", "Job two/crds"]


def test_keys_that_a_chart_reads_depend_on_its_release() -> None:
    text = (
        "kubeProxyReplacement: true\nipam: {mode: kubernetes}\nexternalIPs: {enabled: true}\n"
        "podAnnotations: {any: thing}\nkubeProxyReplacment: true\n"
    )
    values = only(inventory({"cilium/values.yaml": text}), "HelmValues.cilium")
    told = {line: [value.path for value in unknown_keys(values, Release(1, line))] for line in (16, 19)}
    assert told == {16: [("kubeProxyReplacment",)], 19: [("externalIPs",), ("kubeProxyReplacment",)]}
    assert [value.path for value in unknown_keys(values, None)] == [("kubeProxyReplacment",)]
