"""The shared household view (世帯ビュー) as a pure function of a set of stored events."""
