/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "testdata/import_decode.h"

#define EXCEL "this is an Excel workbook: export as CSV UTF-8, or run xlsx2csv"

/* First bytes of files that are taken for exports, and what to do with them. */
static const struct {
    size_t offset, length;
    const char *bytes, *answer;
} signatures[] = {
    {0, 4, "PK\x03\x04", EXCEL " (any other ZIP archive has to be unpacked first)"},
    {0, 8, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", EXCEL " (an .xls file has to be saved as .xlsx first)"},
    {0, 4, "\xD0\xCF\x11\xE0", EXCEL " (an .xls file has to be saved as .xlsx first)"},
    {0, 4, "PK\x05\x06", "this is an empty ZIP archive: export the data as CSV UTF-8"},
    {0, 4, "%PDF", "this is a PDF document: export the data as CSV UTF-8 from the tester's program"},
    {0, 8, "\x89HDF\r\n\x1a\n", "this is an HDF5 file, no text: 'cupel import' takes files of this program"},
    {0, 8, "\x89PNG\r\n\x1a\n", "this is a picture (PNG), no table of numbers"},
    {0, 3, "\xff\xd8\xff", "this is a picture (JPEG), no table of numbers"},
    {0, 4, "GIF8", "this is a picture (GIF), no table of numbers"},
    {0, 4, "II*\0", "this is a picture (TIFF), no table of numbers"},
    {0, 4, "MM\0*", "this is a picture (TIFF), no table of numbers"},
    {0, 2, "\x1f\x8b", "this file is packed (gzip): unpack it first"},
    {0, 3, "BZh", "this file is packed (bzip2): unpack it first"},
    {0, 6,
     "\xfd"
     "7zXZ\0",
     "this file is packed (xz): unpack it first"},
    {0, 6, "7z\xBC\xAF\x27\x1C", "this file is packed (7z): unpack it first"},
    {0, 4, "Rar!", "this file is packed (RAR): unpack it first"},
    {0, 4, "\x28\xB5\x2F\xFD", "this file is packed (zstd): unpack it first"},
    {257, 5, "ustar", "this is a tar archive: unpack it first"},
    {0, 15, "SQLite format 3", "this is an SQLite database: export the table as CSV UTF-8"},
    {0, 10, "MATLAB 5.0", "this is a MATLAB file: export the data as CSV UTF-8"},
    {0, 4,
     "\x7f"
     "ELF",
     "this is a program, no table of numbers"},
    {0, 5, "{\\rtf", "this is a document (RTF): save it as plain text"},
};

static bool begins(const char *bytes, size_t count, const char *word)
{
    const size_t length = strlen(word);
    if (count < length) return false;
    for (size_t i = 0; i < length; i++) {
        const char c = bytes[i] >= 'A' && bytes[i] <= 'Z' ? (char)(bytes[i] + 32) : bytes[i];
        if (c != word[i]) return false;
    }
    return true;
}

const char *cupel_file_signature(const char *bytes, size_t count)
{
    for (size_t i = 0; i < sizeof signatures / sizeof *signatures; i++)
        if (count >= signatures[i].offset + signatures[i].length &&
            memcmp(bytes + signatures[i].offset, signatures[i].bytes, signatures[i].length) == 0)
            return signatures[i].answer;
    if (count >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) bytes += 3, count -= 3;
    while (count && strchr(" \t\r\n", *bytes) && *bytes) bytes++, count--;
    if (begins(bytes, count, "<!doctype html") || begins(bytes, count, "<html"))
        return "this is a web page (HTML): export the data as CSV UTF-8";
    if (begins(bytes, count, "<?xml")) return "this is an XML document: export the data as CSV UTF-8";
    return NULL;
}
