"""Charts: Vega-Lite specifications as plain data, with a summary in words and the numbers as a table."""
