"""A real identity provider for the tests: Keycloak, on loopback."""
