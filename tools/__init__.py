"""Programs that make parts of this repository. Each can be run again, and writes the same bytes."""
