"""Pictures as bytes: JPEG (ITU-T T.81, JFIF), PNG (ISO/IEC 15948) and WebP (RFC 9649), read, bared and decoded.

`bare` leaves out everything but the picture itself: a phone writes into a photo where and when it was taken and with
which device, and often a second, uncut picture. The pixels stay the bytes that they were; nothing is encoded anew.
`opened` decodes, `codes_in` reads the QR codes. Nothing here changes anything outside its own call: Python's filters of
warnings belong to the whole process, so a warning is not caught but has no cause, because Pillow sees no metadata and no
size that it warns of.
"""

from tongban.standards.pictures.baring import Bared, Form, bare
from tongban.standards.pictures.codes import codes_in
from tongban.standards.pictures.opening import opened

__all__ = ["Bared", "Form", "bare", "codes_in", "opened"]
