"""A Kubernetes object, or a part of one that is configuration of its own, such as the values of a chart."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from meshlint.findings import Path, Region
from meshlint.loading.document import Document
from meshlint.loading.relevance import ONLY_WITH_MESH_WORDS, names_a_mesh
from meshlint.loading.vocabulary import Vocabulary
from meshlint.manifests.alternatives import Alternatives
from meshlint.manifests.value import Value

if TYPE_CHECKING:
    from meshlint.manifests.workloads import Workload

_FILES = frozenset(("Kustomization", "Component"))  # objects that are files of a tool, known by their path
_KEPT = 3000
"""Resources whose values are kept for the next rule and the next resource that refers to them: some seven kilobytes each, which
take longer to free than most runs have reason to."""
_latest: deque[Resource] = deque()
SHARED = ""  # the scope of what lies in no kustomization

CLUSTER_SCOPED = frozenset(
    """
    Namespace Node PersistentVolume ClusterRole ClusterRoleBinding CustomResourceDefinition StorageClass IngressClass
    PriorityClass MutatingWebhookConfiguration ValidatingWebhookConfiguration APIService GatewayClass
    CiliumClusterwideNetworkPolicy CiliumClusterwideEnvoyConfig CiliumEgressGatewayPolicy CiliumLoadBalancerIPPool
    CiliumL2AnnouncementPolicy CiliumBGPPeeringPolicy CiliumBGPClusterConfig CiliumBGPPeerConfig
    CiliumBGPAdvertisement CiliumBGPNodeConfig CiliumBGPNodeConfigOverride CiliumExternalWorkload CiliumIdentity
    CiliumNode CiliumCIDRGroup CiliumPodIPPool CiliumGatewayClassConfig GatewayClassConfig RateLimit Registration
    ClusterIssuer ClusterProfile AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy ClusterTrustBundle
    ExternalWorkloadClass ClusterAdmissionPolicy ClusterPolicy Bundle ClusterSecretStore ClusterExternalSecret
    """.split()
)


class Layer(NamedTuple):
    """Where the values of a resource are written: a document, and the path in it that they hang from.

    `paths` is for facts drawn from several places: it leads from a key of the resource to where the fact is written.
    """

    document: Document
    prefix: Path = ()
    owner: Resource | None = None  # the object whose name findings carry; None for a file with no resource
    paths: Mapping[str, Path] = MappingProxyType({})

    def written_at(self, path: Path) -> Path:
        """The path in the document of the value at `path` in the resource."""
        if path and path[0] in self.paths:
            return self.paths[str(path[0])] + path[1:]
        return self.prefix if self.paths else self.prefix + path


class Resource:
    """One resource. `data` are its plain values; `namespace` is "" for cluster-wide kinds and None when unknown.

    `kind` and `group` are those of the manifest, or a pseudo kind: `HelmValues.istio`, `MeshConfig.mesh-config`.
    """

    __slots__ = (
        "_annotations", "_labels", "_root", "alternatives", "data", "document", "full_kind", "group", "kind", "layers", "name",
        "namespace", "partial", "scopes", "version", "workload",
    )  # fmt: skip

    def __init__(
        self,
        data: Any,
        layers: tuple[Layer, ...],
        kind: str,
        group: str,
        version: str = "",
        name: str = "",
        namespace: str | None = None,
        scopes: frozenset[str] = frozenset({SHARED}),
    ) -> None:
        self.data = data
        self.layers = layers
        self.document = layers[0].document
        self.kind = kind
        self.group = group
        self.full_kind = f"{kind}.{group}" if group else kind  # as rules name kinds; core kinds have no group
        self.version = version
        self.name = name
        self.namespace = namespace
        self.scopes = scopes
        self.workload: Workload | None = None  # made on first use, by workload_of
        self.alternatives: Alternatives | None = None  # parts of the tree that are never applied together
        self._root: Value | None = None
        self._labels: dict[str, str] | None = None
        self._annotations: dict[str, str] | None = None
        self.partial = False  # whether more of it is known to be somewhere unread, such as a values file

    def __repr__(self) -> str:
        return f"Resource({self.full_name} in {self.document.path})"

    @property
    def full_name(self) -> str:
        """`Kind namespace/name`; `Kind name` for cluster-wide kinds and unknown namespaces."""
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}".rstrip()

    @property
    def labels(self) -> dict[str, str]:
        if self._labels is None:
            self._labels = self._metadata("labels")
        return self._labels

    @property
    def annotations(self) -> dict[str, str]:
        if self._annotations is None:
            self._annotations = self._metadata("annotations")
        return self._annotations

    def _metadata(self, key: str) -> dict[str, str]:
        metadata = self.data.get("metadata") if isinstance(self.data, dict) else None
        return string_map(metadata.get(key)) if isinstance(metadata, dict) else NO_STRINGS

    @property
    def root(self) -> Value:
        """All that the resource holds. Kept, with what was asked for below it, until enough other resources were asked."""
        if self._root is None:
            self._root = Value(self, (), self.data)
            _latest.append(self)
            if len(_latest) > _KEPT:
                _latest.popleft()._forget()
        return self._root

    def _forget(self) -> None:
        if self._root is not None:
            self._root.forget()
            self._root = None
        if self.workload is not None:
            self.workload.forget()

    def at(self, *steps: str | int) -> Value:
        """The value at a path of keys and indices."""
        return (self.root if self._root is None else self._root).get(*steps)

    @property
    def spec(self) -> Value:
        return self.root["spec"]

    def mentioned(self, words: Vocabulary) -> frozenset[str]:
        """Those of the words that its text may hold (see Document.mentioned); all, where it is drawn from other facts."""
        if any(layer.paths for layer in self.layers):
            return words.words
        return frozenset(word for layer in self.layers for word in layer.document.mentioned(words))

    def layer_of(self, path: Path) -> Layer:
        """The layer that wrote the value at `path`: the last one that reaches furthest."""
        if len(self.layers) == 1:
            return self.layers[0]
        return max(reversed(self.layers), key=lambda layer: _depth(layer, path))

    def region(self, path: Path, on_key: bool = False, line: int | None = None) -> Region:
        """The region of the value at `path`, of its key, or of one line (from 0) of it when it is a block scalar."""
        layer = self.layer_of(path)
        written = layer.written_at(path)
        return layer.document.region(written, on_key) if line is None else layer.document.line_region(written, line)

    def source_text(self, path: Path) -> str:
        """A scalar as the file has it, without quotes; "" where there is none."""
        layer = self.layer_of(path)
        return layer.document.source_text(layer.written_at(path)) or ""

    def named_by(self, path: Path) -> tuple[str, str]:
        """The name and kind that a finding at `path` carries: of the object, or of the file with no resource."""
        layer = self.layer_of(path)
        if layer.owner is not None and layer.owner is not self:
            return layer.owner.named_by(layer.written_at(path))
        if layer.document.role or self.kind in _FILES or not self.name:
            return layer.document.path, ""
        return self.full_name, self.kind

    def shares_scope(self, other: Resource) -> bool:
        """Whether both can be in one cluster at the same time: overlays of one base, and alternatives, are separate worlds."""
        if self.scopes is not other.scopes and self.scopes.isdisjoint(other.scopes):
            return False
        alternatives = self.alternatives
        return alternatives is None or not alternatives.apart(self.document.source.path, other.document.source.path)


def _depth(layer: Layer, path: Path) -> int:
    raw = layer.document.data
    written = layer.written_at(path)
    for depth, step in enumerate(written):
        try:
            raw = raw[step]
        except (KeyError, IndexError, TypeError):
            return depth - len(layer.prefix)
    return len(path)


NO_STRINGS: dict[str, str] = {}  # shared, as are the mappings below: nobody changes what was read


def string_map(raw: Any) -> dict[str, str]:
    """Labels or annotations as strings; what is no mapping of scalars is left out."""
    if not isinstance(raw, dict) or not raw:
        return NO_STRINGS
    if all(isinstance(value, str) for value in raw.values()):
        return raw
    return {key: value for key, value in raw.items() if isinstance(value, str)}


def from_document(document: Document) -> list[Resource]:
    """The Kubernetes objects of a document: one, or the items of a List. Empty for anything else."""
    return [resource for data, prefix in _objects(document.data, ()) if (resource := _from_object(document, data, prefix))]


def _objects(data: Any, prefix: Path) -> list[tuple[dict[str, Any], Path]]:
    if isinstance(data, list):
        return [found for index, item in enumerate(data) for found in _objects(item, (*prefix, index))]
    if not isinstance(data, dict):
        return []
    kind, items = data.get("kind"), data.get("items")
    if isinstance(kind, str) and kind.endswith("List") and isinstance(items, list):
        return [found for index, item in enumerate(items) for found in _objects(item, (*prefix, "items", index))]
    return [(data, prefix)]


def _from_object(document: Document, data: dict[str, Any], prefix: Path) -> Resource | None:
    kind, api_version = data.get("kind"), data.get("apiVersion")
    if not isinstance(kind, str) or (kind in ONLY_WITH_MESH_WORDS and not names_a_mesh(json.dumps(data, default=str))):
        return None  # told from the text, before parsing, where an object is a document of its own
    group, _, version = api_version.rpartition("/") if isinstance(api_version, str) else ("", "", "")
    raw_metadata = data.get("metadata")
    metadata: dict[str, Any] = raw_metadata if isinstance(raw_metadata, dict) else {}
    name, namespace = metadata.get("name"), metadata.get("namespace")
    if not isinstance(name, str):
        name = metadata.get("generateName") if isinstance(metadata.get("generateName"), str) else ""
    cluster_wide = kind in CLUSTER_SCOPED
    return Resource(
        data,
        (Layer(document, prefix),),
        kind,
        group,
        version,
        str(name or ""),
        "" if cluster_wide else (namespace if isinstance(namespace, str) and namespace else None),
    )
