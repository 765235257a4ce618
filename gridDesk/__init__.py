"""GridDesk (网格台): the desk of a village grid office, offline and encrypted."""

__version__ = "0.2.0"
