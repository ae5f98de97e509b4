"""A workbook out, and in again."""
