"""Mutation testing: small changes to ``core/``, each of which some test should notice. See __main__.py."""
