/* Python values into deterministic CBOR (RFC 8949 4.2.1), byte for byte what tongban.standards.cbor.encode() writes.

   Types that are rare are written by Python: `other` is that function, and it also raises for what has no form. */
#include "core.h"

#include <datetime.h>

typedef struct {
    unsigned char *bytes;
    Py_ssize_t size, room;
    PyObject *other;
} Writer;

static int write_item(Writer *writer, PyObject *value);

/* Room for `more` bytes at the end, which count as written; NULL with MemoryError. */
static unsigned char *extend(Writer *writer, Py_ssize_t more) {
    if (writer->room - writer->size < more) {
        Py_ssize_t room = writer->size + more + writer->room;
        unsigned char *bytes = more > PY_SSIZE_T_MAX / 4 ? NULL : PyMem_Realloc(writer->bytes, (size_t)room);
        if (bytes == NULL) {
            PyErr_NoMemory();
            return NULL;
        }
        writer->bytes = bytes;
        writer->room = room;
    }
    writer->size += more;
    return writer->bytes + writer->size - more;
}

static int write_bytes(Writer *writer, const void *bytes, Py_ssize_t length) {
    unsigned char *at = extend(writer, length);
    if (at != NULL)
        memcpy(at, bytes, (size_t)length);
    return at != NULL;
}

static int write_head(Writer *writer, unsigned major, uint64_t argument) {
    int code = argument < 24 ? (int)argument : argument < 0x100 ? 24 : argument < 0x10000 ? 25
               : argument < 0x100000000 ? 26 : 27;
    int width = code < 24 ? 0 : 1 << (code - 24);
    unsigned char *at = extend(writer, 1 + width);
    if (at == NULL)
        return 0;
    *at++ = (unsigned char)(major << 5 | (unsigned)code);
    for (int shift = 8 * (width - 1); shift >= 0; shift -= 8)
        *at++ = (unsigned char)(argument >> shift);
    return 1;
}

static int write_string(Writer *writer, unsigned major, const void *bytes, Py_ssize_t length) {
    return write_head(writer, major, (uint64_t)length) && write_bytes(writer, bytes, length);
}

static int write_other(Writer *writer, PyObject *value) {
    PyObject *encoded = PyObject_CallOneArg(writer->other, value);
    if (encoded != NULL && !PyBytes_CheckExact(encoded))
        PyErr_SetString(PyExc_TypeError, "expected bytes");
    int is_written = encoded != NULL && PyBytes_CheckExact(encoded) &&
                     write_bytes(writer, PyBytes_AS_STRING(encoded), PyBytes_GET_SIZE(encoded));
    Py_XDECREF(encoded);
    return is_written;
}

static int write_integer(Writer *writer, PyObject *value) {
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow)
        return write_other(writer, value); /* up to 64 bits beside the sign, or out of range */
    return number < 0 ? write_head(writer, NEGATIVE, (uint64_t)(-1 - number)) : write_head(writer, UNSIGNED, (uint64_t)number);
}

static int write_text(Writer *writer, PyObject *value) {
    Py_ssize_t length;
    const char *bytes = PyUnicode_AsUTF8AndSize(value, &length);
    return bytes != NULL && write_string(writer, TEXT, bytes, length);
}

/* A day as full-date: tag 1004 (RFC 8943). */
static int write_day(Writer *writer, PyObject *value) {
    char text[16];
    int length = PyOS_snprintf(text, sizeof text, "%04d-%02d-%02d", PyDateTime_GET_YEAR(value),
                               PyDateTime_GET_MONTH(value), PyDateTime_GET_DAY(value));
    return write_head(writer, TAG, 1004) && write_string(writer, TEXT, text, length);
}

static int write_array(Writer *writer, PyObject *value) {
    /* A list may be changed by what writes its items, so its length is asked for each time. */
    Py_ssize_t count = PySequence_Fast_GET_SIZE(value);
    int is_written = write_head(writer, ARRAY, (uint64_t)count);
    for (Py_ssize_t place = 0; is_written && place < count; place++) {
        if (PySequence_Fast_GET_SIZE(value) != count) {
            PyErr_SetString(PyExc_RuntimeError, "list changed while it was written");
            return 0;
        }
        PyObject *item = PySequence_Fast_GET_ITEM(value, place);
        Py_INCREF(item);
        is_written = write_item(writer, item);
        Py_DECREF(item);
    }
    return is_written;
}

