"""Packages between offices: pairing, plans, receipts."""
