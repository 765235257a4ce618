"""Pages to PDF and Word: fonts, papers, writers."""
