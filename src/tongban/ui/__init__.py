"""How pages look and speak: shells, components, icons, and the one place where an error becomes a page.

It knows no person, no licence and no office. Page builders read docs/ui.md.
"""
