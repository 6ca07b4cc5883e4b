"""Cases that were run: for people, and for build servers."""
