"""Sources to documents: splitting, relevance, broken text, templates, hostile text."""

from __future__ import annotations

import pytest

from meshlint.loading import composer
from meshlint.loading.loader import DUPLICATE_KEY, HELM_TEMPLATE, SYNTAX_ERROR, LoadedFile, Loader, split
from meshlint.loading.relevance import Relevance
from meshlint.loading.vocabulary import Vocabulary

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n"
LOADER = Loader(
    Relevance({"Service", "Namespace", "ConfigMap", "VirtualService.networking.istio.io", "HelmRelease.helm.toolkit.fluxcd.io"})
)


def load(text: str | bytes, path: str = "shop.yaml", templates: bool = False) -> LoadedFile:
    return LOADER.load(path, text.encode() if isinstance(text, str) else text, templates)


def names(loaded: LoadedFile) -> list[str]:
    return [document.data["metadata"]["name"] for document in loaded.documents]


def test_a_broken_document_does_not_hide_its_neighbours() -> None:
    loaded = load(f"{SERVICE}---\napiVersion: v1\nkind: Service\nmetadata: [\n---\n{SERVICE}")
    assert names(loaded) == ["cart", "cart"]
    (finding,) = loaded.findings
    assert finding.rule == SYNTAX_ERROR


def test_a_syntax_error_has_line_and_column() -> None:
    (finding,) = load("apiVersion: v1\nkind: Service\nmetadata:\n  name: a: b\n").findings
    region = finding.primary
    assert (region.start_line, region.start_column) == (4, 10)  # type: ignore[union-attr]  # a region, not a place


def test_duplicate_keys_are_reported_with_the_first_and_the_last_one_wins() -> None:
    loaded = load("apiVersion: v1\nkind: Service\nmetadata:\n  name: first\n  name: second\n")
    assert names(loaded) == ["second"]
    (finding,) = loaded.findings
    assert finding.rule == DUPLICATE_KEY
    assert finding.primary.start_line == 5  # type: ignore[union-attr]  # a region
    assert finding.related[0].place.start_line == 4  # type: ignore[union-attr]  # a region


def test_merge_keys_yield_to_the_keys_beside_them() -> None:
    loaded = load("apiVersion: v1\nkind: Service\nmetadata: {<<: {name: base, namespace: shop}, name: cart}\n")
    assert loaded.documents[0].data["metadata"] == {"name": "cart", "namespace": "shop"}
    assert not loaded.findings


def test_irrelevant_documents_are_not_parsed() -> None:
    loaded = load(f"apiVersion: v1\nkind: Secret\ndata: [broken\n---\nsome: [values\n---\n{SERVICE}")
    assert names(loaded) == ["cart"] and not loaded.findings


def test_a_kind_of_another_group_is_irrelevant() -> None:
    assert not load("apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: cart}\n").documents


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: {{ .Release.Name }}\n",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n{{- if .Values.x }}\nspec: {}\n{{- end }}\n",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec: {% if x %}\n",
    ],
)
def test_helm_templates_are_counted_and_never_broken_yaml(text: str) -> None:
    loaded = load(text)
    assert not loaded.documents and not loaded.findings
    assert loaded.skipped == {HELM_TEMPLATE: 1}
    assert loaded.templated_kinds == ["Service"]


def test_braces_in_strings_are_no_template() -> None:
    loaded = load(f'{SERVICE}  annotations: {{summary: "{{{{ $labels.pod }}}} is down"}}\n')
    assert names(loaded) == ["cart"]


def test_any_braces_make_a_template_in_a_charts_templates_folder() -> None:
    text = f'{SERVICE}  annotations: {{owner: "{{{{ .Values.owner }}}}"}}\n'
    assert load(text, templates=True).skipped == {HELM_TEMPLATE: 1}


def test_json_is_read() -> None:
    loaded = load('{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "cart"}}', "shop.json")
    assert names(loaded) == ["cart"]


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_line_breaks_of_every_kind(newline: str) -> None:
    loaded = load((SERVICE + "---\n" + SERVICE + "  name: basket\n").replace("\n", newline))
    assert names(loaded) == ["cart", "basket"]
    assert loaded.findings[0].primary.start_line == 10  # type: ignore[union-attr]  # a region


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks(encoding: str) -> None:
    loaded = load(SERVICE.encode(encoding))
    assert names(loaded) == ["cart"]
    region = loaded.documents[0].region(("kind",))
    assert (region.start_line, region.start_column) == (2, 7)


def test_bytes_that_are_no_text_are_a_finding_at_their_line() -> None:
    (finding,) = load(b"apiVersion: v1\nkind: Service\nmetadata: {name: \xff\xfe\xe9}\n").findings
    assert finding.rule == SYNTAX_ERROR and finding.primary.start_line == 3  # type: ignore[union-attr]  # a region


def test_a_nul_is_a_syntax_error() -> None:
    assert [finding.rule for finding in load(SERVICE + "  x: \0\n").findings] == [SYNTAX_ERROR]


