"""A document that has not the shape its schema asks for: why, in its author's words. ``misshapen`` is the way in."""
