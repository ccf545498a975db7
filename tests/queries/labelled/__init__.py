"""Answers of several systems about people of whom it is known who is who; all of them made up."""