/* Where an entry of a map lies in what was written: its key is what sorts it. */
typedef struct {
    Py_ssize_t start, key, end;
} Entry;

static int is_before(const unsigned char *bytes, const Entry *one, const Entry *two) {
    Py_ssize_t first = one->key - one->start, second = two->key - two->start;
    int order = memcmp(bytes + one->start, bytes + two->start, (size_t)(first < second ? first : second));
    return order < 0 || (order == 0 && first < second);
}

/* By insertion: maps are short, and mostly in order already. */
static int sort_entries(const unsigned char *bytes, Entry *entries, Py_ssize_t count) {
    int moved = 0;
    for (Py_ssize_t done = 1; done < count; done++) {
        Entry entry = entries[done];
        Py_ssize_t place = done;
        for (; place > 0 && is_before(bytes, &entry, &entries[place - 1]); place--)
            entries[place] = entries[place - 1];
        moved |= place != done;
        entries[place] = entry;
    }
    return moved;
}

static int write_in_order(Writer *writer, Entry *entries, Py_ssize_t count, Py_ssize_t start) {
    if (!sort_entries(writer->bytes, entries, count))
        return 1;
    Py_ssize_t length = writer->size - start;
    unsigned char *sorted = PyMem_Malloc((size_t)length), *at = sorted;
    if (sorted == NULL) {
        PyErr_NoMemory();
        return 0;
    }
    for (Py_ssize_t place = 0; place < count; place++) {
        size_t width = (size_t)(entries[place].end - entries[place].start);
        memcpy(at, writer->bytes + entries[place].start, width);
        at += width;
    }
    memcpy(writer->bytes + start, sorted, (size_t)length);
    PyMem_Free(sorted);
    return 1;
}

static int write_entries(Writer *writer, PyObject *value, Entry *entries, Py_ssize_t count) {
    Py_ssize_t start = writer->size, written = 0, position = 0;
    PyObject *key, *item;
    while (written < count && PyDict_Next(value, &position, &key, &item)) {
        Entry *entry = &entries[written++];
        entry->start = writer->size;
        Py_INCREF(key);
        Py_INCREF(item);
        int is_written = write_item(writer, key);
        entry->key = writer->size;
        is_written = is_written && write_item(writer, item);
        entry->end = writer->size;
        Py_DECREF(key);
        Py_DECREF(item);
        if (!is_written)
            return 0;
    }
    if (written != count || PyDict_GET_SIZE(value) != count) {
        PyErr_SetString(PyExc_RuntimeError, "dict changed while it was written");
        return 0;
    }
    return write_in_order(writer, entries, count, start);
}

#define FEW 256 /* insertion takes the square of it; Python writes greater maps */

static int write_map(Writer *writer, PyObject *value) {
    Py_ssize_t count = PyDict_GET_SIZE(value);
    if (count > FEW)
        return write_other(writer, value);
    Entry *entries = PyMem_Malloc((size_t)count * sizeof(Entry));
    int is_written = entries != NULL && write_head(writer, MAP, (uint64_t)count) &&
                     write_entries(writer, value, entries, count);
    if (entries == NULL)
        PyErr_NoMemory();
    PyMem_Free(entries);
    return is_written;
}

static int write_tag(Writer *writer, PyObject *value) {
    PyObject *number = PyObject_GetAttr(value, tag_name), *content = PyObject_GetAttr(value, value_name);
    uint64_t tag = number == NULL ? 0 : PyLong_AsUnsignedLongLong(number);
    int is_written = content != NULL && !PyErr_Occurred() && write_head(writer, TAG, tag) && write_item(writer, content);
    Py_XDECREF(number);
    Py_XDECREF(content);
    return is_written;
}

