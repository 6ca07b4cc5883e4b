"""Revised results, and what they changed: on the screen, in Markdown, and for programs."""
