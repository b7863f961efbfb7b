"""The field table of Istio's resources holds together; host names and certificates are read as Istio and RFC 5280 do."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timezone
from importlib import resources
from typing import Any

import pytest
from fixture_cases import RULES

from meshlint.semantics.istio_schema import FURTHER
from meshlint.semantics.istio_schema_checks import CHECKS
from meshlint.semantics.istio_schema_formats import FORMATS
from meshlint.semantics.istio_schema_hosts import entry_problem, fqdn_problem, is_subnet, wildcard_problem
from meshlint.semantics.istio_schema_types import SCALARS, FieldType, Message, message, parse_type, root_message
from meshlint.semantics.x509_validity import validity

_SOURCE = resources.files("meshlint.semantics").joinpath("istio_schema.json")
TABLE: dict[str, Any] = json.loads(_SOURCE.read_text(encoding="utf-8"))
MESSAGES = sorted(TABLE["types"])
OWNERS = {path.stem.replace("_", "-") for path in (RULES / "istio").glob("*.yaml")}


def parts(found: FieldType) -> Iterator[FieldType]:
    yield found
    if found.item is not None:
        yield from parts(found.item)


def all_parts(found: Message) -> list[FieldType]:
    return [part for expected in found.fields.values() for part in parts(expected)]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_refers_to_what_exists(name: str) -> None:
    found = message(name)
    assert {part.name for part in all_parts(found)} <= SCALARS | {"list", "map", "enum"} | set(MESSAGES)
    assert {form for part in all_parts(found) for form in (part.format, part.keys) if form} <= set(FORMATS)
    assert not found.check or found.check in CHECKS
    assert {field for group in found.one_of for field in group} <= set(found.fields)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_broken_constraint_belongs_to_a_rule(name: str) -> None:
    found = message(name)
    assert {rule for rule in (found.rule, *(part.rule for part in all_parts(found))) if rule} <= OWNERS


def test_every_message_is_reached_from_a_kind() -> None:
    reached: set[str] = set()
    waiting = list(TABLE["kinds"].values())
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting.extend(part.name for part in all_parts(message(name)) if part.name in TABLE["types"])
    templates = {raw["%like"] for raw in TABLE["types"].values() if "%like" in raw}
    assert set(MESSAGES) == reached | templates


def test_further_checks_and_required_specs_name_messages_of_kinds() -> None:
    assert {*FURTHER, *TABLE["spec-required"]} <= set(TABLE["kinds"].values())


def test_a_kind_is_found_with_its_group_only() -> None:
    assert root_message("Gateway.networking.istio.io") is not None
    assert root_message("Gateway.gateway.networking.k8s.io") is None


def test_a_type_is_read_with_its_constraints() -> None:
    ports = parse_type("[uint32! min=1 max=65535] min=1 rule=some-rule")
    assert (ports.name, ports.minimum, ports.rule) == ("list", 1, "some-rule")
    assert ports.item is not None
    assert ports.item._replace(right=None) == FieldType("uint32", required=True, minimum=1, maximum=65535)
    assert parse_type("A|B?")._replace(right=None) == FieldType("enum", values=("A", "B"), nullable=True)
    labels = parse_type("{string max=63} keys=label-key")
    assert labels.item is not None
    assert (labels.name, labels.keys, labels.item._replace(right=None)) == ("map", "label-key", FieldType("string", maximum=63))


def test_a_value_that_was_right_is_known_and_a_boolean_is_no_number() -> None:
    weight = parse_type("int32").right
    assert weight is not None
    weight.add(1)
    weight.add("1s")
    assert weight.has(1)
    assert weight.has("1s")
    assert not weight.has(True)
    assert not weight.has(1.0)
    assert not weight.has({})


@pytest.mark.parametrize("text", ["", "string]", "[ ]"])
def test_what_is_no_type_raises(text: str) -> None:
    with pytest.raises(ValueError, match="is not a type"):
        parse_type(text)


@pytest.mark.parametrize("text", ["example.com", "example.com.", "a", "Example.COM", "1.example.com", "xn--bcher-kva.example"])
def test_a_host_name_is_accepted(text: str) -> None:
    assert fqdn_problem(text) == ""
    assert wildcard_problem(text) == ""


@pytest.mark.parametrize("text", ["", "a..b", "-a.com", "a_b.com", "10.0.0.1", "a" * 64, "a." * 128, "http://a.com", "a.com:80"])
def test_what_is_no_host_name_is_refused(text: str) -> None:
    assert fqdn_problem(text)
    assert wildcard_problem(text)


@pytest.mark.parametrize("text", ["*", "*.example.com", "*-a.example.com"])
def test_a_wildcard_is_refused_only_where_none_is_allowed(text: str) -> None:
    assert fqdn_problem(text)
    assert wildcard_problem(text) == ""


@pytest.mark.parametrize(
    ("text", "in_gateway", "in_sidecar"),
    [
        ("*/*", True, True),
        ("./*.example.com", True, True),
        ("shop/example.com", True, True),
        ("~/*", False, True),  # Sidecar only: nothing
        ("example.com", True, False),  # a Sidecar always names the namespace
        ("*", True, False),
        ("shop/cart", False, False),  # short name
        ("/example.com", False, False),
        ("shop/", False, False),
        ("shop/a.*.com", False, False),
        ("shop/*-a.example.com", False, False),
        ("10.0.0.1", True, False),
    ],
)
def test_host_entries_of_gateways_and_sidecars(text: str, in_gateway: bool, in_sidecar: bool) -> None:
    assert (entry_problem(text, True) == "") is in_gateway
    assert (entry_problem(text, False) == "") is in_sidecar


@pytest.mark.parametrize(
    ("text", "accepted"),
    [("10.0.0.0/8", True), ("10.0.0.1", True), ("2001:db8::/32", True), ("10.0.0.0/33", False), ("::1/", False)],
)
def test_subnets(text: str, accepted: bool) -> None:
    assert is_subnet(text) is accepted


def element(tag: int, content: bytes) -> bytes:
    return bytes((tag, len(content))) + content


def pem(start: bytes, end: bytes, version: bytes = element(0xA0, element(2, b"\x02"))) -> str:
    """The parts of a certificate before and with its validity; nothing after them is read."""
    body = version + element(2, b"\x01") + element(0x30, b"") + element(0x30, b"") + element(0x30, start + end)
    encoded = base64.encodebytes(element(0x30, element(0x30, body))).decode()
    return f"-----BEGIN CERTIFICATE-----\n{encoded}-----END CERTIFICATE-----\n"


@pytest.mark.parametrize("version", [b"", element(0xA0, element(2, b"\x02"))])
def test_validity_is_read_in_both_notations_of_time(version: bytes) -> None:
    found = validity(pem(element(0x17, b"991231235959Z"), element(0x18, b"20500101000000Z"), version))
    assert found is not None
    assert found.not_before == datetime(1999, 12, 31, 23, 59, 59, tzinfo=timezone.utc)
    assert found.not_after == datetime(2050, 1, 1, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
        pem(element(0x17, b"today"), element(0x17, b"tomorrow")),
        pem(element(4, b""), element(4, b"")),
    ],
)
def test_an_unreadable_certificate_has_no_validity(text: str) -> None:
    assert validity(text) is None