@pytest.mark.parametrize(
    "tail",
    [
        "spec: " + "[" * 3000,
        "spec: " + "{a: " * 3000,
        "spec:\n  " + "- " * 3000 + "x\n",
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)),
        "spec: &loop [*loop]\n",
    ],
)
def test_hostile_documents_are_one_finding(tail: str) -> None:
    loaded = load(f"{SERVICE}{tail}")
    assert [finding.rule for finding in loaded.findings] == [SYNTAX_ERROR]
    assert not loaded.documents


def test_documents_are_split_at_markers_only() -> None:
    text = "a: |\n  ---\n  b\n--- # next\nc: 1\n...\n---\n# nothing\n---\nd: 2\n"
    assert [text[start:end].strip() for start, end in split(text)] == ["a: |\n  ---\n  b", "--- # next\nc: 1", "---\nd: 2"]


@pytest.mark.parametrize("head", ["%YAML 1.1\n", "%YAML 1.1\r\n", "# remark\n\n%YAML 1.1\n  # remark\n", "%YAML 1.1\r\n\r\n"])
def test_a_version_directive_belongs_to_its_document(head: str) -> None:
    assert names(load(f"{head}---\n{SERVICE}")) == ["cart"]


def test_blank_lines_after_a_directive_are_no_work() -> None:
    assert names(load("%YAML 1.1\r\n" + "\r\n" * 1000 + "a: 1\n---\n" + SERVICE)) == ["cart"]  # not two to the power of 1000


@pytest.mark.parametrize(
    "text", ["a: [1, {b: c}]\nd: |\n  e\n", "- &x {a: 1}\n- *x\n", "k: 'it''s'\n? [x]\n: y\n", "%YAML 1.1\n---\na: on\n"]
)
def test_both_parsers_build_the_same(text: str) -> None:
    from meshlint.loading.values import Builder

    fast = Builder().build(composer.compose(text))
    slow = Builder().build(composer._run(composer._pure_composer, text))
    assert fast == slow


def test_what_libyaml_refuses_and_yaml_allows_is_read() -> None:
    loaded = load("apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec: {clusterIPs: [1.2.3.4, fd00::]}\n")
    assert loaded.documents[0].data["spec"] == {"clusterIPs": ["1.2.3.4", "fd00::"]}


def test_positions_through_merges() -> None:
    text = f"{SERVICE}spec:\n  a: &a {{p: 1, q: 2}}\n  b: &b {{<<: *a, q: 3}}\n  c: {{<<: [*b, *a], r: 4}}\n"
    (document,) = load(text).documents
    lines = {key: document.region(("spec", "c", key)).start_line for key in ("p", "q", "r", "absent")}
    assert lines == {"p": 6, "q": 7, "r": 8, "absent": 8}


@pytest.mark.parametrize(("times", "depth"), [(1, 200), (2, 12)])
def test_merges_of_merges_are_no_work(times: int, depth: int) -> None:
    merged = [", ".join([f"*m{level}"] * times) for level in range(depth)]
    levels = "".join(f"  m{level}: &m{level} {{<<: [{text}]}}\n" for level, text in enumerate(merged, 1))
    (document,) = load(f"{SERVICE}spec:\n  m0: &m0 {{x: 1}}\n{levels}").documents
    last = f"m{depth}"
    assert document.region(("spec", last, "x")).start_line == 6
    for _ in range(200):  # not two to the power of the depth steps, nor as many calls within calls
        assert document.region(("spec", last, "absent")).start_line == depth + 6


@pytest.mark.parametrize("tail", ["\n" + "- a\n" * 2_100_000, " [" + "a," * 2_100_000 + "a]\n"], ids=["block", "flow"])
def test_what_would_take_all_memory_is_told_before_it_is_parsed(tail: str) -> None:
    (finding,) = load(f"{SERVICE}spec:{tail}").findings
    assert "more than 2,000,000 lines and items" in finding.message


def test_aliases_may_add_a_hundred_thousand_values_and_no_more() -> None:
    def services(times: int) -> str:
        return f"{SERVICE}spec:\n  a: &a [{'x, ' * 999}x]\n  b: [{', '.join(['*a'] * times)}]\n"

    assert not load(services(90)).findings
    (finding,) = load(services(110)).findings
    assert "aliases expand to more than 100,000 values" in finding.message
    assert not load(f"{SERVICE}spec: [{'x, ' * 150_000}&a x, *a]\n").findings  # what is written out may be long


def test_merges_that_copy_too_much_are_one_finding() -> None:
    levels = "".join(f"  m{level}: &m{level} {{<<: *m{level - 1}, k{level}: 1}}\n" for level in range(1, 4000))
    loaded = load(f"{SERVICE}spec:\n  m0: &m0 {{x: 1}}\n{levels}")
    (finding,) = loaded.findings
    assert "merges expand to more than" in finding.message and not loaded.documents


