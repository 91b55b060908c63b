"""Correcting what somebody typed, by the distance of words (RapidFuzz)."""

from collections.abc import Collection


class RapidfuzzSpeller:
    """This compares a word with all known ones; equally close ones are taken by the alphabet."""

    def nearest(self, word: str, known: Collection[str], most: int) -> str | None:
        """This is the closest one, with at most so many letters wrong; nothing if none is."""
        from rapidfuzz.distance import OSA
        from rapidfuzz.process import extract

        found = extract(word, known, scorer=OSA.distance, score_cutoff=most, limit=None)
        return min(((distance, near) for near, distance, _ in found), default=(0, None))[1]
