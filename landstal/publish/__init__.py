"""Builds, checks and publishes the warehouse."""