def test_repeated_keys_are_each_told_with_their_first() -> None:
    keys = "".join(f"  k{number}: 1\n" for number in range(3000))
    loaded = load(f"{SERVICE}spec:\n{keys}{keys}")
    assert len(loaded.findings) == 3000
    last = loaded.findings[-1]
    assert (last.primary.start_line, last.related[0].place.start_line) == (6005, 3005)  # type: ignore[union-attr]  # regions


@pytest.mark.parametrize(("tail", "sound"), [("  a: [fd00::]\n", True), ("  a: {b: [}\n", False)])
def test_only_what_may_help_is_parsed_a_second_time(tail: str, sound: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    pure = composer._pure_composer

    def slow(text: str) -> object:
        tried.append(text)
        return pure(text)

    monkeypatch.setattr(composer, "_pure_composer", slow)
    text = f"{SERVICE}spec:\n" + "  k: v\n" * 4000 + tail
    loaded = load(text.replace("  k: v\n", "", 3999))
    assert bool(loaded.documents) == sound and len(tried) == 1
    load(text)
    assert len(tried) == (2 if sound else 1)  # libyaml's word is taken where the parser in Python could only take its time


def test_positions_of_values_keys_and_absent_values() -> None:
    (document,) = load("apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\nspec:\n  ports:\n    - {port: 80}\n").documents
    region = document.region(("spec", "ports", 0, "port"))
    assert (region.start_line, region.start_column, region.end_column) == (7, 14, 16)
    key = document.region(("spec", "ports", 0, "port"), on_key=True)
    assert (key.start_column, key.end_column) == (8, 12)
    absent = document.region(("spec", "selector", "app"))
    assert (absent.start_line, absent.start_column, absent.end_column) == (5, 1, 5)
    item = document.region(("spec", "ports", 0))
    assert (item.start_line, item.start_column) == (7, 8)


def test_a_number_keeps_its_source_text() -> None:
    (document,) = load(f"{SERVICE}  annotations: {{version: 1.10}}\n").documents
    assert document.data["metadata"]["annotations"]["version"] == 1.1
    assert document.source_text(("metadata", "annotations", "version")) == "1.10"


@pytest.mark.parametrize("newline", ["\x85", "\u2028", "\u2029"])
def test_a_line_of_a_block_scalar_lies_in_the_file_whatever_breaks_its_lines(newline: str) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: cart}\nspec:\n  run: |\n    a\n    b\n"
    (document,) = load(text).documents
    assert document.line_region(("spec", "run"), 1) == ("shop.yaml", 7, 5, 7, 6)
    (document,) = load(text.replace("a\n    b", f"a{newline}    b")).documents
    assert document.line_region(("spec", "run"), 1).start_line == 6


@pytest.mark.parametrize(
    ("path", "text", "role"),
    [
        (".github/workflows/mesh.yml", "on: push\njobs:\n  a:\n    steps: [{run: helm list}]\n", "CIWorkflow"),
        ("ci/deploy.gitlab-ci.yml", "deploy:\n  script: [istioctl install]\n", "CIWorkflow"),
        ("workflow-templates/mesh.yaml", "on: push\njobs:\n  a:\n    steps: [{run: curl -L x | sh}]\n", "CIWorkflow"),
        (".circleci/continue.yml", "jobs:\n  a:\n    steps: [{run: kubectl apply -k github.com/istio/istio}]\n", "CIWorkflow"),
        ("user-data.yaml", "#cloud-config\nruncmd:\n- curl -L https://istio.io/downloadIstio | sh -\n", "CIWorkflow"),
        (
            "tasks/main.yml",
            "---\n# the mesh\n- name: crds\n  kubernetes.core.helm: {chart_ref: linkerd-crds}\n",
            "AnsiblePlaybook",
        ),
        (".github/workflows/test.yml", "on: push\njobs:\n  a:\n    steps: [{run: make test}]\n", None),
        ("tasks/main.yml", "- name: packages\n  apt: {name: git}\n", None),
        ("list.yaml", "- a\n- b\n", None),
    ],
)
def test_files_that_hold_commands_are_known_by_path_or_shape(path: str, text: str, role: str | None) -> None:
    assert Relevance({"Service"}).role(path, text) == role


def test_pipelines_are_read_where_they_hold_commands_of_a_mesh() -> None:
    head = "apiVersion: tekton.dev/v1\nkind: Task\nmetadata:\n  name: t\nspec:\n  steps:\n  - script: "
    relevance = Relevance({"Task.tekton.dev"})
    assert relevance.role("t.yaml", head + "istioctl install\n") == ""
    assert relevance.role("t.yaml", head + "make\n") is None


def test_a_vocabulary_finds_the_words_of_a_text_and_no_others() -> None:
    words = ("istio.io/", "sidecar.istio.io/", "sidecar.istio.io/inject", "linkerd.io", "config.linkerd.io/", "sds", "sidecar")
    vocabulary = Vocabulary(words)
    for text in (
        "",
        "sds: {}",
        "a: sidecar.istio.io/inject",
        "config.linkerd.io/x: 1",
        "networking.istio.io/v1",
        " ".join(words),
    ):
        assert vocabulary.found_in(text) == {word for word in words if word in text}
