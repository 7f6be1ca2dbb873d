"""Names that ISO/IEC 18013-5 fixes."""

from __future__ import annotations

MDL = "org.iso.18013.5.1.mDL"
ISO_NAMESPACE = "org.iso.18013.5.1"
VERSION = "1.0"
