/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "testdata/import_decode.h"

#define EXCEL       "this is an Excel workbook: export as CSV UTF-8, or run xlsx2csv"
#define BYTES(text) sizeof(text) - 1, text

/* First bytes of files that are taken for exports, and what to do with them. Those of a `text` stand in small
 * letters behind a mark of UTF-8 and blanks. */
static const struct {
    size_t offset, length;
    const char *bytes, *answer;
    bool text;
} signatures[] = {
    {0, BYTES("PK\3\4"), EXCEL " (any other ZIP archive has to be unpacked first)", false},
    {0, BYTES("\xd0\xcf\x11\xe0"), EXCEL " (an .xls file has to be saved as .xlsx first)", false},
    {0, BYTES("PK\5\6"), "this is an empty ZIP archive: export the data as CSV UTF-8", false},
    {0, BYTES("%PDF"), "this is a PDF document: export the data as CSV UTF-8 from the tester's program",
     false},
    {0, BYTES("\x89HDF\r\n\x1a\n"),
     "this is an HDF5 file, no text: 'cupel import' takes files of this program", false},
    {0, BYTES("\x89PNG\r\n\x1a\n"), "this is a picture (PNG), no table of numbers", false},
    {0, BYTES("\xff\xd8\xff"), "this is a picture (JPEG), no table of numbers", false},
    {0, BYTES("GIF8"), "this is a picture (GIF), no table of numbers", false},
    {0, BYTES("II*\0"), "this is a picture (TIFF), no table of numbers", false},
    {0, BYTES("MM\0*"), "this is a picture (TIFF), no table of numbers", false},
    {0, BYTES("\x1f\x8b"), "this file is packed (gzip): unpack it first", false},
    {0, BYTES("BZh"), "this file is packed (bzip2): unpack it first", false},
    {0, BYTES("\3757zXZ\0"), "this file is packed (xz): unpack it first", false},
    {0, BYTES("7z\xbc\xaf\x27\x1c"), "this file is packed (7z): unpack it first", false},
    {0, BYTES("Rar!"), "this file is packed (RAR): unpack it first", false},
    {0, BYTES("\x28\xb5\x2f\xfd"), "this file is packed (zstd): unpack it first", false},
    {257, BYTES("ustar"), "this is a tar archive: unpack it first", false},
    {0, BYTES("SQLite format 3"), "this is an SQLite database: export the table as CSV UTF-8", false},
    {0, BYTES("MATLAB 5.0"), "this is a MATLAB file: export the data as CSV UTF-8", false},
    {0, BYTES("\177ELF"), "this is a program, no table of numbers", false},
    {0, BYTES("{\\rtf"), "this is a document (RTF): save it as plain text", false},
    {0, BYTES("<!doctype html"), "this is a web page (HTML): export the data as CSV UTF-8", true},
    {0, BYTES("<html"), "this is a web page (HTML): export the data as CSV UTF-8", true},
    {0, BYTES("<?xml"), "this is an XML document: export the data as CSV UTF-8", true},
};

static bool same(const char *bytes, const char *word, size_t length, bool text)
{
    for (size_t i = 0; i < length; i++) {
        const char c = text && bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] + 32) : bytes[i];
        if (c != word[i]) return false;
    }
    return true;
}

const char *cupel_file_signature(const char *bytes, size_t count)
{
    const char *start = bytes, *end = bytes + count;
    if (count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) start += 3;
    while (start < end && *start && strchr(" \t\r\n", *start)) start++;
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++) {
        const char *from = signatures[i].text ? start : bytes;
        if ((size_t)(end - from) >= signatures[i].offset + signatures[i].length &&
            same(from + signatures[i].offset, signatures[i].bytes, signatures[i].length, signatures[i].text))
            return signatures[i].answer;
    }
    return NULL;
}
