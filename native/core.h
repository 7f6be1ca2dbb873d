/* What the files of the compiled core share: bytes that grow, and the functions that module.c offers to Python. */
#ifndef TONGBAN_CORE_H
#define TONGBAN_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>

/* Major types of CBOR (RFC 8949 3.1). */
enum { UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE };

/* Set once by module.c: cbor2's CBORTag and the names of its two attributes. */
extern PyObject *tag_type, *tag_name, *value_name;

/* reading.c: each gives a new reference, NULL with an exception, or `not_told` for what Python shall judge. */
extern PyObject *not_told;
PyObject *cbor_decode(PyObject *module, PyObject *const *arguments, Py_ssize_t count);
PyObject *cbor_decode_rows(PyObject *module, PyObject *const *arguments, Py_ssize_t count);

/* writing.c */
PyObject *cbor_encode(PyObject *module, PyObject *const *arguments, Py_ssize_t count);
PyObject *cbor_encode_each(PyObject *module, PyObject *const *arguments, Py_ssize_t count);
PyObject *cbor_wrapped_rows(PyObject *module, PyObject *const *arguments, Py_ssize_t count);

/* spelling.c */
PyObject *base64url_encode(PyObject *module, PyObject *octets);
PyObject *base64url_decode(PyObject *module, PyObject *text);
PyObject *base45_decode(PyObject *module, PyObject *text);
PyObject *signature_der(PyObject *module, PyObject *signature);

/* point.c */
PyObject *p256_point(PyObject *module, PyObject *const *arguments, Py_ssize_t count);

#endif
