"""Charts in the files of tools: Helm's Chart.yaml, kustomizations, helmfile, Fleet, Skaffold, Zarf, Ansible."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from meshlint.findings import Path
from meshlint.semantics.chart_source import (
    Absent,
    Carrier,
    ChartSource,
    ValuesForm,
    ValuesSource,
    entries,
    field_path,
    inline_values,
    mapping,
    parameters,
    text,
    values_files,
    versioned,
)

_ANSIBLE_HELM = re.compile(r"(?:(?:kubernetes\.core|community\.(?:kubernetes|general))\.)?helm(?:_template)?\Z")
_ANSIBLE_REPOSITORY = re.compile(r"(?:(?:kubernetes\.core|community\.(?:kubernetes|general))\.)?helm_repository\Z")
_ANSIBLE_TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")


def chart_dependencies(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The dependencies of a Chart.yaml or requirements.yaml; without a repository they are vendored in charts/."""
    for at, item in entries(data.get("dependencies"), ("dependencies",)):
        name, repository = text(item.get("name")), text(item.get("repository"))
        if name:
            values = ValuesSource(ValuesForm.FILE, at, "values.yaml", prefix=(text(item.get("alias")) or name,))
            local = not repository or repository.startswith("file:")
            yield versioned(
                Carrier.CHART_DEPENDENCY,
                name,
                repository or None,
                item,
                at,
                Absent.UNCERTAIN,
                values=(values,),
                local=local,
            )


