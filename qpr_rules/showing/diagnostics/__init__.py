"""Diagnostics in the forms that people and programs read: one module a form, all with the same places."""
