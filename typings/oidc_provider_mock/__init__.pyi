from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from http.server import HTTPServer

class User:
    sub: str
    claims: Mapping[str, object]
    def __init__(self, *, sub: str, claims: Mapping[str, object] = ...) -> None: ...

def run_server_in_thread(
    port: int = ..., *, require_nonce: bool = ..., user_claims: Sequence[User] = ...
) -> AbstractContextManager[HTTPServer]: ...
