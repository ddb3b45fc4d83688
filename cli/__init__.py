"""The command line of filmledger: one module for each family of commands."""
