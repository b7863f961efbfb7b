"""Which documents can matter, decided from their text before anything is parsed.

Most bytes of a real repository are CRDs, dashboards and foreign charts' values; parsing them would be the whole cost of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

# Patterns of lines begin with the line break before them: what begins with a letter is sought four times as fast as `^`.
_KIND = re.compile(r"""\n["']?kind["']?[ \t]*:[ \t]*["']?([A-Za-z][A-Za-z0-9]*)""")
_API_VERSION = re.compile(r"""\n["']?apiVersion["']?[ \t]*:[ \t]*["']?([A-Za-z0-9./-]+)""")
_FLOW_KIND = re.compile(r"""["']?\bkind["']?\s*:\s*["']?([A-Za-z][A-Za-z0-9]*)""")
_TOP_KEY = re.compile(r"""\n["']?([A-Za-z_][\w.-]*)["']?[ \t]*:""")

_MESH_WORDS = tuple(
    """
    istio linkerd l5d cilium consul envoy kuma hubble tetragon flagger argo-rollouts spire osm traefik jetstack cert-manager
    gateway-api gateway-helm openservicemesh kiali hashicorp appmesh nginx-service-mesh spiffe buoyant
    """.split()
)
_MESH_CHART = re.compile(r"chart[\"']?:\s*[\"']?(?:[\w-]+/)?(?:base|gateway|cni|ambient|loadtester)\b")
_SHELL_WORDS = ("curl", "wget", "istioctl", "linkerd", "cilium", "consul")
_HELM = re.compile(r"helm\b")
_MESH_CONFIG_KEYS = frozenset(
    """
    accessLogFile defaultConfig defaultHttpRetryPolicy discoverySelectors enableAutoMtls enableTracing
    extensionProviders ingressSelector localityLbSetting meshMTLS outboundTrafficPolicy pathNormalization
    rootNamespace trustDomain trustDomainAliases defaultServiceExportTo defaultVirtualServiceExportTo
    defaultDestinationRuleExportTo
    """.split()
)
ONLY_WITH_MESH_WORDS = frozenset(
    """
    HelmRelease HelmRepository OCIRepository GitRepository Application ApplicationSet HelmChart Release HelmChartProxy
    ClusterProfile ZarfPackageConfig MutatingWebhookConfiguration
    ValidatingWebhookConfiguration
    """.split()
)
_DEFINITION_WORDS = ("gateway.networking.k8s.io", "rbac.istio.io", "authentication.istio.io", "config.istio.io")
"""API groups of which some rule wants to see the definitions, which are the largest files of many repositories."""
_ONLY_WITH_SHELL_WORDS = frozenset(
    """
    Task ClusterTask TaskRun Pipeline PipelineRun KubeadmConfig KubeadmConfigTemplate KubeadmControlPlane
    KubeadmControlPlaneTemplate RKE2ConfigTemplate RKE2ControlPlane
    """.split()
)
_CI_FILES = re.compile(
    r"(^|/)(\.github/workflows/[^/]+|[^/]*\.gitlab-ci|\.gitlab/(?:[^/]+/)*[^/]+|\.circleci/[^/]+|\.?azure-pipelines?[^/]*(?:/[^/]+)*"
    r"|action|bitbucket-pipelines|\.drone|cloudbuild[^/]*|[Tt]askfile(?:\.dist)?|(?:docker-)?compose[^/]*)\.ya?ml$"
)
_LIST_OF_TASKS = re.compile(
    r"(?:[ \t]*(?:#[^\n]*|---[^\n]*)?\n)*-\s+[\"']?"
    r"(?:name|hosts|become|block|when|tags|vars|shell|command|(?:ansible|kubernetes|community)\.\w)"
)
_FILE_ROLES = {
    "chart.yaml": "Chart.yaml", "chart.lock": "Chart.lock", "requirements.yaml": "requirements.yaml",
    "fleet.yaml": "fleet.yaml", "skaffold.yaml": "skaffold.yaml", "zarf.yaml": "zarf.yaml",
    "helmfile.yaml": "helmfile.yaml", "helmfile.yml": "helmfile.yaml",
}  # fmt: skip

KUSTOMIZATION_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")


class Relevance:
    """Decides the role of a document. `kinds` are the kinds that some rule or index looks at, as `Kind.group`."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self._groups: dict[str, set[str]] = {}
        for full in kinds:
            kind, _, group = full.partition(".")
            self._groups.setdefault(kind, set()).add(group)

    def role(self, path: str, text: str) -> str | None:
        """What the document is: "" for a Kubernetes object, a file role such as "Chart.yaml", None to skip it."""
        lines = "\n" + text
        found = _KIND.search(lines)
        if found is not None and _API_VERSION.search(lines) is not None:
            return self._object_role(found.group(1), lines)
        stripped = text.lstrip()
        if stripped.startswith(("{", "---\n{", "- apiVersion", "[")) and self._names_a_kind(text):
            return ""
        role = _file_role(path, lines)
        if role is None and found is not None:
            return self._object_role(found.group(1), lines)
        return role

    def _object_role(self, kind: str, text: str) -> str | None:
        """`text` begins with a line break."""
        if kind.endswith("List") and "items" in text:
            return "" if self._names_a_kind(text) else None
        groups = self._groups.get(kind)
        if groups is None or (kind in ONLY_WITH_MESH_WORDS and not names_a_mesh(text)):
            return None
        if kind == "CustomResourceDefinition" and not any(word in text for word in _DEFINITION_WORDS):
            return None
        if kind in _ONLY_WITH_SHELL_WORDS and not _may_run_installers(text):
            return None
        api = _API_VERSION.search(text)
        if api is not None and (api.group(1).rpartition("/")[0] not in groups):
            return None
        return None if kind == "ConfigMap" and not _config_map_matters(text) else ""

    def _names_a_kind(self, text: str) -> bool:
        return any(match.group(1) in self._groups for match in _FLOW_KIND.finditer(text))


def names_a_mesh(text: str) -> bool:
    """Whether a product's name or chart is in the text. Words are sought one by one: an alternation takes ten times as long."""
    lowered = text.lower()
    return any(word in lowered for word in _MESH_WORDS) or ("chart" in lowered and _MESH_CHART.search(lowered) is not None)


def _may_run_installers(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in _SHELL_WORDS) or ("helm" in lowered and _HELM.search(lowered) is not None)


def _config_map_matters(text: str) -> bool:
    return names_a_mesh(text) or _may_run_installers(text)


def _file_role(path: str, text: str) -> str | None:
    name = PurePosixPath(path).name
    if name in KUSTOMIZATION_FILES:
        return ""
    if _CI_FILES.search(path):
        return "CIWorkflow" if _may_run_installers(text) or names_a_mesh(text) else None
    role = _FILE_ROLES.get(name.lower())
    if role is not None:
        return role if role.startswith("Chart") or names_a_mesh(text) else None
    if name.lower().startswith("helmfile") and "releases" in text:
        return "helmfile.yaml" if names_a_mesh(text) else None
    return _content_role(name, text)


def _content_role(name: str, text: str) -> str | None:
    keys = set(_TOP_KEY.findall(text))
    if len(keys & _MESH_CONFIG_KEYS) >= 2 or (keys and keys <= _MESH_CONFIG_KEYS):
        return "MeshConfig"
    if _LIST_OF_TASKS.match(text) and _may_run_installers(text):
        return "AnsiblePlaybook"
    if (keys >= {"jobs", "on"} or keys & {"runcmd", "bootcmd"}) and _may_run_installers(text):
        return "CIWorkflow"
    return "values" if keys and name.endswith((".yaml", ".yml", ".json")) and "{{" not in text else None
