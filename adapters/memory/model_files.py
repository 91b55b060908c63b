"""What models have learnt, in memory, for tests."""


class InMemoryModelFiles:
    """This keeps bytes in a dict."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def keep(self, digest: str, contents: bytes) -> None:
        """This keeps it; the same again changes nothing."""
        self._kept.setdefault(digest, contents)

    def find(self, digest: str) -> bytes | None:
        """This is what is kept under the digest."""
        return self._kept.get(digest)
