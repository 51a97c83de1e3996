"""``schemas/SHA256SUMS`` and ``schemas/FROZEN``: what a schema file's bytes are, and must stay.

CRC-64-AVRO fingerprints ignore defaults, documentation, field codes and marks, so a file could be
changed under the same fingerprint: that is why files are listed by SHA-256 too. SHA256SUMS is
derived and follows every change. FROZEN is not: a release adds the lines of its schemas
(``--freeze``), nothing ever takes one away, and from then on a listed file that differs or is gone
is refused. Who wants a change writes the next version. Whoever may edit both files can of course
defeat it, in a diff that says so; the golden records and the list in the tag still differ then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

SUMS = "SHA256SUMS"
FROZEN = "FROZEN"


def generate_sums(schemas: Path, fingerprints: Mapping[str, str]) -> str:
    """The text of SHA256SUMS, for ``sha256sum -c`` in ``schemas/``; in the order of the paths.

    ``fingerprints`` are the derived files of that folder by name, as they will be written.
    """
    sums = {
        f"{folder}/{path.name}": _sha256(path.read_bytes())
        for folder, pattern in (("avro", "*.avsc"), ("codes", "*.json"))
        for path in (schemas / folder).glob(pattern)
    }
    for name, text in fingerprints.items():
        sums[f"fingerprints/{name}"] = _sha256(text.encode())
    return _text(sums)


def read_sums(text: str) -> dict[str, str]:
    """SHA-256 in hexadecimal by path. Raises ValueError for a line that is not ``sum  path``."""
    sums = {}
    for number, line in enumerate(text.splitlines(), 1):
        digest, separator, path = line.partition("  ")
        if len(digest) != 64 or not separator or not path:
            raise ValueError(f"line {number} is not a SHA-256 sum, two spaces and a path")
        sums[path] = digest
    return sums


def broken_promises(frozen: Mapping[str, str], sums: Mapping[str, str]) -> list[str]:
    """What was frozen and is no longer so, one sentence each; empty where all is well."""
    return [
        f"schemas/{path} is frozen and was {'changed' if path in sums else 'removed'}: "
        "restore it and write the next version instead"
        for path, digest in sorted(frozen.items())
        if sums.get(path) != digest
    ]


def freeze(frozen: Mapping[str, str], sums: Mapping[str, str]) -> str:
    """The text of FROZEN with every schema there is now added.

    Code lists grow and are corrected, so they are not frozen. Raises ValueError where a promise is
    broken already.
    """
    broken = broken_promises(frozen, sums)
    if broken:
        raise ValueError("; ".join(broken))
    return _text({path: digest for path, digest in sums.items() if path.endswith(".avsc")})


def _text(sums: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
