"""From bytes to nouns: YAML and results become declarations and observations, or diagnostics with a place."""
