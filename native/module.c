/* tongban_native: the inner loops of tongban.standards, compiled. See docs/decisions/0008-compiled-core.md.

   No secret, no hash, no signature, no rule of a credential is in here, and nothing that Python could not do. */
#include "core.h"

PyObject *tag_type, *tag_name, *value_name, *not_told;
void fill_alphabets(void);
int prepare_writing(void);

#define EDITION 1 /* of what these functions take and give; tongban.standards.native asks for its own */
#define FAST(function) (PyCFunction)(void (*)(void))(function), METH_FASTCALL

static PyMethodDef functions[] = {
    {"decode", FAST(cbor_decode), "decode(encoded, max_depth) -> the CBOR value, or NOT_TOLD"},
    {"decode_rows", FAST(cbor_decode_rows), "decode_rows(list, names, max_depth) -> tuples of the values, or NOT_TOLD"},
    {"encode", FAST(cbor_encode), "encode(value, other) -> deterministic CBOR; other(value) writes rare types"},
    {"encode_each", FAST(cbor_encode_each), "encode_each(values, other) -> list of bytes"},
    {"wrapped_rows", FAST(cbor_wrapped_rows), "wrapped_rows(*columns) -> each row joined, as an embedded CBOR item"},
    {"to_base64url", base64url_encode, METH_O, "to_base64url(bytes) -> str"},
    {"from_base64url", base64url_decode, METH_O, "from_base64url(str or bytes) -> bytes, or None"},
    {"from_base45", base45_decode, METH_O, "from_base45(str) -> bytes, or None"},
    {"signature_der", signature_der, METH_O, "signature_der(r and s) -> Ecdsa-Sig-Value"},
    {"p256_point", FAST(p256_point), "p256_point(x, is_odd) -> the uncompressed point, or None"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "tongban_native", "The inner loops of tongban.standards, compiled.", -1, functions,
    NULL, NULL, NULL, NULL,
};

PyMODINIT_FUNC PyInit_tongban_native(void) {
    fill_alphabets();
    PyObject *cbor2 = PyImport_ImportModule("cbor2");
    tag_type = cbor2 == NULL ? NULL : PyObject_GetAttrString(cbor2, "CBORTag");
    Py_XDECREF(cbor2);
    tag_name = PyUnicode_InternFromString("tag");
    value_name = PyUnicode_InternFromString("value");
    not_told = PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    if (!prepare_writing() || tag_type == NULL || tag_name == NULL || value_name == NULL || not_told == NULL)
        return NULL;
    PyObject *module = PyModule_Create(&definition);
    if (module != NULL && (PyModule_AddObjectRef(module, "NOT_TOLD", not_told) < 0 ||
                           PyModule_AddIntConstant(module, "EDITION", EDITION) < 0))
        Py_CLEAR(module);
    return module;
}
