"""Limits of one file: what a reader may use and what it may return."""

MEMORY_BYTES = 2 * 1024**3  # address space of the child process
RESULT_BYTES = 40 * 1024**2  # largest file the child may write
DATA_BYTES = 900 * 1024**2  # of that, what it may fill itself; the rest is libraries
TEXT_CHARACTERS = 5_000_000
SENTENCES = 150_000  # and lines; each is looked at one by one
PAGES = 2_000
TABLE_CELLS = 200_000
SHEET_AREA = 4_000_000  # rows times columns between the first and the last cell in use
ARCHIVE_MEMBERS = 2_000
ARCHIVE_BYTES = 200 * 1024**2
ARCHIVE_RATIO = 100  # above ten megabytes; text compresses up to about twenty times
OCR_SHARE = 0.7  # of the wall-clock limit; the rest is for everything else
