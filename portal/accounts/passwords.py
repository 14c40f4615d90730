"""Argon2id hashing (OWASP: 19 MiB, two passes, one lane), the same work whether the account exists or not."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError


def make_hasher() -> PasswordHasher:
    """The work that every hash costs, whoever asks for one."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


hasher = make_hasher()


def hash_password(password: str) -> str:
    return hasher.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Check a password; None stands for an account that has none and takes as long to refuse."""
    try:
        return hasher.verify(password_hash or decoy(), password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@cache
def decoy() -> str:
    """A hash to try a password on where there is none."""
    return hasher.hash("a password that no account has")