def kustomization(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The charts that a kustomization inflates, in the present and in the older field."""
    for at, item in entries(data.get("helmCharts"), ("helmCharts",)):
        yield from _inflated(item, at, "name", "repo", "version")
    for at, item in entries(data.get("helmChartInflationGenerator"), ("helmChartInflationGenerator",)):
        yield from _inflated(item, at, "chartName", "chartRepoUrl", "chartVersion")


def inflation_generator(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The chart of a HelmChartInflationGenerator, kustomize's generator configuration."""
    if "chartName" in data:
        yield from _inflated(data, (), "chartName", "chartRepo", "chartVersion")
    else:
        yield from _inflated(data, (), "name", "repo", "version")


def _inflated(item: dict[str, Any], at: Path, name: str, repo: str, version: str) -> Iterator[ChartSource]:
    if text(item.get(name)):
        values = [source for key in ("valuesFile", "values", "additionalValuesFiles") for source in values_files(item, at, key)]
        repository = text(item.get(repo)) or None
        yield ChartSource(
            Carrier.KUSTOMIZE,
            item[name],
            repository,
            item.get(version),
            field_path(item, at, version),
            at,
            Absent.NEWEST,
            values=(*values, *inline_values(item, at, "valuesInline")),
            local=repository is None,
        )


def helmfile(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The releases of a helmfile, their repositories found by alias."""
    urls = {
        text(item.get("name")): ("oci://" if item.get("oci") is True else "") + text(item.get("url"))
        for _, item in entries(data.get("repositories"), ())
    }
    for at, item in entries(data.get("releases"), ("releases",)):
        chart = text(item.get("chart"))
        if chart and item.get("installed") is not False:
            name, repository = _by_alias(chart, urls)
            yield versioned(
                Carrier.HELMFILE,
                name,
                repository,
                item,
                at,
                Absent.NEWEST,
                values=_helmfile_values(item, at),
                local=_is_local(chart),
            )


def _helmfile_values(item: dict[str, Any], at: Path) -> Iterator[ValuesSource]:
    for index, given in enumerate(item["values"] if isinstance(item.get("values"), list) else ()):
        if isinstance(given, dict):
            yield ValuesSource(ValuesForm.MAPPING, (*at, "values", index), given)
        elif isinstance(given, str):
            yield ValuesSource(ValuesForm.FILE, (*at, "values", index), given)
    yield from parameters(item, at, "set")


def fleet(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The chart of a fleet.yaml: https://fleet.rancher.io/ref-fleet-yaml."""
    helm, at = mapping(data.get("helm")), ("helm",)
    chart, repository = text(helm.get("chart")), text(helm.get("repo"))
    if chart:
        yield versioned(
            Carrier.FLEET,
            chart,
            repository or None,
            helm,
            at,
            Absent.NEWEST,
            values=(*values_files(helm, at, "valuesFiles"), *inline_values(helm, at, "values")),
            local=not repository and not chart.startswith("oci://"),
        )


def skaffold(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The remote charts that a Skaffold configuration or its profiles deploy or render."""
    holders: list[tuple[Path, dict[str, Any]]] = [((), data), *entries(data.get("profiles"), ("profiles",))]
    for holder_path, holder in holders:
        for stage in ("deploy", "manifests"):
            releases = mapping(mapping(holder.get(stage)).get("helm")).get("releases")
            for at, item in entries(releases, (*holder_path, stage, "helm", "releases")):
                yield from _skaffold_release(item, at)


def _skaffold_release(item: dict[str, Any], at: Path) -> Iterator[ChartSource]:
    if text(item.get("remoteChart")):
        yield versioned(
            Carrier.SKAFFOLD,
            item["remoteChart"],
            text(item.get("repo")) or None,
            item,
            at,
            Absent.NEWEST,
            values=(
                *values_files(item, at, "valuesFiles"),
                *inline_values(item, at, "overrides"),
                *parameters(item, at, "setValues"),
            ),
        )


def zarf(data: dict[str, Any]) -> Iterator[ChartSource]:
    """The charts of a Zarf package's components, but those from local folders and git."""
    for component_path, component in entries(data.get("components"), ("components",)):
        for at, item in entries(component.get("charts"), (*component_path, "charts")):
            chart, url = text(item.get("repoName")) or text(item.get("name")), text(item.get("url"))
            if chart and url and not item.get("gitPath") and ".git" not in url:
                yield versioned(
                    Carrier.ZARF,
                    chart,
                    url,
                    item,
                    at,
                    Absent.ERROR,
                    values=values_files(item, at, "valuesFiles"),
                )


def ansible(data: list[Any]) -> Iterator[ChartSource]:
    """The charts that helm tasks of a playbook or task file install, their repositories found by alias."""
    tasks = list(_tasks(data, ()))
    repositories: dict[str, str] = {}
    for _, task in tasks:
        for key, value in task.items():
            if _ANSIBLE_REPOSITORY.match(key):
                given = mapping(value)
                name = text(given.get("name")) or text(given.get("repo_name"))
                repositories[name] = text(given.get("repo_url")) or text(given.get("url"))
    for path, task in tasks:
        for key, value in task.items():
            if _ANSIBLE_HELM.match(key) and isinstance(value, dict):
                yield from _ansible_task(value, (*path, key), repositories)


def _tasks(value: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for at, task in entries(value, path):
        yield at, task
        for key in _ANSIBLE_TASKS:
            yield from _tasks(task.get(key), (*at, key))


def _ansible_task(module: dict[str, Any], at: Path, repositories: dict[str, str]) -> Iterator[ChartSource]:
    chart = text(module.get("chart_ref"))
    if not chart or "absent" in (module.get("state"), module.get("release_state")):
        return
    given = text(module.get("chart_repo_url"))
    name, repository = (chart, given) if given else _by_alias(chart, repositories)
    values = [source for key in ("values_files", "release_values_files") for source in values_files(module, at, key)]
    values += [source for key in ("values", "release_values") for source in inline_values(module, at, key)]
    yield ChartSource(
        Carrier.ANSIBLE,
        name,
        repository,
        module.get("chart_version"),
        field_path(module, at, "chart_version"),
        at,
        Absent.NEWEST,
        values=tuple(values),
        local=_is_local(chart),
    )


def _by_alias(chart: str, urls: dict[str, str]) -> tuple[str, str | None]:
    """Name and repository of `alias/name`; the whole text and None where the alias is not declared."""
    alias, _, name = chart.partition("/")
    return (name, urls[alias]) if name and urls.get(alias) else (chart, None)


def _is_local(chart: str) -> bool:
    return chart.startswith((".", "/", "~")) or chart.endswith((".tgz", ".tar.gz"))
