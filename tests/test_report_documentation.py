"""The page of a rule."""

from __future__ import annotations

from report_samples import DOCUMENTATION, OPEN_POLICY, RETRY

from meshlint.registry.documentation import rule_page
from meshlint.registry.rule import Documentation


def test_a_page_says_everything_about_a_rule() -> None:
    assert (
        rule_page(RETRY, DOCUMENTATION[RETRY.id])
        == """\
# istio/retry-not-idempotent

Retries can repeat a request that is not idempotent.

- Severity: error
- Confidence: high
- Profile: default
- Versions: istio >=1.0
- Looks at: `VirtualService.networking.istio.io`
- Tags: reliability, retries

## Why

A proxy that repeats a `POST` can order twice.

Nobody sees it.

## How to fix

Name the methods that are safe to repeat.

## Versions

Older proxies retry less.

## Options

- `methods` (default `["POST", "PATCH"]`): Methods that must not be repeated.

## How to suppress

On the line, or on a line of its own above the block:

```yaml
# meshlint: ignore[istio/retry-not-idempotent] reason
```

For a whole resource, also where rendering drops comments, in its annotations:

```yaml
ignore.meshlint.dev/istio.retry-not-idempotent: reason
```

## Detected by

- istioctl: IST0000
- kiali: KIA0000

## References

- <https://istio.io/latest/docs/reference/config/networking/virtual-service/>
- <https://example.com/b>
"""
    )


def test_a_security_rule_shows_its_score_and_what_it_needs() -> None:
    page = rule_page(OPEN_POLICY, DOCUMENTATION[OPEN_POLICY.id])
    assert "- Security severity: 7.5 of 10\n" in page
    assert "- Says nothing without: `Namespace`\n" in page


def test_sections_without_content_are_left_out() -> None:
    page = rule_page(OPEN_POLICY, Documentation(why="", fix="", references=()))
    assert [line for line in page.splitlines() if line.startswith("## ")] == ["## How to suppress"]
