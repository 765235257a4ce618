"""The encrypted office file: the only room with SQL."""
