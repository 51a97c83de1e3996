"""A history that can be verified: tree, proofs, signed notes, checkpoints. Pure (D11)."""
