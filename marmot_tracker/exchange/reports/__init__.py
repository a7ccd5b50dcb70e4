"""Finds the recommendations of a report in prose, from the signs the document itself gives."""
