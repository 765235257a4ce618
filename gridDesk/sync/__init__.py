"""Packages between offices: pairing, sealed files on sticks, plans of what they change, receipts."""
