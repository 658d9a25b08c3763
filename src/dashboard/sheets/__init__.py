"""Files for a spreadsheet that are no council paper: empty files, annotated uploads, workbooks of plain tables."""
