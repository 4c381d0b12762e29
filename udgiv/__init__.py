"""Builds, checks and publishes the warehouse: `python -m udgiv`."""
