"""The authority's signing keys and their certificates (ISO/IEC 18013-5 Annex B).

Encrypted files by default, an HSM behind the same Signer where there is one. `actions` makes keys (the
ceremony, rotation), `queries` hands out Signers, certificates, the trust list and secrets derived for one
purpose; `roles` names them; `sealing` keeps single fields of other packages' records. docs/operate/keys.md.
"""
