"""Generated trees to measure on: a mesh-only tree of any size, and one in which four fifths of the bytes are foreign."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from foreign_templates import COMPONENT, DASHBOARD, DEFINITION, PANEL, PROPERTY
from service_templates import DEPLOYMENT, SERVICE
from team_templates import NAMESPACE

DOCUMENTS_PER_SERVICE, DOCUMENTS_PER_TEAM = 8, 8
SERVICES_PER_TEAM = 40
HAZARD_EVERY = 20  # services: one of so many has weights that lose traffic
FOREIGN_SHARE = 4  # bytes of foreign files to one of the mesh's
PROPERTIES, PANELS, COMPONENTS = 120, 300, 250  # of a definition, a dashboard and a file of values: a dozen kilobytes each


def mesh_tree(folder: Path, documents: int) -> None:
    """Write a realistic mesh of about so many documents: services with workloads, routes and policies; teams with gateways."""
    services = max(round(documents / (DOCUMENTS_PER_SERVICE + DOCUMENTS_PER_TEAM / SERVICES_PER_TEAM)), 1)
    for number in range(services):
        team = number // SERVICES_PER_TEAM
        path = folder / f"team-{team}" / f"service-{number}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_service(number, services), encoding="utf-8")
    for team in range((services - 1) // SERVICES_PER_TEAM + 1):
        first = f"service-{team * SERVICES_PER_TEAM}"
        (folder / f"team-{team}" / "namespace.yaml").write_text(NAMESPACE.format(team=team, first=first), encoding="utf-8")


def _service(number: int, services: int) -> str:
    """A service, its two deployments, its routes and policies; another service calls it."""
    called = (number * 7 + 1) % services
    facts = {
        "name": f"service-{number}",
        "namespace": f"team-{number // SERVICES_PER_TEAM}",
        "team": number // SERVICES_PER_TEAM,
        "caller": f"service-{called}",
        "caller_namespace": f"team-{called // SERVICES_PER_TEAM}",
        "weight": 80 if number % HAZARD_EVERY == 0 else 90,
    }
    deployments = "---\n".join(DEPLOYMENT.format(track=track, **facts) for track in ("stable", "canary"))
    return SERVICE.format(deployments=deployments, **facts)


def foreign_tree(folder: Path, documents: int) -> None:
    """Write a mesh of about so many documents, and four times its bytes of definitions, dashboards and foreign values."""
    mesh_tree(folder / "mesh", documents)
    wanted = FOREIGN_SHARE * size_of(folder / "mesh")
    vendor = folder / "vendor"
    vendor.mkdir(parents=True, exist_ok=True)
    kinds: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("crd", _definition),
        ("dashboard", _dashboard),
        ("values", _values),
    )
    written, number = 0, 0
    while written < wanted:
        for kind, text_of in kinds:
            text = text_of(number)
            (vendor / f"{kind}-{number}.yaml").write_text(text, encoding="utf-8")
            written += len(text)
        number += 1


def _definition(number: int) -> str:
    return DEFINITION.format(number=number) + "".join(PROPERTY.format(number=field) for field in range(PROPERTIES))


def _dashboard(number: int) -> str:
    return DASHBOARD.format(number=number) + "".join(PANEL.format(number=panel) for panel in range(PANELS))


def _values(number: int) -> str:
    return "".join(COMPONENT.format(number=component, release=number) for component in range(COMPONENTS))


def size_of(folder: Path) -> int:
    """The bytes of a tree's manifests; of a single file, its own."""
    if folder.is_file():
        return folder.stat().st_size
    return sum(path.stat().st_size for path in folder.rglob("*") if path.suffix in (".yaml", ".yml", ".json") and path.is_file())
