"""How an e-mail address is looked up: however its letters are cased or composed."""

from unicodedata import normalize


def key_of(email: str | None) -> str | None:
    """This is what two spellings of one address have in common; nothing for one that is gone."""
    return normalize("NFC", email.strip()).casefold() if email else None
