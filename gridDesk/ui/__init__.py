"""The window: PySide6, thin."""
