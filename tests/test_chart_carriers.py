"""Charts in every carrier: name, repository, version, where each stands, and the values that go with them."""

from __future__ import annotations

from typing import Any

import pytest

from meshlint.findings import Path
from meshlint.semantics.chart_carriers import chart_sources
from meshlint.semantics.chart_source import Absent, Carrier, ChartSource, ValuesForm, VersionForm

ISTIO = "https://istio-release.storage.googleapis.com/charts"


def argo(**spec: Any) -> dict[str, Any]:
    return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "spec": spec}


def argo_set(generators: list[Any], **source: Any) -> dict[str, Any]:
    template = {"spec": {"source": {"repoURL": ISTIO, "chart": "istiod", **source}}}
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "ApplicationSet",
        "spec": {"generators": generators, "template": template},
    }


def flux(kind: str, spec: dict[str, Any], group: str = "helm.toolkit.fluxcd.io/v2") -> dict[str, Any]:
    return {"apiVersion": group, "kind": kind, "metadata": {"name": "x", "namespace": "flux-system"}, "spec": spec}


def obj(api_version: str, kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "spec": spec}


def look_up(kind: str, name: str, namespace: str | None) -> str | None:
    known: dict[tuple[str, str, str | None], str] = {
        ("HelmRepository", "istio", "flux-system"): ISTIO,
        ("HelmRepository", "istio", "other"): "https://other.example/charts",
        ("GitRepository", "linkerd2", "flux-system"): "https://github.com/linkerd/linkerd2",
        ("OCIRepository", "cilium", "flux-system"): "oci://quay.io/cilium/charts/cilium",
    }
    return known.get((kind, name, namespace))


def read(data: Any, name: str = "") -> list[ChartSource]:
    return list(chart_sources(data, name, look_up))


def one(data: Any, name: str = "") -> ChartSource:
    (source,) = read(data, name)
    return source


