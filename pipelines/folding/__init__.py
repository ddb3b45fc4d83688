"""Folding: what many pages say becomes one film, one review, one score; every value keeps those who state it."""
