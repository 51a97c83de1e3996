"""The agency's own event store, which is also its outbox (transactional outbox pattern)."""
