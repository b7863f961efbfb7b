"""Texts that Go's strconv.ParseBool takes: what controllers of meshes read annotations with."""

from __future__ import annotations

TRUE = frozenset(("1", "t", "T", "TRUE", "true", "True"))
FALSE = frozenset(("0", "f", "F", "FALSE", "false", "False"))
BOOLEANS = TRUE | FALSE
