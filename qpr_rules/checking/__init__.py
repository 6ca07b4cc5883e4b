"""Sense: what a schema cannot know. A small module for each check; its docstring is its manual."""
