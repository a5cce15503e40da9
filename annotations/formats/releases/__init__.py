"""The files of a dataset release beside its data: pure functions of what the release holds.

Nothing here looks at a clock or a machine: the same facts give the same bytes.
"""
