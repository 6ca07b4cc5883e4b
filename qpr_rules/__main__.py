"""``python -m qpr_rules``."""

from qpr_rules.cli.main import main

main()
