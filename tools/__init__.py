"""Programs beside the package: they make parts of this repository (the same bytes each time), or test its tests."""
