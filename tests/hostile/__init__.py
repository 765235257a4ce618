"""Files that mean harm, made by functions: bombs, entities, template payloads, names, formulas, databases, odd text.

Nothing made here is kept; `python -m tests.hostile --minutes N` tries damaged and random ones for as long as one likes.
"""