REPO = {"repoURL": ISTIO, "chart": "istiod"}
SPEC: Path = ("spec",)
TEMPLATE: Path = ("spec", "chart", "spec")


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (
            argo(source={**REPO, "targetRevision": "1.x"}),
            "",
            (Carrier.ARGO_APPLICATION, "istiod", ISTIO, "1.x", ("spec", "source", "targetRevision"), Absent.ERROR),
        ),
        (
            argo(source=REPO),
            "",
            (Carrier.ARGO_APPLICATION, "istiod", ISTIO, None, ("spec", "source"), Absent.ERROR),
        ),
        (
            argo(source={**REPO, "targetRevision": None}),
            "",
            (Carrier.ARGO_APPLICATION, "istiod", ISTIO, None, ("spec", "source", "targetRevision"), Absent.ERROR),
        ),
        (
            argo(sources=[{"repoURL": "https://github.com/a/b", "ref": "v"}, {**REPO, "targetRevision": 1.3}]),
            "",
            (Carrier.ARGO_APPLICATION, "istiod", ISTIO, 1.3, ("spec", "sources", 1, "targetRevision"), Absent.ERROR),
        ),
        (
            argo(source={"repoURL": "oci://r.example/charts/istiod", "path": ".", "targetRevision": "1.2.3"}),
            "",
            (
                Carrier.ARGO_APPLICATION,
                "istiod",
                "oci://r.example/charts",
                "1.2.3",
                ("spec", "source", "targetRevision"),
                Absent.ERROR,
            ),
        ),
        (
            flux("HelmRelease", {"chart": {"spec": {"chart": "istiod", "version": "1.2.3", "sourceRef": {"name": "istio"}}}}),
            "",
            (Carrier.FLUX_HELM_RELEASE, "istiod", ISTIO, "1.2.3", (*TEMPLATE, "version"), Absent.NEWEST),
        ),
        (
            flux(
                "HelmRelease",
                {
                    "chart": {
                        "spec": {
                            "chart": "istiod",
                            "sourceRef": {"kind": "HelmRepository", "name": "istio", "namespace": "other"},
                        }
                    }
                },
            ),
            "",
            (Carrier.FLUX_HELM_RELEASE, "istiod", "https://other.example/charts", None, TEMPLATE, Absent.NEWEST),
        ),
        (
            flux("HelmRelease", {"chart": {"spec": {"chart": "istiod", "sourceRef": {"name": "gone"}}}}),
            "",
            (Carrier.FLUX_HELM_RELEASE, "istiod", None, None, TEMPLATE, Absent.NEWEST),
        ),
        (
            flux(
                "HelmRelease",
                {"chart": {"spec": {"chart": "charts/linkerd-crds", "sourceRef": {"kind": "GitRepository", "name": "linkerd2"}}}},
            ),
            "",
            (
                Carrier.FLUX_HELM_RELEASE,
                "charts/linkerd-crds",
                "https://github.com/linkerd/linkerd2",
                None,
                TEMPLATE,
                Absent.IGNORED,
            ),
        ),
        (
            flux("HelmRelease", {"chartRef": {"kind": "OCIRepository", "name": "cilium"}}),
            "",
            (
                Carrier.FLUX_HELM_RELEASE,
                "cilium",
                "oci://quay.io/cilium/charts",
                None,
                ("spec", "chartRef"),
                Absent.ELSEWHERE,
            ),
        ),
        (
            flux("HelmRelease", {"chart": {"repository": ISTIO, "name": "istiod", "version": "1.2.3"}}, "helm.fluxcd.io/v1"),
            "",
            (Carrier.FLUX_HELM_RELEASE, "istiod", ISTIO, "1.2.3", ("spec", "chart", "version"), Absent.ERROR),
        ),
        (
            flux("HelmChart", {"chart": "istiod", "sourceRef": {"name": "istio"}}, "source.toolkit.fluxcd.io/v1"),
            "",
            (Carrier.FLUX_HELM_CHART, "istiod", ISTIO, None, SPEC, Absent.NEWEST),
        ),
        (
            obj("helm.cattle.io/v1", "HelmChart", {"chart": "istiod", "repo": ISTIO, "version": "1.2"}),
            "",
            (Carrier.K3S_HELM_CHART, "istiod", ISTIO, "1.2", ("spec", "version"), Absent.NEWEST),
        ),
        (
            obj("helm.cattle.io/v1", "HelmChart", {"chart": "oci://r.example/charts/istiod"}),
            "",
            (Carrier.K3S_HELM_CHART, "oci://r.example/charts/istiod", None, None, SPEC, Absent.NEWEST),
        ),
        (
            obj(
                "helm.crossplane.io/v1beta1",
                "Release",
                {"forProvider": {"chart": {"name": "istiod", "repository": ISTIO, "version": ""}}},
            ),
            "",
            (Carrier.CROSSPLANE, "istiod", ISTIO, "", ("spec", "forProvider", "chart", "version"), Absent.NEWEST),
        ),
        (
            obj("addons.cluster.x-k8s.io/v1alpha1", "HelmChartProxy", {"chartName": "istiod", "repoURL": ISTIO}),
            "",
            (Carrier.CLUSTER_API, "istiod", ISTIO, None, SPEC, Absent.NEWEST),
        ),
        (
            obj(
                "config.projectsveltos.io/v1beta1",
                "ClusterProfile",
                {
                    "helmCharts": [
                        {"repositoryName": "istio", "repositoryURL": ISTIO, "chartName": "istio/istiod", "chartVersion": "~1.2"}
                    ]
                },
            ),
            "",
            (Carrier.SVELTOS, "istiod", ISTIO, "~1.2", ("spec", "helmCharts", 0, "chartVersion"), Absent.ERROR),
        ),
        (
            {"apiVersion": "v2", "name": "p", "dependencies": [{"name": "istiod", "repository": ISTIO, "version": "*"}]},
            "a/Chart.yaml",
            (Carrier.CHART_DEPENDENCY, "istiod", ISTIO, "*", ("dependencies", 0, "version"), Absent.UNCERTAIN),
        ),
        (
            {"dependencies": [{"name": "istiod", "repository": ISTIO}]},
            "requirements.yaml",
            (Carrier.CHART_DEPENDENCY, "istiod", ISTIO, None, ("dependencies", 0), Absent.UNCERTAIN),
        ),
        (
            {
                "apiVersion": "kustomize.config.k8s.io/v1beta1",
                "kind": "Kustomization",
                "helmCharts": [{"name": "istiod", "repo": ISTIO}],
            },
            "kustomization.yaml",
            (Carrier.KUSTOMIZE, "istiod", ISTIO, None, ("helmCharts", 0), Absent.NEWEST),
        ),
        (
            {"helmChartInflationGenerator": [{"chartName": "istiod", "chartRepoUrl": ISTIO, "chartVersion": "1.2.3"}]},
            "a/kustomization.yml",
            (
                Carrier.KUSTOMIZE,
                "istiod",
                ISTIO,
                "1.2.3",
                ("helmChartInflationGenerator", 0, "chartVersion"),
                Absent.NEWEST,
            ),
        ),
        (
            {"apiVersion": "builtin", "kind": "HelmChartInflationGenerator", "name": "istiod", "repo": ISTIO},
            "generator.yaml",
            (Carrier.KUSTOMIZE, "istiod", ISTIO, None, (), Absent.NEWEST),
        ),
        (
            {"repositories": [{"name": "i", "url": ISTIO}], "releases": [{"name": "x", "chart": "i/istiod"}]},
            "helmfile.yaml",
            (Carrier.HELMFILE, "istiod", ISTIO, None, ("releases", 0), Absent.NEWEST),
        ),
        (
            {"repositories": [{"name": "i", "url": "r.example/c", "oci": True}], "releases": [{"chart": "i/istiod"}]},
            "deploy/helmfile.yaml",
            (Carrier.HELMFILE, "istiod", "oci://r.example/c", None, ("releases", 0), Absent.NEWEST),
        ),
        (
            {"releases": [{"chart": "hashicorp/consul", "version": "1.2.3"}]},
            "helmfile.yaml",
            (Carrier.HELMFILE, "hashicorp/consul", None, "1.2.3", ("releases", 0, "version"), Absent.NEWEST),
        ),
        (
            {"defaultNamespace": "x", "helm": {"chart": "istiod", "repo": ISTIO}},
            "fleet.yaml",
            (Carrier.FLEET, "istiod", ISTIO, None, ("helm",), Absent.NEWEST),
        ),
        (
            {
                "apiVersion": "skaffold/v4beta6",
                "kind": "Config",
                "profiles": [{"deploy": {"helm": {"releases": [{"remoteChart": "istio/istiod", "version": "1.x"}]}}}],
            },
            "skaffold.yaml",
            (
                Carrier.SKAFFOLD,
                "istio/istiod",
                None,
                "1.x",
                ("profiles", 0, "deploy", "helm", "releases", 0, "version"),
                Absent.NEWEST,
            ),
        ),
        (
            {"kind": "ZarfPackageConfig", "components": [{"charts": [{"name": "x", "repoName": "istiod", "url": ISTIO}]}]},
            "zarf.yaml",
            (Carrier.ZARF, "istiod", ISTIO, None, ("components", 0, "charts", 0), Absent.ERROR),
        ),
        (
            [{"kubernetes.core.helm": {"chart_ref": "linkerd-crds", "chart_repo_url": "https://helm.linkerd.io/edge"}}],
            "tasks.yml",
            (
                Carrier.ANSIBLE,
                "linkerd-crds",
                "https://helm.linkerd.io/edge",
                None,
                (0, "kubernetes.core.helm"),
                Absent.NEWEST,
            ),
        ),
        (
            [
                {
                    "hosts": "all",
                    "tasks": [
                        {"kubernetes.core.helm_repository": {"name": "i", "repo_url": ISTIO}},
                        {"block": [{"community.kubernetes.helm": {"chart_ref": "i/istiod", "chart_version": "1.2"}}]},
                    ],
                }
            ],
            "site.yml",
            (
                Carrier.ANSIBLE,
                "istiod",
                ISTIO,
                "1.2",
                (0, "tasks", 1, "block", 0, "community.kubernetes.helm", "chart_version"),
                Absent.NEWEST,
            ),
        ),
    ],
)
def test_carriers(data: Any, name: str, expected: tuple[Any, ...]) -> None:
    source = one(data, name)
    assert (
        source.carrier,
        source.chart,
        source.repository,
        source.version,
        source.version_path,
        source.when_absent,
    ) == expected
    assert source.absent == (expected[3] in (None, ""))
    assert source.version_path[: len(source.entry)] == source.entry


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (None, ""),
        ("text", "Chart.yaml"),
        ({}, ""),
        ([], "site.yml"),
        (["x", 1], "site.yml"),
        (argo(source={"repoURL": "https://github.com/a/b", "path": "x", "targetRevision": "HEAD"}), ""),
        (argo(source=None, sources="x"), ""),
        ({"apiVersion": "other.io/v1", "kind": "Application", "spec": {"source": REPO}}, ""),
        (flux("HelmRelease", {"chartRef": {"kind": "OCIRepository", "name": "gone"}}), ""),
        (flux("HelmRelease", {"chart": {"git": "x", "path": "y"}}, "helm.fluxcd.io/v1"), ""),
        (flux("OCIRepository", {}, "source.toolkit.fluxcd.io/v1"), ""),
        (flux("Kustomization", {"helmCharts": [{"name": "x"}]}, "kustomize.toolkit.fluxcd.io/v1"), "kustomization.yaml"),
        (obj("helm.cattle.io/v1", "HelmChart", {"chart": "istiod", "chartContent": "aGk="}), ""),
        (
            obj("helm.crossplane.io/v1beta1", "Release", {"forProvider": {"chart": {"name": "x", "url": "https://a/x.tgz"}}}),
            "",
        ),
        (
            obj(
                "config.projectsveltos.io/v1beta1",
                "ClusterProfile",
                {"helmCharts": [{"chartName": "a/b", "helmChartAction": "Uninstall"}]},
            ),
            "",
        ),
        ({"releases": [{"chart": "i/istiod", "installed": False}]}, "helmfile.yaml"),
        ({"releases": [{"chart": "i/istiod"}]}, "values.yaml"),
        ({"helm": {"chart": "x"}}, "values.yaml"),
        ({"components": [{"charts": [{"name": "x", "localPath": "y"}]}]}, "zarf.yaml"),
        ({"components": [{"charts": [{"name": "x", "url": "https://github.com/a/b.git", "gitPath": "y"}]}]}, "zarf.yaml"),
        ([{"kubernetes.core.helm": {"chart_ref": "i/istiod", "state": "absent"}}], "site.yml"),
        ([{"kubernetes.core.helm": "x"}, {"helm_info": {"chart_ref": "x"}}], "site.yml"),
    ],
)
def test_what_carries_no_chart(data: Any, name: str) -> None:
    assert read(data, name) == []


