"""From tables to tables: counts, intervals, status and coverage, then a module for each notebook."""
