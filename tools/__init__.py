"""What maintainers run, and what the tests stand on; none of it is needed to build, read or publish."""
