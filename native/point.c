/* The y of a point of P-256 (SEC 1 2.3.4): a licence code carries the key of its phone as x and one bit.

   Arithmetic on public numbers, in whatever time it takes. That the point lies on the curve is looked at again by the
   library that makes a key of it, so a mistake here could only turn a right signature into a wrong one. */
#include "core.h"

#ifdef __SIZEOF_INT128__
__extension__ typedef unsigned __int128 Wide;
typedef uint64_t Number[4]; /* the lowest 64 bits first */

/* The prime p (FIPS 186-5), the curve's b, and 2^512 mod p, which brings a number into Montgomery's form. */
static const Number P = {0xffffffffffffffff, 0x00000000ffffffff, 0x0000000000000000, 0xffffffff00000001};
static const Number B = {0x3bce3c3e27d2604b, 0x651d06b0cc53b0f6, 0xb3ebbd55769886bc, 0x5ac635d8aa3a93e7};
static const Number SQUARED = {0x0000000000000003, 0xfffffffbffffffff, 0xfffffffffffffffe, 0x00000004fffffffd};
static const Number ONE = {1, 0, 0, 0};

/* to = from - taken; 1 if that is below zero, and 2^256 was added. */
static uint64_t subtract(Number to, const Number from, const Number taken) {
    uint64_t borrowed = 0;
    for (int place = 0; place < 4; place++) {
        Wide left = (Wide)from[place] - taken[place] - borrowed;
        to[place] = (uint64_t)left;
        borrowed = (uint64_t)(left >> 64) & 1;
    }
    return borrowed;
}

static uint64_t add(Number to, const Number one, const Number two) {
    Wide sum = 0;
    for (int place = 0; place < 4; place++) {
        sum += (Wide)one[place] + two[place];
        to[place] = (uint64_t)sum;
        sum >>= 64;
    }
    return (uint64_t)sum;
}

/* `above` 2^256 and number, less p if it is not below p. */
static void reduce(Number number, uint64_t above) {
    Number less;
    if (subtract(less, number, P) <= above)
        memcpy(number, less, sizeof less);
}

/* to = one * two / 2^256 mod p. The lowest word of p is -1 mod 2^64, so what must be added is that many times p. */
static void multiply(Number to, const Number one, const Number two) {
    uint64_t sum[6] = {0};
    for (int row = 0; row < 4; row++) {
        Wide carried = 0;
        for (int place = 0; place < 4; place++) {
            carried += (Wide)one[place] * two[row] + sum[place];
            sum[place] = (uint64_t)carried;
            carried >>= 64;
        }
        carried += sum[4];
        sum[4] = (uint64_t)carried;
        sum[5] = (uint64_t)(carried >> 64);
        uint64_t times = sum[0];
        carried = ((Wide)times * P[0] + sum[0]) >> 64;
        for (int place = 1; place < 4; place++) {
            carried += (Wide)times * P[place] + sum[place];
            sum[place - 1] = (uint64_t)carried;
            carried >>= 64;
        }
        carried += sum[4];
        sum[3] = (uint64_t)carried;
        sum[4] = sum[5] + (uint64_t)(carried >> 64);
    }
    memcpy(to, sum, sizeof(Number));
    reduce(to, sum[4]);
}

/* to = number ^ (2 ^ times) */
static void square(Number to, const Number number, int times) {
    memmove(to, number, sizeof(Number));
    while (times--)
        multiply(to, to, to);
}

/* to = number ^ ((p + 1) / 4), a square root if there is one, for p is 3 mod 4. The exponent is
   2^254 - 2^222 + 2^190 + 2^94, which is ((2^32 - 1) * 2^32 + 1) * 2^96 + 1, all of it * 2^94. */
static void root(Number to, const Number number) {
    Number power, ones;
    memcpy(ones, number, sizeof ones);
    for (int bits = 1; bits < 32; bits *= 2) { /* number ^ (2^bits - 1) */
        square(power, ones, bits);
        multiply(ones, ones, power);
    }
    square(power, ones, 32);
    multiply(power, power, number);
    square(power, power, 96);
    multiply(power, power, number);
    square(to, power, 94);
}

static void from_bytes(Number number, const unsigned char *bytes) {
    for (int place = 0; place < 4; place++) {
        number[3 - place] = 0;
        for (int byte = 0; byte < 8; byte++)
            number[3 - place] = number[3 - place] << 8 | bytes[8 * place + byte];
    }
}

static int find_y(unsigned char *y_bytes, const unsigned char *x_bytes, int is_odd) {
    Number x, right, y, term;
    from_bytes(x, x_bytes);
    if (!subtract(term, x, P))
        return 0; /* no number of the field */
    multiply(x, x, SQUARED);
    multiply(right, x, x);
    multiply(right, right, x); /* x^3 */
    for (int times = 0; times < 3; times++)
        if (subtract(right, right, x)) /* - 3 x */
            add(right, right, P);
    multiply(term, B, SQUARED);
    reduce(right, add(right, right, term)); /* + b */
    root(y, right);
    multiply(term, y, y);
    if (memcmp(term, right, sizeof term) != 0)
        return 0; /* no point has this x */
    multiply(y, y, ONE);
    if ((int)(y[0] & 1) != is_odd)
        subtract(y, P, y);
    for (int byte = 0; byte < 32; byte++)
        y_bytes[byte] = (unsigned char)(y[3 - byte / 8] >> (56 - 8 * (byte % 8)));
    return 1;
}
#else
static int find_y(unsigned char *Py_UNUSED(y), const unsigned char *Py_UNUSED(x), int Py_UNUSED(is_odd)) {
    return 0;
}
#endif

/* p256_point(x, is_odd): the uncompressed point, 65 bytes; None if none has this x. */
PyObject *p256_point(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count) {
    if (count != 2 || !PyBytes_CheckExact(arguments[0]) || PyBytes_GET_SIZE(arguments[0]) != 32 || !PyBool_Check(arguments[1]))
        return PyErr_Format(PyExc_TypeError, "expected 32 bytes and a bool");
    unsigned char point[65] = {4};
    memcpy(point + 1, PyBytes_AS_STRING(arguments[0]), 32);
    if (!find_y(point + 33, point + 1, arguments[1] == Py_True))
        Py_RETURN_NONE;
    return PyBytes_FromStringAndSize((const char *)point, sizeof point);
}
