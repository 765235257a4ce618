"""The open office: one module per thing a clerk does; the only place where rooms meet."""
