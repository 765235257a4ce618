"""Pictures of every page and dialog, for looking at and for the README."""
