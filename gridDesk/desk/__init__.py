"""The open office: one module per thing a clerk does; the only place where rooms meet."""

from gridDesk.desk.office import Desk
from gridDesk.desk.office_folders import OfficeFolder, list_offices
from gridDesk.desk.opening import new_office, open_office

__all__ = ["Desk", "OfficeFolder", "list_offices", "new_office", "open_office"]
