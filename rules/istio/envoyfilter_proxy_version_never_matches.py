"""EnvoyFilter patches for releases that are not installed."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Release, Resource
from meshlint.semantics.istio_matches import compile_re2


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for each pattern that no version of the installed release matches, where that is stated or pinned."""
    release = context.scan.targets.known("istio", resource)
    for version in given["versions"] if release is not None else ():
        pattern = compile_re2(version.text) if version.text and not version.is_templated else None
        if pattern is not None and release is not None and not any(pattern.found_in(text) for text in _versions(release)):
            yield context.finding(version, f"'{version.text}' matches no proxy of Istio {release}: the patch is not applied.")


def _versions(release: Release) -> Iterator[str]:
    """What proxies of a release call themselves: its patch releases, and builds before it."""
    yield from (f"{release}.{patch}" for patch in range(40))
    yield from (f"{release}{suffix}" for suffix in ("-dev", "-alpha.1", "-beta.0", ".0-rc.0", ".0-distroless"))
