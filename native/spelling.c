/* base64url without padding (RFC 4648 5, RFC 7515 2), Base45 (RFC 9285) and the DER of a signature (RFC 3279 2.2.3):
   bytes and their one spelling.

   The decoders give None for whatever is not exactly that; the reader in Python says what is wrong with it. */
#include "core.h"

static const char LETTERS[64] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
static const char FORTY_FIVE[45] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
#define ALIEN 0xff

/* What each byte stands for in an alphabet; ALIEN for nothing. Made at the first import. */
static unsigned char of_64[256], of_45[256];

static void fill(unsigned char *values, const char *alphabet, int size) {
    memset(values, ALIEN, 256);
    for (int value = 0; value < size; value++)
        values[(unsigned char)alphabet[value]] = (unsigned char)value;
}

void fill_alphabets(void) {
    fill(of_64, LETTERS, 64);
    fill(of_45, FORTY_FIVE, 45);
}

PyObject *base64url_encode(PyObject *Py_UNUSED(module), PyObject *octets) {
    if (!PyBytes_CheckExact(octets))
        return PyErr_Format(PyExc_TypeError, "expected bytes");
    Py_ssize_t size = PyBytes_GET_SIZE(octets), whole = size / 3, rest = size % 3;
    if (size > PY_SSIZE_T_MAX / 2)
        return PyErr_NoMemory();
    PyObject *text = PyUnicode_New(4 * whole + (rest ? rest + 1 : 0), 127);
    if (text == NULL)
        return NULL;
    const unsigned char *in = (const unsigned char *)PyBytes_AS_STRING(octets);
    Py_UCS1 *out = PyUnicode_1BYTE_DATA(text);
    for (; whole--; in += 3) {
        uint32_t bits = (uint32_t)in[0] << 16 | (uint32_t)in[1] << 8 | in[2];
        *out++ = (Py_UCS1)LETTERS[bits >> 18];
        *out++ = (Py_UCS1)LETTERS[bits >> 12 & 63];
        *out++ = (Py_UCS1)LETTERS[bits >> 6 & 63];
        *out++ = (Py_UCS1)LETTERS[bits & 63];
    }
    if (rest) {
        uint32_t bits = (uint32_t)in[0] << 16 | (rest == 2 ? (uint32_t)in[1] << 8 : 0);
        *out++ = (Py_UCS1)LETTERS[bits >> 18];
        *out++ = (Py_UCS1)LETTERS[bits >> 12 & 63];
        if (rest == 2)
            *out++ = (Py_UCS1)LETTERS[bits >> 6 & 63];
    }
    return text;
}

/* The ASCII bytes of a str or bytes; NULL for anything else. */
static const unsigned char *ascii_of(PyObject *text, Py_ssize_t *length) {
    if (PyBytes_CheckExact(text)) {
        *length = PyBytes_GET_SIZE(text);
        return (const unsigned char *)PyBytes_AS_STRING(text);
    }
    if (!PyUnicode_CheckExact(text))
        return NULL;
#if PY_VERSION_HEX < 0x030C0000
    if (PyUnicode_READY(text) < 0) /* since 3.12 every str is */
        PyErr_Clear();
#endif
    if (!PyUnicode_IS_ASCII(text))
        return NULL;
    *length = PyUnicode_GET_LENGTH(text);
    return PyUnicode_1BYTE_DATA(text);
}