@pytest.mark.parametrize(
    ("ref", "version", "path", "form"),
    [
        (None, None, ("spec", "ref"), VersionForm.TAG),
        ({}, None, ("spec", "ref"), VersionForm.TAG),
        ({"tag": "latest"}, "latest", ("spec", "ref", "tag"), VersionForm.TAG),
        ({"tag": "1.0.0", "semver": "1.x"}, "1.x", ("spec", "ref", "semver"), VersionForm.CONSTRAINT),
        ({"semver": "*", "digest": "sha256:0a"}, "sha256:0a", ("spec", "ref", "digest"), VersionForm.DIGEST),
        ({"semver": "", "tag": "1.0.0"}, "1.0.0", ("spec", "ref", "tag"), VersionForm.TAG),
    ],
)
def test_oci_repository(ref: Any, version: Any, path: Path, form: VersionForm) -> None:
    spec = {"url": "oci://quay.io/cilium/charts/cilium", "ref": ref}
    source = one(flux("OCIRepository", spec, "source.toolkit.fluxcd.io/v1"))
    assert (source.chart, source.repository) == ("cilium", "oci://quay.io/cilium/charts")
    assert (source.version, source.version_path, source.form) == (version, path, form)
    assert source.when_absent is Absent.LATEST_TAG


def test_oci_repository_without_reference() -> None:
    source = one(flux("OCIRepository", {"url": "oci://r/x"}, "source.toolkit.fluxcd.io/v1"))
    assert (source.version, source.version_path) == (None, ("spec",))


