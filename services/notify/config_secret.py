"""Secrets of the configuration: named there, kept in the environment or in a file of their own."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from services.notify.config_fields import Fields

_READABLE_BY_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_MAX_BYTES = 4096


def secret(fields: Fields, field: str, environment: Mapping[str, str]) -> str:
    """What ``field = { env = "NAME" }`` or ``{ file = "path" }`` names, without its last line
    break. Raises ConfigurationInvalid."""
    named = fields.table(field)
    by_variable, by_file = named.has("env"), named.has("file")
    named.end()
    if by_variable == by_file:
        raise fields.wrong(field, 'write { env = "VARIABLE" } or { file = "path" }')
    if by_variable:
        variable = named.text("env", "give the name of an environment variable")
        value = environment.get(variable, "")
        if not value:
            raise named.wrong("env", "no such variable is set: set it where Enishi is started")
        return value
    return _of_file(named)


def _of_file(named: Fields) -> str:
    rule = "give a file with the secret, from this file's folder or absolute"
    path = named.file.parent / named.text("file", rule)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError as error:
        raise named.wrong("file", f"it cannot be read: {rule}") from error
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if not stat.S_ISREG(mode):
            raise named.wrong("file", f"it is no file: {rule}")
        if mode & _READABLE_BY_OTHERS:
            raise named.wrong("file", "others can read it: set its mode to 0600 and renew it")
        content = file.read(_MAX_BYTES)
    try:
        value = content.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise named.wrong("file", "it holds no text: write the secret as one line") from error
    if not value or "\n" in value:
        raise named.wrong("file", "write the secret as one line")
    return value
