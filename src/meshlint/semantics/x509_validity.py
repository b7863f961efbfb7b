"""When a certificate is valid, read off its PEM text without checking any signature.

Source: RFC 5280, section 4.1 (the ASN.1 of a certificate), and X.690 (its DER encoding).
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime, timezone
from typing import NamedTuple

_BLOCK = re.compile(r"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_SEQUENCE, _INTEGER, _VERSION = 0x30, 0x02, 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18


class Validity(NamedTuple):
    """The moments, in UTC, between which a certificate is valid."""

    not_before: datetime
    not_after: datetime


def validity(pem: str) -> Validity | None:
    """The validity of the first certificate in a PEM text; None where there is none that can be read."""
    block = _BLOCK.search(pem)
    if block is None:
        return None
    try:
        return _validity(base64.b64decode("".join(block[1].split()), validate=True))
    except (ValueError, IndexError, binascii.Error):
        return None


def _validity(der: bytes) -> Validity:
    certificate, _ = _element(der, 0, _SEQUENCE)
    body, _ = _element(certificate, 0, _SEQUENCE)
    position = 0
    if body[0] == _VERSION:
        _, position = _element(body, position, _VERSION)
    _, position = _element(body, position, _INTEGER)  # serial number
    _, position = _element(body, position, _SEQUENCE)  # algorithm of the signature
    _, position = _element(body, position, _SEQUENCE)  # issuer
    times, _ = _element(body, position, _SEQUENCE)
    start, position = _time(times, 0)
    end, _ = _time(times, position)
    return Validity(start, end)


def _element(data: bytes, position: int, tag: int) -> tuple[bytes, int]:
    """The content of the element at a position, and where the next one starts. Raises ValueError and IndexError."""
    if data[position] != tag:
        raise ValueError("an element of another type")
    length, start = data[position + 1], position + 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[start : start + count], "big"), start + count
    if start + length > len(data):
        raise ValueError("an element that is cut off")
    return data[start : start + length], start + length


def _time(data: bytes, position: int) -> tuple[datetime, int]:
    tag = data[position]
    if tag not in (_UTC_TIME, _GENERALIZED_TIME):
        raise ValueError("no time")
    content, following = _element(data, position, tag)
    text = content.decode("ascii")
    if tag == _UTC_TIME:  # years below 50 are of this century
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc), following