LIST: Path = ("spec", "generators", 0, "list", "elements")
PLACE: Path = ("spec", "template", "spec", "source", "targetRevision")


def listed(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"list": {"elements": list(elements)}}


@pytest.mark.parametrize("template", ["{{version}}", "{{ version }}", "{{.version}}", "{{- .version -}}"])
def test_application_set_takes_versions_from_list_elements(template: str) -> None:
    data = argo_set([listed({"version": "*"}, {"version": 1.3})], targetRevision=template)
    assert [(source.version, source.version_path, source.parameter) for source in read(data)] == [
        ("*", (*LIST, 0, "version"), "version"),
        (1.3, (*LIST, 1, "version"), "version"),
    ]


@pytest.mark.parametrize(
    ("generators", "template", "expected"),
    [
        ([listed({"a": 1}, {"a": 2})], ">0.0.0", [(">0.0.0", PLACE, "")]),
        ([], "{{.version}}", [("{{.version}}", PLACE, "")]),
        ([{"git": {}}], "{{.version}}", [("{{.version}}", PLACE, "")]),
        ([listed({"a": 1})], "{{.version}}", [("{{.version}}", PLACE, "")]),
        (
            [listed({"version": "1.2.3"}, {"a": 1})],
            "{{.version}}",
            [("1.2.3", (*LIST, 0, "version"), "version"), (None, (*LIST, 1), "version")],
        ),
        ([listed({"v": {"istio": "1.x"}})], "{{.v.istio}}", [("1.x", (*LIST, 0, "v", "istio"), "v.istio")]),
        ([listed({"minor": 27})], "v1.{{minor}}", [("v1.27", (*LIST, 0, "minor"), "minor")]),
        ([listed({"minor": 27})], "1.{{minor}}.{{patch}}", [("1.27.{{patch}}", (*LIST, 0, "minor"), "minor")]),
        ([listed({"v": "1"})], '{{ .v | default "2" }}', [('{{ .v | default "2" }}', PLACE, "")]),
        (
            [{"matrix": {"generators": [{"git": {}}, listed({"version": "1.x"}, {"a": 1})]}}],
            "{{.version}}",
            [
                ("1.x", ("spec", "generators", 0, "matrix", "generators", 1, "list", "elements", 0, "version"), "version"),
                ("{{.version}}", PLACE, ""),
            ],
        ),
    ],
)
def test_application_set_substitution(generators: list[Any], template: str, expected: list[tuple[Any, Path, str]]) -> None:
    data = argo_set(generators, targetRevision=template)
    assert [(source.version, source.version_path, source.parameter) for source in read(data)] == expected


