"""Characters, script, numbers and dates of Chinese official prose; knows nothing of reports."""
