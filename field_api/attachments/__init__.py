"""Photos, sound and files of the record: resumable uploads, kept byte for byte."""
