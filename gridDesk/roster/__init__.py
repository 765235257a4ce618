"""Spreadsheets: read rosters, plan imports, write exports."""
