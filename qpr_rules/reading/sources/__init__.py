"""Where results come from: a module for each form of file, each giving batches of text with the place of every row."""
