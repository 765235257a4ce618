"""The open office: one module per thing a clerk does; the only place where rooms meet."""

from gridDesk.desk.office import Desk, OfficeFolder, list_offices, new_office, open_office

__all__ = ["Desk", "OfficeFolder", "list_offices", "new_office", "open_office"]
