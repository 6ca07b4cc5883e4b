"""What a change of the rules does, in the forms that people and programs read."""
