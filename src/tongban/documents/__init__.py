"""Files by what is in them: pictures and PDF documents, each kept once under its SHA-256.

Scanned pages of a vehicle's file, photos of an inspection. `actions.store` takes bytes that are what they say they are,
`queries` hands them out and hashes them again each time. Whose they are and who may see them is known above. The bytes
lie in the database (docs/decisions/0005-documents-in-the-database.md).
"""
