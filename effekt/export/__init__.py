"""What readers take along: workbook, data package, PDF, Word."""
