"""Inspections (查验): an inspector looks at a vehicle and fills the form 机动车查验记录表 with its photos.

What is needed and what a form says stands in `records.py`.
"""