def test_application_set_takes_charts_from_list_elements() -> None:
    elements = listed({"chart": "base", "repo": ISTIO}, {"chart": "cni", "repo": "https://other.example"})
    data = argo_set([elements], chart="{{chart}}", repoURL="{{repo}}", targetRevision="1.2.3")
    assert [(source.chart, source.repository, source.version_path) for source in read(data)] == [
        ("base", ISTIO, PLACE),
        ("cni", "https://other.example", PLACE),
    ]


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (
            argo(
                source={
                    **REPO,
                    "helm": {
                        "valueFiles": ["$v/x.yaml"],
                        "values": "a: 1",
                        "valuesObject": {"a": 2},
                        "parameters": [{"name": "global.tag", "value": "1.2"}],
                    },
                }
            ),
            "",
            [
                (ValuesForm.FILE, ("spec", "source", "helm", "valueFiles", 0), "$v/x.yaml", "", ()),
                (ValuesForm.TEXT, ("spec", "source", "helm", "values"), "a: 1", "", ()),
                (ValuesForm.MAPPING, ("spec", "source", "helm", "valuesObject"), {"a": 2}, "", ()),
                (ValuesForm.PARAMETER, ("spec", "source", "helm", "parameters", 0, "value"), "1.2", "global.tag", ()),
            ],
        ),
        (
            flux(
                "HelmRelease",
                {
                    "chart": {"spec": {"chart": "istiod"}},
                    "values": {"a": 1},
                    "valuesFrom": [
                        {"kind": "ConfigMap", "name": "x"},
                        {"kind": "Secret", "name": "y", "valuesKey": "k", "targetPath": "global.tag"},
                    ],
                },
            ),
            "",
            [
                (ValuesForm.REFERENCE, ("spec", "valuesFrom", 0), "values.yaml", "ConfigMap/x", ()),
                (ValuesForm.REFERENCE, ("spec", "valuesFrom", 1), "k", "Secret/y", ("global", "tag")),
                (ValuesForm.MAPPING, ("spec", "values"), {"a": 1}, "", ()),
            ],
        ),
        (
            obj(
                "helm.cattle.io/v1",
                "HelmChart",
                {"chart": "istiod", "valuesContent": "a: 1", "set": {"global.tag": 1.2}},
            ),
            "",
            [
                (ValuesForm.TEXT, ("spec", "valuesContent"), "a: 1", "", ()),
                (ValuesForm.PARAMETER, ("spec", "set", "global.tag"), 1.2, "global.tag", ()),
            ],
        ),
        (
            {"dependencies": [{"name": "istiod", "alias": "mesh", "repository": ISTIO}]},
            "Chart.yaml",
            [(ValuesForm.FILE, ("dependencies", 0), "values.yaml", "", ("mesh",))],
        ),
        (
            {
                "helmCharts": [
                    {"name": "x", "valuesFile": "v.yaml", "additionalValuesFiles": ["w.yaml"], "valuesInline": {"a": 1}}
                ]
            },
            "kustomization.yaml",
            [
                (ValuesForm.FILE, ("helmCharts", 0, "valuesFile"), "v.yaml", "", ()),
                (ValuesForm.FILE, ("helmCharts", 0, "additionalValuesFiles", 0), "w.yaml", "", ()),
                (ValuesForm.MAPPING, ("helmCharts", 0, "valuesInline"), {"a": 1}, "", ()),
            ],
        ),
        (
            {"releases": [{"chart": "i/x", "values": ["v.yaml", {"a": 1}], "set": [{"name": "b", "value": 2}]}]},
            "helmfile.yaml",
            [
                (ValuesForm.FILE, ("releases", 0, "values", 0), "v.yaml", "", ()),
                (ValuesForm.MAPPING, ("releases", 0, "values", 1), {"a": 1}, "", ()),
                (ValuesForm.PARAMETER, ("releases", 0, "set", 0, "value"), 2, "b", ()),
            ],
        ),
        (
            {"helm": {"chart": "x", "repo": ISTIO, "values": {"a": 1}, "valuesFiles": ["v.yaml"]}},
            "fleet.yaml",
            [
                (ValuesForm.FILE, ("helm", "valuesFiles", 0), "v.yaml", "", ()),
                (ValuesForm.MAPPING, ("helm", "values"), {"a": 1}, "", ()),
            ],
        ),
        (
            obj(
                "helm.crossplane.io/v1beta1",
                "Release",
                {
                    "forProvider": {
                        "chart": {"name": "x"},
                        "values": {"a": 1},
                        "set": [{"name": "b", "value": "2"}],
                        "valuesFrom": [{"configMapKeyRef": {"name": "c", "key": "k"}}],
                    }
                },
            ),
            "",
            [
                (ValuesForm.REFERENCE, ("spec", "forProvider", "valuesFrom", 0, "configMapKeyRef"), "k", "ConfigMap/c", ()),
                (ValuesForm.MAPPING, ("spec", "forProvider", "values"), {"a": 1}, "", ()),
                (ValuesForm.PARAMETER, ("spec", "forProvider", "set", 0, "value"), "2", "b", ()),
            ],
        ),
        (
            [{"helm": {"chart_ref": "x", "values_files": ["v.yaml"], "release_values": {"a": 1}}}],
            "site.yml",
            [
                (ValuesForm.FILE, (0, "helm", "values_files", 0), "v.yaml", "", ()),
                (ValuesForm.MAPPING, (0, "helm", "release_values"), {"a": 1}, "", ()),
            ],
        ),
    ],
)
def test_values(data: Any, name: str, expected: list[tuple[Any, ...]]) -> None:
    found = [(item.form, item.path, item.content, item.name, item.prefix) for item in one(data, name).values]
    assert found == expected


@pytest.mark.parametrize(
    ("data", "name", "local"),
    [
        ({"dependencies": [{"name": "istiod", "version": "*"}]}, "Chart.yaml", True),
        ({"dependencies": [{"name": "istiod", "repository": "file://../istiod"}]}, "Chart.yaml", True),
        ({"dependencies": [{"name": "istiod", "repository": "@istio"}]}, "Chart.yaml", False),
        ({"helmCharts": [{"name": "istiod"}]}, "kustomization.yaml", True),
        ({"releases": [{"chart": "./charts/istiod"}]}, "helmfile.yaml", True),
        ({"releases": [{"chart": "oci://r/istiod"}]}, "helmfile.yaml", False),
        ({"helm": {"chart": "charts/istiod"}}, "fleet.yaml", True),
        ({"helm": {"chart": "oci://r/istiod"}}, "fleet.yaml", False),
        ([{"helm": {"chart_ref": "/tmp/istiod"}}], "site.yml", True),
    ],
)
def test_charts_that_lie_beside_the_file(data: Any, name: str, local: bool) -> None:
    assert one(data, name).local is local