static int write_item(Writer *writer, PyObject *value) {
    PyTypeObject *type = Py_TYPE(value);
    if (type == &PyUnicode_Type)
        return write_text(writer, value);
    if (type == &PyBytes_Type)
        return write_string(writer, BYTES, PyBytes_AS_STRING(value), PyBytes_GET_SIZE(value));
    if (type == &PyLong_Type)
        return write_integer(writer, value);
    if (type == &PyBool_Type)
        return write_bytes(writer, value == Py_True ? "\xf5" : "\xf4", 1);
    if (value == Py_None)
        return write_bytes(writer, "\xf6", 1);
    if (type == PyDateTimeAPI->DateType)
        return write_day(writer, value);
    int is_array = type == &PyList_Type || type == &PyTuple_Type, is_map = type == &PyDict_Type;
    if (!is_array && !is_map && (PyObject *)type != tag_type)
        return write_other(writer, value);
    if (Py_EnterRecursiveCall(" while writing CBOR"))
        return 0;
    int is_written = is_array ? write_array(writer, value) : is_map ? write_map(writer, value) : write_tag(writer, value);
    Py_LeaveRecursiveCall();
    return is_written;
}

int prepare_writing(void) {
    PyDateTime_IMPORT;
    return PyDateTimeAPI != NULL;
}

#define USUAL 512

static PyObject *encoded(PyObject *value, PyObject *other) {
    Writer writer = {PyMem_Malloc(USUAL), 0, USUAL, other};
    if (writer.bytes == NULL)
        return PyErr_NoMemory();
    PyObject *made = NULL;
    if (write_item(&writer, value))
        made = PyBytes_FromStringAndSize((const char *)writer.bytes, writer.size);
    PyMem_Free(writer.bytes);
    return made;
}

/* encode(value, other) */
PyObject *cbor_encode(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count) {
    return count == 2 ? encoded(arguments[0], arguments[1]) : PyErr_Format(PyExc_TypeError, "expected a value and a writer");
}

/* encode_each(iterable, other) */
PyObject *cbor_encode_each(PyObject *Py_UNUSED(module), PyObject *const *arguments, Py_ssize_t count) {
    if (count != 2)
        return PyErr_Format(PyExc_TypeError, "expected values and a writer");
    PyObject *all = PySequence_List(arguments[0]);
    for (Py_ssize_t place = 0; all != NULL && place < PyList_GET_SIZE(all); place++) {
        PyObject *made = encoded(PyList_GET_ITEM(all, place), arguments[1]);
        if (made == NULL || PyList_SetItem(all, place, made) < 0)
            Py_CLEAR(all);
    }
    return all;
}

/* wrapped_rows(*columns): columns are lists of bytes of one length; of each row the joined bytes as an embedded item. */
PyObject *cbor_wrapped_rows(PyObject *Py_UNUSED(module), PyObject *const *columns, Py_ssize_t count) {
    Py_ssize_t rows = count > 0 && PyList_CheckExact(columns[0]) ? PyList_GET_SIZE(columns[0]) : -1;
    for (Py_ssize_t column = 0; column < count; column++)
        if (!PyList_CheckExact(columns[column]) || PyList_GET_SIZE(columns[column]) != rows)
            rows = -1;
    if (rows < 0)
        return PyErr_Format(PyExc_TypeError, "expected lists of one length");
    PyObject *made = PyList_New(rows);
    for (Py_ssize_t row = 0; made != NULL && row < rows; row++) {
        Py_ssize_t length = 0;
        for (Py_ssize_t column = 0; column < count; column++) {
            PyObject *part = PyList_GET_ITEM(columns[column], row);
            if (!PyBytes_CheckExact(part) || PyBytes_GET_SIZE(part) > PY_SSIZE_T_MAX / 64) {
                Py_DECREF(made);
                return PyErr_Format(PyExc_TypeError, "expected lists of bytes");
            }
            length += PyBytes_GET_SIZE(part);
        }
        unsigned char start[11];
        Writer head = {start, 2, sizeof start, NULL}; /* never longer than its room, so it is not reallocated */
        memcpy(start, "\xd8\x18", 2);
        write_head(&head, BYTES, (uint64_t)length);
        PyObject *item = PyBytes_FromStringAndSize(NULL, head.size + length);
        if (item == NULL) {
            Py_DECREF(made);
            return NULL;
        }
        char *at = PyBytes_AS_STRING(item);
        memcpy(at, start, (size_t)head.size);
        at += head.size;
        for (Py_ssize_t column = 0; column < count; column++) {
            PyObject *part = PyList_GET_ITEM(columns[column], row);
            memcpy(at, PyBytes_AS_STRING(part), (size_t)PyBytes_GET_SIZE(part));
            at += PyBytes_GET_SIZE(part);
        }
        PyList_SET_ITEM(made, row, item);
    }
    return made;
}
