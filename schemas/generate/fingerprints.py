"""The directory of schemas by fingerprint, with its index: what is published, beside the code."""

from __future__ import annotations

import json

from schemas.catalogue import Catalogue
from schemas.published import published_schemas

FOLDER = "fingerprints"


def generate_fingerprints(types: Catalogue) -> dict[str, str]:
    """``<hex>.avsc`` for every schema that can lie on the log, and ``index.json``, by file name.

    The hex is the fingerprint as it stands in the bytes of an event, at offset 2.
    """
    schemas = published_schemas(types)
    index = {
        each.hex: {"type": each.type, "versions": list(each.versions), "kind": each.kind}
        for each in schemas
    }
    files = {f"{each.hex}.avsc": each.text for each in schemas}
    rows = [f" {json.dumps(name)}: {json.dumps(about)}" for name, about in index.items()]
    return {**files, "index.json": "{\n" + ",\n".join(rows) + "\n}\n"}
