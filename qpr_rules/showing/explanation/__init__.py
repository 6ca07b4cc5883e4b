"""One figure explained: its verdict, and how it came about, part by part."""
