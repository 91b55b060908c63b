"""Names for values that must not be shown."""

import hmac

from adapters.crypto.keys import key_for


class KeyedPseudonyms:
    """This names values by HMAC-SHA256: whoever lacks the key can neither guess nor check."""

    def __init__(self, secret: bytes) -> None:
        self._keyed = hmac.new(key_for("pseudonyms/v1", secret), digestmod="sha256")

    def of(self, value: str) -> str:
        """This is the name of the value, 64 hexadecimal digits."""
        digest = self._keyed.copy()
        digest.update(value.encode())
        return digest.hexdigest()
