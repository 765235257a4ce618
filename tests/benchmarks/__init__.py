"""Benchmarks: each hot path against its yardstick in one run; ratios and peak memory, never an assertion."""
