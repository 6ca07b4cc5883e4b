"""The illustrative results: invented series whose counts are those that were minuted. See make.py."""
