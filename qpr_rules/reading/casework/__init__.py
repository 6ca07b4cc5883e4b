"""Files with a row for each case, and the author's SQL that counts them: run by DuckDB with everything else closed to it."""
