"""Keys that sign notes: what they are called, and how one is told in a word.

A verifier key (vkey) is `name+id+base64`: the id in eight hexadecimal digits, then in base64 a
byte for the kind of key and the public key. Name and id together say who signed; the id alone is
too short to be trusted. A log signs with keys of one kind, whoever cosigns it with another, so
that neither signature can pass for the other.
"""

import re
from hashlib import sha256

from domain.proof.invalid import ProofInvalid
from domain.proof.spelling import decoded, encoded

ED25519 = b"\x01"
COSIGNATURE = b"\x04"
KEY_BYTES = 32
ID_BYTES = 4
VKEY = re.compile(r"([^+]+)\+([0-9a-fA-F]{8})\+(.+)")


class KeyMalformed(ProofInvalid):
    """This is a word that tells no key, or a key that no word can tell."""


def key_id_of(name: str, public_key: bytes, kind: bytes = ED25519) -> bytes:
    """This is the id of an Ed25519 key that goes by that name."""
    return sha256(name.encode() + b"\n" + kind + public_key).digest()[:ID_BYTES]


def vkey_of(name: str, public_key: bytes, kind: bytes = ED25519) -> str:
    """This is an Ed25519 key in one word, for whoever is to check its signatures.

    Raises:
        KeyMalformed: no key can be called so, or such a key has another length.
    """
    if not is_name(name) or len(public_key) != KEY_BYTES:
        raise KeyMalformed("That is no name of a key, or no Ed25519 key.")
    return f"{name}+{key_id_of(name, public_key, kind).hex()}+{encoded(kind + public_key)}"


def read_vkey(vkey: str, kind: bytes = ED25519) -> tuple[str, bytes]:
    """This is the name and the Ed25519 key of that kind that the word tells.

    Raises:
        KeyMalformed: it is not name, id and key, they do not belong together, or the key is of
            another kind.
    """
    found = VKEY.fullmatch(vkey)
    if found is None or not is_name(found[1]):
        raise KeyMalformed("A key is written name+id+base64; the one given is not.")
    try:
        raw = decoded(found[3])
    except ProofInvalid:
        raise KeyMalformed(f"The key of {found[1]!a} is not base64.") from None
    told, key = raw[:1], raw[1:]
    if told != kind or len(key) != KEY_BYTES:
        what = "no Ed25519 key" if kind == ED25519 else "no Ed25519 key of a cosigner"
        raise KeyMalformed(f"The key of {found[1]!a} is {what}.")
    if key_id_of(found[1], key, kind) != bytes.fromhex(found[2]):
        raise KeyMalformed(f"The id of {found[1]!a} belongs to another key.")
    return found[1], key


def is_name(name: str) -> bool:
    """This is true of what a key can be called: something in Unicode, without spaces and plus."""
    unfit = any(letter.isspace() or "\ud800" <= letter <= "\udfff" for letter in name)
    return bool(name) and "+" not in name and not unfit
