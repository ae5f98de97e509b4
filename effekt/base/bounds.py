"""How much is read of anything: every bound stands here, with what a book has.

Data come by e-mail, and may be made to fill the memory or to never end. Each bound is ten times or more above the
largest that a whole published report has, so who meets one has most likely got a file that is not what it says. What
is above a bound is refused before it is worked on, in words.
"""

from typing import Final

# A text file: the largest of a report is 220 kB, a reply of a bank of statistics is 5 MB at most.
FILE_BYTES: Final = 20_000_000
# YAML: the largest file of a report is 220 kB, with 19 000 parts, 8 groups deep.
YAML_BYTES: Final = 4_000_000
YAML_PARTS: Final = 250_000
YAML_DEPTH: Final = 40
# A key is a word, or an address; the longest of a report has some 60 characters.
KEY_LENGTH: Final = 200
# A number has 15 digits where it comes from Excel; a fraction of two such is 31 characters.
NUMBER_LENGTH: Final = 60
# No amount of a municipality's, in kroner, has more than 13 digits.
NUMBER_DIGITS: Final = 30
# What a calculation gives is a fraction; its parts have some 20 digits where the assumptions are measured ones.
FRACTION_BITS: Final = 4_000
# A text with numbers in it: the longest of a report has some 2 000 characters.
PROSE_LENGTH: Final = 100_000
# A measure's short name: what a drawing, a table and the menu have room for.
SHORT_NAME: Final = 28
# A table of a report has 80 rows; one of public statistics has some thousands.
CSV_ROWS: Final = 100_000
CSV_FIELD: Final = 100_000
# A formula of a report has 69 characters, five names and two parentheses.
FORMULA_LENGTH: Final = 2_000
FORMULA_PARTS: Final = 200
FORMULA_DEPTH: Final = 30
# Assumptions of one measure that vary: each doubles the ends that low and high are looked for at. A report has three.
DRIVERS: Final = 10
# Sums over the years within such sums: each level multiplies the work by the years.
FORMULA_SUMS: Final = 2
# The period of a budget is four years, of the longest plans some thirty.
YEARS: Final = 60
# The dearest question that a bank of statistics answers is 800 000 cells.
STATISTICS_CELLS: Final = 1_000_000
# A notebook with its outputs: the largest of a report is 1 MB.
NOTEBOOK_BYTES: Final = 50_000_000
# A chapter written as text: the largest of a report has 20 kB.
CHAPTER_BYTES: Final = 1_000_000
# A workbook: the template of a whole report is 0.1 MB, 0.7 MB unpacked, in 215 parts with 42 000 tags.
WORKBOOK_BYTES: Final = 50_000_000
WORKBOOK_PARTS: Final = 5_000
WORKBOOK_UNPACKED: Final = 100_000_000
# What is not a sheet is read whole, so it is held to less.
WORKBOOK_PART: Final = 20_000_000
# XML that people's programs write is packed to a twentieth.
WORKBOOK_RATIO: Final = 300
WORKBOOK_TAGS: Final = 420_000
# Signs of formulas that are of numbers alone, «=5/24», together: each is worked out exactly.
WORKBOOK_SUMS: Final = 200_000
# A template of a report has 2 000 rows; people's own sheets have tens of thousands at most.
SHEET_ROWS: Final = 100_000
SHEET_COLUMNS: Final = 500
SHEET_MERGES: Final = 10_000
SHEET_FILLED: Final = 20_000  # cells that such ranges give their value to
# How many faults are told at once, how much one says (the longest has a list of addresses), and how much is shown of
# the value that it is about.
FAULTS: Final = 100
MESSAGE: Final = 4_000
SHOWN: Final = 160
# Characters of a scenario's name, which heads a column.
SCENARIO_NAME: Final = 60
