"""Names, durations and expressions that Istio's webhook takes, and those that it refuses."""

from __future__ import annotations

import pytest

from meshlint.semantics.istio_names import duration_fault, is_address, is_domain, regex_fault


@pytest.mark.parametrize(
    "text", ["reviews", "*", "*.shop.example", "*-blue.shop.example", "a.b.svc.cluster.local", "x1.example.", "10.0.0.1"]
)
def test_accepts_host_names(text: str) -> None:
    assert is_domain(text)


@pytest.mark.parametrize(
    "text", ["", "*shop.example", "my_shop.example", "a..b", "-a.example", "a.*.example", "a" * 64, "2001:db8::1"]
)
def test_refuses_what_is_no_host_name(text: str) -> None:
    assert not is_domain(text)


def test_tells_addresses_from_networks() -> None:
    assert is_address("2001:db8::1") and not is_address("10.0.0.0/8")
    assert is_address("10.1.2.3/8", network=True) and not is_address("10.0.0.0/40", network=True)


@pytest.mark.parametrize("text", ["1ms", "1.5s", "1h2m3s", "2000us"])
def test_accepts_durations_of_whole_milliseconds(text: str) -> None:
    assert duration_fault(text) == ""


@pytest.mark.parametrize("text", ["0s", "999us", "2500us", "-1s", "10", "2 s", "1d"])
def test_refuses_other_durations(text: str) -> None:
    assert duration_fault(text)


@pytest.mark.parametrize("text", ["/api/.*", r"1\++1", r"\QC++\E", "(?i)a|b", "(?P<n>x)", r"a\\1", "[[:alpha:]]+"])
def test_accepts_expressions_that_re2_runs(text: str) -> None:
    assert regex_fault(text) == ""


@pytest.mark.parametrize("text", ["a(?!b)", "(?<=a)b", r"(a)\1", "a++", "x{2}+", "(", "[a", "*", "a" * 1025])
def test_refuses_expressions_that_re2_does_not_run(text: str) -> None:
    assert regex_fault(text)
