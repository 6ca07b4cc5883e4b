"""The command line: one module per command, heavy imports inside. Only this layer reads the clock."""
