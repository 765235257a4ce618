"""Pictures of every page and dialog, for looking at and for the README."""

STREET = "齐岭街道"  # the folder of the street, beside the village
