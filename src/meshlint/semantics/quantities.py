"""Kubernetes resource quantities: `100m`, `0.5`, `128Mi`, `1e3`.

Source: k8s.io/apimachinery pkg/api/resource/quantity.go.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

_QUANTITY = re.compile(r"([+-]?(?:\d+(?:\.\d*)?|\.\d+))([eE][+-]?\d{1,3}|[numkMGTPE]|[KMGTPE]i)?\Z")
_SCALE = {suffix: Decimal(10) ** exponent for suffix, exponent in zip("numkMGTPE", (-9, -6, -3, 3, 6, 9, 12, 15, 18))}
_SCALE |= {f"{suffix}i": Decimal(1024) ** power for power, suffix in enumerate("KMGTPE", 1)}


def quantity(raw: Any) -> Decimal | None:
    """The amount that a quantity stands for (cores, bytes); None where Kubernetes would refuse it.

    Takes what YAML gives: a string, or a number that is not a boolean.
    """
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float)):
        return None
    match = _QUANTITY.match(str(raw))
    if match is None:
        return None
    suffix = match.group(2) or ""
    if suffix[:1] in ("e", "E") and len(suffix) > 1 and suffix != "Ei":
        return Decimal(match.group(1)).scaleb(int(suffix[1:]))
    return Decimal(match.group(1)) * _SCALE.get(suffix, Decimal(1))
