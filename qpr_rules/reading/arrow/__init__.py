"""Results that arrive as Arrow columns, tens of millions at a time: to panels without a Python object for each row."""
