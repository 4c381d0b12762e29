"""Reads a landstal letter or a statistic of removals into the seeds."""
