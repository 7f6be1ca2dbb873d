/* CBOR into Python values: the common part of what tongban.standards.cbor.decode() accepts, and nothing beyond it.

   It never refuses. Whatever is rare, doubtful or wrong - other key types, big arrays, simple values, deep nesting,
   a length that does not fit - ends in `not_told`, and the reader in Python judges the same bytes from the start. So
   all errors have one source, and this one can only be wrong by accepting; tests hold it against the other. */
#include "core.h"

#define DEEPEST 16        /* of the C stack; deeper is for Python */
#define LONGEST_ARRAY 4096 /* entries that are made room for before they are seen */

typedef struct {
    const unsigned char *at, *end;
    int depth; /* containers and tags that may still be opened */
} Reader;

static PyObject *read_item(Reader *reader);

/* The argument of a head (RFC 8949 3), after its first byte; 0 if there is none or it is reserved or indefinite. */
static int read_argument(Reader *reader, unsigned low, uint64_t *argument) {
    if (low < 24) {
        *argument = low;
        return 1;
    }
    if (low > 27)
        return 0;
    int width = 1 << (low - 24);
    if (reader->end - reader->at < width)
        return 0;
    *argument = 0;
    while (width--)
        *argument = *argument << 8 | *reader->at++;
    return 1;
}

static PyObject *told_nothing(void) {
    Py_INCREF(not_told);
    return not_told;
}

/* The next `length` bytes; NULL if there are fewer. */
static const char *take(Reader *reader, uint64_t length) {
    if ((uint64_t)(reader->end - reader->at) < length)
        return NULL;
    const char *start = (const char *)reader->at;
    reader->at += length;
    return start;
}

static PyObject *read_text(Reader *reader, uint64_t length) {
    const char *start = take(reader, length);
    if (start == NULL)
        return told_nothing();
    PyObject *text = PyUnicode_DecodeUTF8(start, (Py_ssize_t)length, "strict");
    if (text == NULL && PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) {
        PyErr_Clear();
        return told_nothing();
    }
    return text;
}

static PyObject *read_array(Reader *reader, uint64_t count) {
    if (count > LONGEST_ARRAY || count > (uint64_t)(reader->end - reader->at))
        return told_nothing();
    PyObject *array = PyList_New((Py_ssize_t)count);
    if (array == NULL)
        return NULL;
    for (Py_ssize_t place = 0; place < (Py_ssize_t)count; place++) {
        PyObject *item = read_item(reader);
        if (item == NULL || item == not_told) {
            Py_DECREF(array);
            return item;
        }
        PyList_SET_ITEM(array, place, item);
    }
    return array;
}

/* Only with keys that are numbers, texts or byte strings, whose equality in Python is that of CBOR. */
static PyObject *read_map(Reader *reader, uint64_t count) {
    PyObject *map = PyDict_New();
    for (uint64_t entry = 0; map != NULL && entry < count; entry++) {
        if (reader->at == reader->end || *reader->at >> 5 > TEXT)
            goto not_here;
        PyObject *key = read_item(reader);
        if (key == NULL || key == not_told) {
            Py_DECREF(map);
            return key;
        }
        PyObject *value = read_item(reader);
        if (value == NULL || value == not_told) {
            Py_DECREF(key);
            Py_DECREF(map);
            return value;
        }
        int failed = PyDict_SetItem(map, key, value);
        Py_DECREF(key);
        Py_DECREF(value);
        if (failed)
            Py_CLEAR(map);
    }
    if (map == NULL || (uint64_t)PyDict_GET_SIZE(map) == count)
        return map;
not_here: /* also a repeated key, of which the map has kept one */
    Py_DECREF(map);
    return told_nothing();
}

static PyObject *read_tag(Reader *reader, uint64_t number) {
    PyObject *content = read_item(reader);
    if (content == NULL || content == not_told)
        return content;
    PyObject *tag = PyLong_FromUnsignedLongLong(number), *made = NULL;
    if (tag != NULL) {
        PyObject *both[] = {tag, content};
        made = PyObject_Vectorcall(tag_type, both, 2, NULL);
        Py_DECREF(tag);
    }
    Py_DECREF(content);
    return made;
}

static PyObject *read_simple(unsigned low) {
    PyObject *known = low == 20 ? Py_False : low == 21 ? Py_True : low == 22 ? Py_None : not_told;
    Py_INCREF(known);
    return known;
}

static PyObject *read_item(Reader *reader) {
    if (reader->at == reader->end)
        return told_nothing();
    unsigned first = *reader->at++, major = first >> 5;
    if (major == SIMPLE)
        return read_simple(first & 31);
    uint64_t argument;
    if (!read_argument(reader, first & 31, &argument))
        return told_nothing();
    switch (major) {
    case UNSIGNED:
        return PyLong_FromUnsignedLongLong(argument);
    case NEGATIVE:
        return argument > INT64_MAX ? told_nothing() : PyLong_FromLongLong(-1 - (int64_t)argument);
    case BYTES: {
        const char *start = take(reader, argument);
        return start == NULL ? told_nothing() : PyBytes_FromStringAndSize(start, (Py_ssize_t)argument);
    }
    case TEXT:
        return read_text(reader, argument);
    }
    if (reader->depth == 0)
        return told_nothing();
    reader->depth--;
    PyObject *made = major == ARRAY  ? read_array(reader, argument)
                     : major == MAP ? read_map(reader, argument)
                                    : read_tag(reader, argument);
    reader->depth++;
    return made;
}

