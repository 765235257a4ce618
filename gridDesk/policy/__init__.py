"""Regulation profiles and their rules: pure functions over plain rows that cite clauses."""
