"""One model of "this file installs that chart at that version", for every tool that carries charts in YAML."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from meshlint.findings import Path

SourceUrl = Callable[[str, str, "str | None"], "str | None"]
"""Looks up the URL of a source object by kind, name and namespace; None where it is not known."""


class Carrier(enum.Enum):
    """What names the chart; the value is fit for messages."""

    ARGO_APPLICATION = "Argo CD Application"
    ARGO_APPLICATION_SET = "Argo CD ApplicationSet"
    FLUX_HELM_RELEASE = "Flux HelmRelease"
    FLUX_HELM_CHART = "Flux HelmChart"
    FLUX_OCI_REPOSITORY = "Flux OCIRepository"
    K3S_HELM_CHART = "K3s HelmChart"
    CHART_DEPENDENCY = "Chart.yaml dependency"
    KUSTOMIZE = "Kustomize helmCharts entry"
    HELMFILE = "helmfile release"
    FLEET = "Fleet bundle"
    SKAFFOLD = "Skaffold release"
    ZARF = "Zarf chart"
    CROSSPLANE = "Crossplane Release"
    CLUSTER_API = "HelmChartProxy"
    SVELTOS = "Sveltos profile"
    ANSIBLE = "Ansible helm task"


class Absent(enum.Enum):
    """What a missing version means to the tool."""

    NEWEST = "newest"  # the newest chart at the time
    LATEST_TAG = "latest tag"  # the OCI tag `latest`
    ERROR = "error"  # the tool refuses
    UNCERTAIN = "uncertain"  # depends on the tool's version
    IGNORED = "ignored"  # the version is not read: the source's revision decides
    ELSEWHERE = "elsewhere"  # another object holds it


class VersionForm(enum.Enum):
    """How the tool reads the version."""

    CONSTRAINT = "constraint"  # a chart version or a range
    TAG = "tag"  # an OCI tag, literally
    DIGEST = "digest"


class ValuesForm(enum.Enum):
    """How values are carried."""

    MAPPING = "mapping"  # inline; `content` is the mapping
    TEXT = "text"  # inline YAML text; `content` is the text
    FILE = "file"  # `content` is the file's name as written
    PARAMETER = "parameter"  # one value; `name` is its dotted key, `content` the value
    REFERENCE = "reference"  # in a ConfigMap or Secret; `name` is Kind/name, `content` the key in it


class ValuesSource(NamedTuple):
    """Values for a chart."""

    form: ValuesForm
    path: Path  # where they stand in the document
    content: Any
    name: str = ""
    prefix: tuple[str, ...] = ()  # the keys under which this chart's values lie: its name, in a parent chart's values


class ChartSource(NamedTuple):
    """A chart that a document installs. Names and versions are as written; templates are not resolved."""

    carrier: Carrier
    chart: str
    repository: str | None  # URL, OCI path or alias; None where it is not known
    version: Any  # plain value; None or "" where it is absent
    version_path: Path  # of the version, or of the nearest parent that exists
    entry: Path  # of the mapping that names the chart
    when_absent: Absent
    form: VersionForm = VersionForm.CONSTRAINT
    values: tuple[ValuesSource, ...] = ()  # from the weakest to the strongest
    local: bool = False  # the chart lies beside the file: no version is fetched
    parameter: str = ""  # the generator parameter that gives the version, in an ApplicationSet

    @property
    def absent(self) -> bool:
        """Whether no version is given."""
        return self.version is None or self.version == ""


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else {}


def text(value: Any) -> str:
    """The value if it is a string, else ""."""
    return value if isinstance(value, str) else ""


def entries(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The mappings in a list, with their paths."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield (*path, index), item


def field_path(holder: dict[str, Any], path: Path, key: str) -> Path:
    """The path of a field, or of its holder where the field is missing."""
    return (*path, key) if key in holder else path


def versioned(
    carrier: Carrier,
    chart: str,
    repository: str | None,
    holder: dict[str, Any],
    at: Path,
    when_absent: Absent,
    values: Iterable[ValuesSource] = (),
    local: bool = False,
) -> ChartSource:
    """The chart of an entry that has its version under the key `version`, wherever it has the rest."""
    path = field_path(holder, at, "version")
    return ChartSource(
        carrier, chart, repository, holder.get("version"), path, at, when_absent, values=tuple(values), local=local
    )


def split_oci(url: str) -> tuple[str, str]:
    """The chart and the registry path of an OCI address: oci://r/charts/x is x in oci://r/charts."""
    repository, _, name = url.rstrip("/").rpartition("/")
    return name, repository


def inline_values(holder: dict[str, Any], path: Path, key: str) -> Iterator[ValuesSource]:
    """Values that stand in a field, as a mapping or as YAML text."""
    value = holder.get(key)
    if isinstance(value, dict):
        yield ValuesSource(ValuesForm.MAPPING, (*path, key), value)
    elif isinstance(value, str) and value.strip():
        yield ValuesSource(ValuesForm.TEXT, (*path, key), value)


def values_files(holder: dict[str, Any], path: Path, key: str) -> Iterator[ValuesSource]:
    """Names of values files in a field: one, or a list."""
    value = holder.get(key)
    if isinstance(value, str):
        yield ValuesSource(ValuesForm.FILE, (*path, key), value)
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, str):
            yield ValuesSource(ValuesForm.FILE, (*path, key, index), item)


def parameters(holder: dict[str, Any], path: Path, key: str) -> Iterator[ValuesSource]:
    """Single values in a field: a list of name and value, or a mapping from dotted names."""
    value = holder.get(key)
    for at, item in entries(value, (*path, key)):
        if isinstance(item.get("name"), str):
            yield ValuesSource(ValuesForm.PARAMETER, field_path(item, at, "value"), item.get("value"), item["name"])
    for name, given in mapping(value).items():
        yield ValuesSource(ValuesForm.PARAMETER, (*path, key, name), given, name)
