"""Why a file, a key or a wish was refused."""

from __future__ import annotations


class TransferRefused(Exception):
    """Nothing was written and nothing of the content shown.

    ``field`` says where (``header.to``), ``rule`` is a stable code, ``advice`` the way out. None of
    them holds personal data.
    """

    def __init__(self, field: str, rule: str, advice: str) -> None:
        super().__init__(f"{field}: {rule}: {advice}")
        self.field = field
        self.rule = rule
        self.advice = advice
