"""The fixture: one Keycloak for a run, or a loud word that there is none."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.keycloak.distribution import KeycloakUnavailable, missing
from tests.keycloak.server import Keycloak, keycloak_in

REQUIRE = "ENISHI_REQUIRE_OIDC"
NO_PROVIDER = pytest.StashKey[str]()


def require_keycloak(config: pytest.Config) -> None:
    """Skip, and say why at the end of the run too; with ENISHI_REQUIRE_OIDC=1 fail instead."""
    lacking = missing()
    if not lacking:
        return
    reason = f"no Keycloak tests: {' and '.join(lacking)} missing; install and try again"
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}", pytrace=False)
    config.stash[NO_PROVIDER] = reason
    pytest.skip(reason)


@pytest.fixture(scope="session")
def keycloak(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Keycloak]:
    """The identity provider of this run."""
    require_keycloak(pytestconfig)
    try:
        with keycloak_in(tmp_path_factory.mktemp("keycloak")) as running:
            yield running
    except KeycloakUnavailable as error:
        pytest.fail(str(error), pytrace=False)
