"""Wasm modules whose content can change without a commit."""

from __future__ import annotations

from meshlint.api import Context, Finding, Given, Iterator, Resource, Severity, Value
from meshlint.semantics.image_reference import ImageReference
from meshlint.semantics.version_strings import VersionClass, classify_image_tag, is_templated


def check(resource: Resource, given: Given, context: Context) -> Iterator[Finding]:
    """One finding for a module that neither a digest in its URL nor `sha256` pins."""
    for module in given["extension" if resource.kind == "TrafficExtension" else "plugin"]:
        url = module["url"].text.strip()
        if not url or is_templated(url) or "@sha256:" in url or module["sha256"].text:
            continue
        scheme, separator, address = url.partition("://")
        if separator and scheme.lower() in ("http", "https"):
            yield context.finding(module["url"], f"'{url}' has no 'sha256', so whatever the server answers runs in the proxies.")
        elif not separator or scheme.lower() == "oci":
            yield _finding(module, address if separator else url, context)


def _finding(module: Value, address: str, context: Context) -> Finding:
    reference = ImageReference.parse(address)
    tag = reference.tag if reference is not None else address.rpartition("/")[2].partition(":")[2]
    if not tag:
        return context.finding(
            module["url"], f"'{address}' names neither tag nor digest, which means 'latest': any push replaces it."
        )
    if tag == "latest":
        return context.finding(
            module["url"], "The tag 'latest' moves with every push, so proxies run whatever was there when they asked."
        )
    exact = classify_image_tag(tag) in (VersionClass.EXACT, VersionClass.PRERELEASE, VersionClass.SHA)
    pulls = " on each change of this resource" if module["imagePullPolicy"].raw == "Always" else ""
    message = (
        f"The tag '{tag}' can be moved to another module, and nothing checks what proxies fetch{pulls}: no digest, no 'sha256'."
    )
    return context.finding(module["url"], message, severity=Severity.NOTE if exact and not pulls else Severity.WARNING)
