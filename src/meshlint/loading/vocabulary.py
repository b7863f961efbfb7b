"""Words to be sought in many texts, those that others hold first."""

from __future__ import annotations

from collections.abc import Iterable


class Vocabulary:
    """A set of words. A text without `istio.io/` has no `sidecar.istio.io/` either, which is then not sought."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._below: dict[str, list[str]] = {"": []}  # a word, or "" for any text, to the words sought where it stands
        for word in sorted(self.words, key=lambda word: (len(word), word)):
            part = max((other for other in self._below if other in word), key=len)
            self._below[part].append(word)
            self._below[word] = []

    def found_in(self, text: str) -> set[str]:
        """The words that stand in a text."""
        found: set[str] = set()
        waiting = list(self._below[""])
        for word in waiting:  # grows as words are found
            if word in text:
                found.add(word)
                waiting.extend(self._below[word])
        return found
