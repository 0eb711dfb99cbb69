"""The parts of the check serving-differences: requests that are generated, their models, and the differences that are intended."""