static PyObject *decoded(PyObject *encoded, long max_depth) {
    if (!PyBytes_CheckExact(encoded))
        return told_nothing();
    const unsigned char *start = (const unsigned char *)PyBytes_AS_STRING(encoded);
    Reader reader = {start, start + PyBytes_GET_SIZE(encoded), (int)(max_depth <= DEEPEST ? max_depth - 1 : DEEPEST)};
    if (reader.depth < 0)
        return told_nothing();
    PyObject *value = read_item(&reader);
    if (value != NULL && value != not_told && reader.at != reader.end) {
        Py_DECREF(value);
        return told_nothing();
    }
    return value;
}

/* decode(encoded, max_depth) */
PyObject *cbor_decode(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count) {
    if (count != 2)
        return PyErr_Format(PyExc_TypeError, "expected bytes and a depth");
    long max_depth = PyLong_AsLong(arguments[1]);
    return max_depth == -1 && PyErr_Occurred() ? NULL : decoded(arguments[0], max_depth);
}

/* Where in `names` the text key that comes next stands; -1 if it is not among them. */
static int which_name(Reader *reader, PyObject *names) {
    uint64_t length;
    if (reader->at == reader->end || *reader->at >> 5 != TEXT)
        return -1;
    unsigned low = *reader->at++ & 31;
    const char *text = read_argument(reader, low, &length) ? take(reader, length) : NULL;
    for (Py_ssize_t place = 0; text != NULL && place < PyTuple_GET_SIZE(names); place++) {
        Py_ssize_t width;
        const char *name = PyUnicode_AsUTF8AndSize(PyTuple_GET_ITEM(names, place), &width);
        if (name != NULL && (uint64_t)width == length && memcmp(name, text, (size_t)length) == 0)
            return (int)place;
    }
    PyErr_Clear(); /* of a name that has no UTF-8 */
    return -1;
}

/* The values of one map that has exactly these keys, in the order of `names`. */
static PyObject *read_row(PyObject *encoded, PyObject *names, long max_depth) {
    if (!PyBytes_CheckExact(encoded))
        return told_nothing();
    const unsigned char *start = (const unsigned char *)PyBytes_AS_STRING(encoded);
    Reader reader = {start, start + PyBytes_GET_SIZE(encoded), max_depth <= DEEPEST ? (int)max_depth - 2 : DEEPEST};
    Py_ssize_t count = PyTuple_GET_SIZE(names);
    if (reader.depth < 0 || reader.at == reader.end || *reader.at++ != (MAP << 5 | count))
        return told_nothing();
    PyObject *row = PyTuple_New(count);
    if (row == NULL)
        return NULL;
    for (Py_ssize_t entry = 0; entry < count; entry++) {
        int place = which_name(&reader, names);
        PyObject *value = place < 0 || PyTuple_GET_ITEM(row, place) != NULL ? told_nothing() : read_item(&reader);
        if (value == NULL || value == not_told) {
            Py_DECREF(row);
            return value;
        }
        PyTuple_SET_ITEM(row, place, value);
    }
    if (reader.at != reader.end) {
        Py_DECREF(row);
        return told_nothing();
    }
    return row;
}

/* decode_rows(list of bytes, names, max_depth): of each map the values of exactly these keys, as a tuple. */
PyObject *cbor_decode_rows(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count) {
    if (count != 3 || !PyList_CheckExact(arguments[0]) || !PyTuple_CheckExact(arguments[1]) ||
        PyTuple_GET_SIZE(arguments[1]) > 23)
        return PyErr_Format(PyExc_TypeError, "expected a list of bytes, up to 23 names and a depth");
    for (Py_ssize_t place = 0; place < PyTuple_GET_SIZE(arguments[1]); place++)
        if (!PyUnicode_CheckExact(PyTuple_GET_ITEM(arguments[1], place)))
            return PyErr_Format(PyExc_TypeError, "expected names");
    long max_depth = PyLong_AsLong(arguments[2]);
    if (max_depth == -1 && PyErr_Occurred())
        return NULL;
    PyObject *rows = PyList_New(PyList_GET_SIZE(arguments[0]));
    for (Py_ssize_t place = 0; rows != NULL && place < PyList_GET_SIZE(rows); place++) {
        PyObject *row = read_row(PyList_GET_ITEM(arguments[0], place), arguments[1], max_depth);
        if (row == NULL || row == not_told) {
            Py_DECREF(rows);
            return row;
        }
        PyList_SET_ITEM(rows, place, row);
    }
    return rows;
}
