"""What an operator runs around the services: certificates, the broker, unit files."""
