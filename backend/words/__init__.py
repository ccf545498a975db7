"""From the words in the source to the catalogues a translator writes, and from those to what is
read at run time. Pure Python, so that a test can hold source and catalogues together anywhere."""
