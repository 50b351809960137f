"""The people, organizations and places that an article names: tagging, grouping, roles and affiliations."""
