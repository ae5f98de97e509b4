"""How a thing is shown: prose, blocks, tables, drawings, records, marks."""