PyObject *base64url_decode(PyObject *Py_UNUSED(module), PyObject *text) {
    Py_ssize_t length;
    const unsigned char *in = ascii_of(text, &length);
    if (in == NULL || length % 4 == 1)
        Py_RETURN_NONE;
    Py_ssize_t whole = length / 4, rest = length % 4;
    PyObject *octets = PyBytes_FromStringAndSize(NULL, 3 * whole + (rest ? rest - 1 : 0));
    if (octets == NULL)
        return NULL;
    unsigned char *out = (unsigned char *)PyBytes_AS_STRING(octets), alien = 0;
    for (; whole--; in += 4) {
        unsigned char a = of_64[in[0]], b = of_64[in[1]], c = of_64[in[2]], d = of_64[in[3]];
        alien |= a | b | c | d; /* a value has no more than six bits */
        *out++ = (unsigned char)(a << 2 | b >> 4);
        *out++ = (unsigned char)(b << 4 | c >> 2);
        *out++ = (unsigned char)(c << 6 | d);
    }
    if (rest) {
        unsigned char a = of_64[in[0]], b = of_64[in[1]], c = rest == 3 ? of_64[in[2]] : 0;
        alien |= a | b | c;
        if (rest == 2 ? b & 15 : c & 3) /* bits to spare must be zero, or two texts stand for the same bytes */
            alien = ALIEN;
        *out++ = (unsigned char)(a << 2 | b >> 4);
        if (rest == 3)
            *out++ = (unsigned char)(b << 4 | c >> 2);
    }
    if (alien & 0xc0) {
        Py_DECREF(octets);
        Py_RETURN_NONE;
    }
    return octets;
}

PyObject *base45_decode(PyObject *Py_UNUSED(module), PyObject *text) {
    Py_ssize_t length;
    const unsigned char *in = ascii_of(text, &length);
    if (in == NULL || length % 3 == 1)
        Py_RETURN_NONE;
    Py_ssize_t whole = length / 3, rest = length % 3;
    PyObject *octets = PyBytes_FromStringAndSize(NULL, 2 * whole + (rest ? 1 : 0));
    if (octets == NULL)
        return NULL;
    unsigned char *out = (unsigned char *)PyBytes_AS_STRING(octets);
    int is_right = 1;
    for (; whole--; in += 3) {
        unsigned a = of_45[in[0]], b = of_45[in[1]], c = of_45[in[2]], pair = a + 45 * b + 2025 * c;
        is_right &= a < 45 && b < 45 && c < 45 && pair <= 0xffff;
        *out++ = (unsigned char)(pair >> 8);
        *out++ = (unsigned char)pair;
    }
    if (rest) {
        unsigned a = of_45[in[0]], b = of_45[in[1]];
        is_right &= a < 45 && b < 45 && a + 45 * b <= 0xff;
        *out++ = (unsigned char)(a + 45 * b);
    }
    if (!is_right) {
        Py_DECREF(octets);
        Py_RETURN_NONE;
    }
    return octets;
}

/* `width` bytes as ASN.1 INTEGER: no zero byte too many, and one before a first bit that is set. */
static unsigned char *write_number(unsigned char *at, const unsigned char *number, Py_ssize_t width) {
    while (width > 1 && *number == 0) {
        number++;
        width--;
    }
    int is_high = *number > 0x7f;
    *at++ = 2;
    *at++ = (unsigned char)(width + is_high);
    if (is_high)
        *at++ = 0;
    memcpy(at, number, (size_t)width);
    return at + width;
}

/* The Ecdsa-Sig-Value of r and s, of up to 66 bytes each. */
PyObject *signature_der(PyObject *Py_UNUSED(module), PyObject *signature) {
    if (!PyBytes_CheckExact(signature) || PyBytes_GET_SIZE(signature) % 2 || PyBytes_GET_SIZE(signature) < 2 ||
        PyBytes_GET_SIZE(signature) > 132)
        return PyErr_Format(PyExc_TypeError, "expected r and s");
    const unsigned char *r = (const unsigned char *)PyBytes_AS_STRING(signature);
    Py_ssize_t width = PyBytes_GET_SIZE(signature) / 2;
    unsigned char der[3 + 2 * (66 + 3)], *numbers = der + 3;
    Py_ssize_t length = write_number(write_number(numbers, r, width), r + width, width) - numbers;
    unsigned char *start = numbers - (length > 0x7f ? 3 : 2);
    start[0] = 0x30;
    start[1] = length > 0x7f ? 0x81 : (unsigned char)length;
    if (length > 0x7f)
        start[2] = (unsigned char)length;
    return PyBytes_FromStringAndSize((const char *)start, numbers + length - start);
}
