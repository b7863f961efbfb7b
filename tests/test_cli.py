"""The command line as people and CI use it: output, exit status, bad input, suppression, context."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import hostile_runs
import pytest
from hostile_runs import RULE

FAULT = hostile_runs.FAULT.replace("NAME", "orders")
SOUND = FAULT.replace("5xx", "connect-failure")


def run(*arguments: str, cwd: Path, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "meshlint", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1", **environment},
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err, err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def test_a_fault_is_shown_at_its_place_and_fails(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = run("check", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.startswith(f"orders.yaml:9:7: error[{RULE}] ")
    assert "    - retries: {attempts: 2, retryOn: 5xx}" in done.stdout
    assert f"meshlint explain {RULE}" in done.stdout


@pytest.mark.parametrize(("columns", "whole"), [("300", True), ("60", False), ("0", False), ("wide", False)])
def test_a_long_line_is_shown_as_far_as_the_terminal_is_wide(tmp_path: Path, columns: str, whole: bool) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT.replace("5xx}", f"5xx}}  # {'because ' * 20}so"))
    [shown] = [line for line in run("check", cwd=tmp_path, COLUMNS=columns).stdout.splitlines() if "- retries" in line]
    assert shown.endswith("so") == whole
    assert len(shown) <= {"300": 300, "60": 60}.get(columns, 100)


def test_a_sound_file_passes(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(SOUND)
    assert run("check", "orders.yaml", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(("fail_on", "status"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
def test_fail_on(tmp_path: Path, fail_on: str, status: int) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    assert run("check", "--fail-on", fail_on, cwd=tmp_path).returncode == status


@pytest.mark.parametrize("name", ["text", "concise", "json", "sarif", "github", "gitlab", "junit"])
def test_the_format_does_not_change_the_status(tmp_path: Path, name: str) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = run("check", "--format", name, cwd=tmp_path)
    assert done.returncode == 1 and "orders.yaml" in done.stdout and not done.stderr


def test_reports_to_a_file_and_to_people_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = run("check", "--output", "sarif=out.sarif", "--output", "json=out.json", cwd=tmp_path)
    assert RULE in done.stdout
    (result,) = json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"]
    assert result["ruleId"] == RULE and result["partialFingerprints"]["primaryLocationLineHash"]
    assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "VirtualService shop/orders"
    assert json.loads((tmp_path / "out.json").read_text())["findings"][0]["rule"] == RULE


def test_standard_input(tmp_path: Path) -> None:
    done = run("check", "-", "--stdin-filename", "rendered.yaml", "--format", "concise", cwd=tmp_path, stdin=FAULT.encode())
    assert done.returncode == 1 and done.stdout.startswith("rendered.yaml:9:7: ")


def test_select_ignore_and_profile(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    assert run("check", "--select", "yaml/*", cwd=tmp_path).returncode == 0
    assert run("check", "--ignore", RULE, cwd=tmp_path).returncode == 0
    assert run("check", "--select", "tag:retries", cwd=tmp_path).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("missing.yaml",), "missing.yaml: no such file or folder"),
        (("--select", "istio/virtualservice-retry-nonidempotent"), f"did you mean '{RULE}'"),
        (("--format", "xml"), "xml"),
        (("--fail-on", "maybe"), "maybe"),
        (("--target", "istio=new"), "'new' is no release of istio"),
        (("--target", "istoi=1.24"), "did you mean 'istio'"),
        (("--output", "sarif"), "--output takes FORMAT=FILE"),
        (("--output", "sarif=no/such/folder/out"), "cannot write no/such/folder/out"),
        (("--config", "absent.yaml"), "absent.yaml"),
        (("--context", "nowhere"), "nowhere: not a folder"),
        (("--rules-dir", "nowhere"), "'nowhere' is not a folder"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    done = run("check", *arguments, cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr and says not in done.stdout


def test_an_option_that_is_no_regular_expression_is_a_mistake_of_the_configuration(tmp_path: Path) -> None:
    (tmp_path / ".meshlint.yaml").write_text('options: {istio/authorizationpolicy-allow-any: {intended: "(a"}}\n')
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2 and "'(a' is no regular expression" in done.stderr


def test_the_other_paths_are_linted_beside_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = run("check", "orders.yaml", "gone.yaml", cwd=tmp_path)
    assert done.returncode == 2 and RULE in done.stdout and "gone.yaml" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads any file")
def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    (tmp_path / "secret.yaml").write_text(FAULT)
    (tmp_path / "secret.yaml").chmod(0)
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2 and "secret.yaml: Permission denied" in done.stderr and RULE in done.stdout


def test_a_folder_without_yaml_passes(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("nothing here")
    done = run("check", cwd=tmp_path)
    assert done.returncode == 0 and "0 resources" in done.stdout


def test_binary_and_broken_files_are_findings_and_the_rest_is_linted(tmp_path: Path) -> None:
    (tmp_path / "orders.yaml").write_text(FAULT)
    (tmp_path / "picture.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe")
    (tmp_path / "broken.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name\n")
    done = run("check", "--format", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert [line.split(": ")[1] for line in done.stdout.splitlines()] == [
        "error[yaml/syntax-error] The document is not valid YAML and was not checked",
        f"error[{RULE}] No match keeps POST and PATCH off this route, and retryOn '5xx' can repeat a request that was already "
        "processed.",
        "error[yaml/syntax-error] The file cannot be read",
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("profil: strict\n", "unknown key 'profil'; did you mean 'profile'?"),
        ("profile: fast\n", "'profile' takes default, strict or audit, not 'fast'"),
        ("select: [nothing/such]\n", "no rule matches 'nothing/such'"),
        ("severity: {istio/nothing: error}\n", "no rule matches 'istio/nothing'"),
        ("a: [\n", ".meshlint.yaml:2:1: "),
        ("- profile\n", "a configuration is a mapping"),
        ("target: {istio: next}\n", "'next' is no release of istio"),
        ("profile: strict\nprofile: audit\n", ".meshlint.yaml:2:1: the key 'profile' stands twice"),
    ],
)
def test_a_wrong_configuration_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / ".meshlint.yaml").write_text(text)
    done = run("check", cwd=tmp_path)
    assert done.returncode == 2 and says in done.stderr


def test_the_configuration_is_found_and_isolated_ignores_it(tmp_path: Path) -> None:
    (tmp_path / ".meshlint.yaml").write_text(f"ignore: [{RULE}]\n")
    folder = tmp_path / "k8s"
    folder.mkdir()
    (folder / "orders.yaml").write_text(FAULT)
    assert run("check", cwd=folder).returncode == 0
    assert run("check", "--isolated", cwd=folder).returncode == 1


def test_pyproject_configures_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.meshlint]\nseverity = {{"{RULE}" = "note"}}\n')
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = run("check", cwd=tmp_path)
    assert done.returncode == 0 and f"note[{RULE}]" in done.stdout


@pytest.mark.parametrize(
    "text",
    [
        FAULT.replace("retryOn: 5xx}", f"retryOn: 5xx}}  # meshlint: ignore[{RULE}] idempotency keys"),
        FAULT.replace("    - retries", f"    # meshlint: ignore[{RULE}] idempotency keys\n    - retries"),
        FAULT.replace("spec:", "# meshlint: ignore[istio/*]\nspec:"),
        FAULT.replace("spec:", f"spec:  # meshlint: ignore-resource[{RULE}]"),
        f"# meshlint: ignore-file[{RULE}] legacy\n---\n{FAULT}",
        FAULT.replace(
            "  namespace: shop", f"  namespace: shop\n  annotations: {{ignore.meshlint.dev/{RULE.replace('/', '.')}: keys}}"
        ),
    ],
)
def test_suppressions(tmp_path: Path, text: str) -> None:
    (tmp_path / "orders.yaml").write_text(text)
    done = run("check", "--profile", "audit", "--select", f"{RULE},meshlint/*", cwd=tmp_path)
    assert done.returncode == 0 and RULE not in done.stdout
    assert "1 suppressed" in done.stdout


@pytest.mark.parametrize(
    ("annotation", "status"),
    [
        ("galley.istio.io/analyze-suppress: 'IST0139,IST0101'", 0),
        ("galley.istio.io/analyze-suppress: '*'", 0),
        ("galley.istio.io/analyze-suppress: IST0102", 1),
        ("kiali.io/ignore-validations: KIA1101", 0),
        ("kiali.io/ignore-validations: KIA1102", 1),
    ],
)
def test_suppressions_of_istioctl_and_kiali(tmp_path: Path, annotation: str, status: int) -> None:
    route = SOUND.replace("  namespace: shop", f"  namespace: shop\n  annotations: {{{annotation}}}")
    (tmp_path / "orders.yaml").write_text(route)
    selected = ("--select", "istio/virtualservice-destination-host-not-found", "--complete")
    assert run("check", *selected, cwd=tmp_path).returncode == status


def test_codes_of_istioctl_and_kiali_lead_to_our_rules(tmp_path: Path) -> None:
    assert "# istio/virtualservice-destination-host-not-found" in run("explain", "IST0101", cwd=tmp_path).stdout
    assert "# istio/virtualservice-destination-host-not-found" in run("explain", "kia1101", cwd=tmp_path).stdout


@pytest.mark.parametrize(
    "text",
    [
        FAULT.replace("5xx}", "5xx}  # meshlint: ignore[istio/other-rule]"),
        FAULT.replace("5xx}", f"5xx}}  # meshlint: ignore[{RULE}] until=2020-01-01"),
        FAULT.replace("  hosts", f"  # meshlint: ignore[{RULE}]\n  hosts"),
        FAULT.replace("[orders]", f'["# meshlint: ignore-file[{RULE}]"]'),
    ],
)
def test_what_does_not_suppress(tmp_path: Path, text: str) -> None:
    (tmp_path / "orders.yaml").write_text(text)
    assert f"error[{RULE}]" in run("check", cwd=tmp_path).stdout


def test_paths_narrow_the_report_and_not_what_is_known(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "kustomization.yaml").write_text("namespace: pay\nresources: [orders.yaml]\n")
    (tmp_path / "orders.yaml").write_text(FAULT.replace("  namespace: shop\n", ""))
    (tmp_path / "other.yaml").write_text(FAULT)
    done = run("check", "orders.yaml", "--format", "json", cwd=tmp_path)
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["resource"] == "VirtualService pay/orders"
    alone = json.loads(run("check", "orders.yaml", "--context", "none", "--format", "json", cwd=tmp_path).stdout)
    assert alone["findings"][0]["resource"] == "VirtualService orders"


def test_rules_and_explain(tmp_path: Path) -> None:
    listed = run("rules", cwd=tmp_path)
    assert listed.returncode == 0 and RULE in listed.stdout
    page = run("explain", RULE, cwd=tmp_path)
    assert page.returncode == 0 and "idempotency" in page.stdout
    unknown = run("explain", "retry-non-idempotent", cwd=tmp_path)
    assert unknown.returncode == 2 and "no rule matches" in unknown.stderr


def test_version_and_cold_imports(tmp_path: Path) -> None:
    code = "import sys; sys.argv = ['meshlint', '--version']\n"
    code += "try:\n import meshlint.cli; meshlint.cli.cli.main(['--version'], standalone_mode=False)\nexcept SystemExit: pass\n"
    code += "print(sorted(m for m in ('jsonpath_ng', 'sarif_om', 'ruamel.yaml', 'json', 'meshlint.engine') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("meshlint ") and done.stdout.rstrip().endswith("[]")


def test_a_run_that_needs_little_imports_little(tmp_path: Path) -> None:
    (tmp_path / "cart.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n---\n"
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\n"
        "spec:\n  template:\n    spec:\n      containers:\n        - name: cart\n          image: shop.example/cart:1.2.3\n"
    )
    unneeded = "decimal difflib http importlib.resources shutil string subprocess tempfile traceback zipfile".split()
    unneeded += [f"meshlint.semantics.{name}" for name in ("chart_views", "image_views", "mesh_artifacts", "shell_lexer")]
    code = f"import sys; unneeded = set({unneeded}) - set(sys.modules)\n"
    code += "sys.argv = ['meshlint', 'check', '--isolated', '--context', 'none', '--no-cache', '--jobs', '1', '.']\n"
    code += "try:\n import meshlint.cli; meshlint.cli.cli.main(standalone_mode=False)\nexcept SystemExit: pass\n"
    code += "print(sorted(unneeded & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "1 file" in done.stdout and done.stdout.rstrip().endswith("[]"), done.stdout


def test_a_rule_pack_of_ones_own(tmp_path: Path) -> None:
    pack = tmp_path / "lint" / "house"
    pack.mkdir(parents=True)
    (pack / "owner_label.yaml").write_text(
        "title: Each Service names its owner.\nseverity: warning\nconfidence: high\nkinds: [Service]\ntags: [policy]\n"
        "then:\n  - field: \"metadata.labels['owner']\"\n    function: defined\n    message: The Service has no owner.\n"
        "why: x\nfix: y\nreferences: ['https://shop.example']\n"
    )
    (tmp_path / "cart.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n")
    assert "house/owner-label" in run("check", "--rules-dir", "lint", cwd=tmp_path).stdout
    (tmp_path / ".meshlint.yaml").write_text("rule-packs: [lint]\n")
    assert "house/owner-label" in run("check", cwd=tmp_path).stdout
    (pack / "owner_label.py").write_text("def check(resource, given, context): raise RuntimeError('boom')\n")
    refused = run("check", cwd=tmp_path)
    assert refused.returncode == 2 and "only loaded with --rules-dir" in refused.stderr


def test_a_rule_that_crashes_is_named_and_the_others_still_run(tmp_path: Path) -> None:
    pack = tmp_path / "lint" / "house"
    pack.mkdir(parents=True)
    (pack / "bad.yaml").write_text(
        "title: Bad.\nseverity: error\nconfidence: high\nkinds: [VirtualService.networking.istio.io]\nwhy: x\nfix: y\nreferences: ['https://x.example']\n"
    )
    (pack / "bad.py").write_text("def check(resource, given, context):\n    raise RuntimeError('boom')\n    yield\n")
    (tmp_path / "orders.yaml").write_text(FAULT)
    done = run("check", "--rules-dir", "lint", cwd=tmp_path)
    assert done.returncode == 3 and "house/bad" in done.stderr and "boom" in done.stderr and RULE in done.stdout
