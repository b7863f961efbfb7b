"""What the name of a gRPC method says about it. Every call is a POST, so its name is all that files tell.

Source: google.aip.dev 130 to 137 and 231 (Get, List and their batches are the reading standard methods); other verbs are custom.
"""

from __future__ import annotations

import re

_VERBS = "Get|List|Find|Search|Query|Read|Fetch|Lookup|Count|Describe|Watch|Exists|Is|Has"
_READ = re.compile(rf"(?:(?:Batch)?(?:{_VERBS})(?![a-z])|Check\Z)")
_SECOND_VERB = re.compile(r"(?:And|Or)[A-Z]")


def only_reads(method: str) -> bool:
    """Whether a method's name, such as `ListOrders`, promises that the call changes nothing. That of `GetOrCreate` does not."""
    name = method[:1].upper() + method[1:]
    return _READ.match(name) is not None and _SECOND_VERB.search(name) is None
