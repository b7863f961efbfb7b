"""Kustomizations: namespaces, scopes, patches."""

from __future__ import annotations

from pathlib import Path

from meshlint.engine import load
from meshlint.inputs import read_inputs
from meshlint.loading.relevance import Relevance
from meshlint.manifests.assemble import assemble
from meshlint.manifests.inventory import Inventory
from meshlint.manifests.world import World

KINDS = {"Service", "Deployment.apps", "Namespace", "Kustomization.kustomize.config.k8s.io"}
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\n"


def inventory(folder: Path, files: dict[str, str], default: str | None = None) -> Inventory:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    loaded = load(read_inputs([str(folder)], "none"), Relevance(KINDS))
    return assemble(loaded, World(default_namespace=default))


def placed(found: Inventory) -> list[tuple[str, str | None]]:
    return sorted((resource.name, resource.namespace) for resource in found.of("Service"))


def test_a_kustomization_sets_the_namespace(tmp_path: Path) -> None:
    files = {"kustomization.yaml": "namespace: shop\nresources: [cart.yaml]\n", "cart.yaml": SERVICE}
    assert placed(inventory(tmp_path, files)) == [("cart", "shop")]


def test_the_outermost_kustomization_wins_and_overlays_are_worlds_apart(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "namespace: base\nresources: [cart.yaml]\n",
        "base/cart.yaml": SERVICE,
        "staging/kustomization.yaml": "namespace: staging\nresources: [../base]\n",
        "production/kustomization.yaml": "namespace: production\nresources: [../base/]\n",
    }
    found = inventory(tmp_path, files)
    assert placed(found) == [("cart", "production"), ("cart", "staging")]
    first, second = found.of("Service")
    assert not first.shares_scope(second)


def test_overlays_without_namespaces_share_one_resource(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [cart.yaml]\n",
        "base/cart.yaml": SERVICE,
        "a/kustomization.yaml": "resources: [../base]\n",
        "b/kustomization.yaml": "bases: [../base]\n",
    }
    (service,) = inventory(tmp_path, files).of("Service")
    assert len(service.scopes) == 2


def test_patches_are_no_resources(tmp_path: Path) -> None:
    files = {
        "kustomization.yaml": "resources: [cart.yaml]\npatches: [{path: more.yaml}]\npatchesStrategicMerge: [other.yaml]\n",
        "cart.yaml": SERVICE,
        "more.yaml": SERVICE,
        "other.yaml": SERVICE,
    }
    assert len(inventory(tmp_path, files).of("Service")) == 1


def test_what_is_in_no_kustomization_shares_a_scope(tmp_path: Path) -> None:
    files = {"a/cart.yaml": SERVICE, "b/cart.yaml": SERVICE.replace("cart", "basket")}
    first, second = inventory(tmp_path, files).of("Service")
    assert first.shares_scope(second)
    assert first.namespace is None


def test_the_default_namespace_fills_gaps_only(tmp_path: Path) -> None:
    files = {"a.yaml": SERVICE, "b.yaml": SERVICE.replace("{name: cart}", "{name: basket, namespace: shop}")}
    assert placed(inventory(tmp_path, files, default="default")) == [("basket", "shop"), ("cart", "default")]


def test_kustomizations_that_include_each_other_end(tmp_path: Path) -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b, cart.yaml]\n",
        "a/cart.yaml": SERVICE,
        "b/kustomization.yaml": "resources: [../a]\n",
    }
    assert placed(inventory(tmp_path, files)) == [("cart", None)]


def test_a_list_holds_resources(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n  - " + SERVICE.replace("\n", "\n    ").rstrip() + "\n"
    (service,) = inventory(tmp_path, {"all.yaml": text}).of("Service")
    region = service.region(("metadata", "name"))
    assert (service.name, region.start_line) == ("cart", 6)


PLACED = SERVICE.replace("{name: cart}", "{name: cart, namespace: shop}")


def test_folders_that_define_the_same_object_are_worlds_apart(tmp_path: Path) -> None:
    files = {
        "one/cart.yaml": PLACED,
        "one/extra.yaml": PLACED.replace("cart", "extra-1"),
        "two/cart.yaml": PLACED,
        "two/extra.yaml": PLACED.replace("cart", "extra-2"),
        "three/extra.yaml": PLACED.replace("cart", "extra-3"),
        "shared.yaml": PLACED.replace("cart", "shared"),
    }
    found = {resource.name: resource for resource in inventory(tmp_path, files).of("Service")}
    assert not found["extra-1"].shares_scope(found["extra-2"])
    assert not found["extra-1"].shares_scope(found["extra-3"])  # one more sample of the collection
    assert found["extra-1"].shares_scope(found["shared"])


def test_steps_in_one_folder_are_worlds_apart(tmp_path: Path) -> None:
    files = {"step-1.yaml": PLACED, "step-2.yaml": PLACED, "base.yaml": PLACED.replace("cart", "basket")}
    first, second, third = sorted(inventory(tmp_path, files).of("Service"), key=lambda item: item.document.path)
    assert first.shares_scope(second) and first.shares_scope(third) and not second.shares_scope(third)


def test_objects_of_unknown_namespace_set_nothing_apart(tmp_path: Path) -> None:
    files = {"one/cart.yaml": SERVICE, "two/cart.yaml": SERVICE}
    first, second = inventory(tmp_path, files).of("Service")
    assert first.shares_scope(second)


def test_a_chart_is_a_world_of_its_own(tmp_path: Path) -> None:
    chart = "apiVersion: v2\nname: shop\nversion: 1.0.0\ndependencies: [{name: istiod, version: 1.27.0, repository: x}]\n"
    files = {"chart/Chart.yaml": chart, "chart/templates/cart.yaml": SERVICE, "plain.yaml": SERVICE.replace("cart", "basket")}
    first, second = inventory(tmp_path, files).of("Service")
    assert not first.shares_scope(second)
