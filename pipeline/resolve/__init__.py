"""WHO DECIDES: judgements, constraints, clusters, identities that last."""
