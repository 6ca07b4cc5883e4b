"""Results of large files, column by column: rows that say a number plainly are taken in bulk, the others left to the reader."""
