"""What the stream of the board tells a listener."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

NEWS: Mapping[str, Pair] = {
    "arrived": ("新しい依頼 {}件", "New requests: {}"),
    "gone": ("一覧から外れた依頼 {}件", "Requests no longer on the board: {}"),
    "late": ("新しい期限超過 {}件", "Newly late: {}"),
    "referrals": ("新しいつなぎ {}件", "New referrals: {}"),
    "changed": ("一覧が変わりました", "The board has changed"),
}
