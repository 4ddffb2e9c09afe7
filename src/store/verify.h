/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STORE_VERIFY_H
#define CUPEL_STORE_VERIFY_H

#include "store/content_id.h"
#include "store/store.h"

/** cupel_file_verify in this process, for a file that we have just written ourselves; between enter and
 * leave. */
cupel_status cupel_verify_here(const char *path, cupel_verification *report, cupel_error *error);

/** The same as a yes or no: EDAMAGED with the first finding. */
cupel_status cupel_verify_written(const char *path, cupel_error *error);

/** The same for a file whose contents were noted while it was written: every data set is read back and
 * compared with what was written. Attributes are not compared, which lie under the checksums of their
 * objects' headers; every object is opened. */
cupel_status cupel_verify_noted(const char *path, cupel_listing *noted, cupel_error *error);

#endif
