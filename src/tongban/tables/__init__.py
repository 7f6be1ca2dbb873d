"""How tables are kept that grow to many millions of rows: changes that stop nobody.

`changes` holds the steps of migrations that leave a running installation running (docs/operate/tables.md).
"""
