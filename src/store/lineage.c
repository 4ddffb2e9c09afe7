/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdio.h>

#include "store/content_id.h"
#include "store/segment.h"

/* What every file says of where it comes from and what it is known by. */

static void parents_write(cupel_h5_writer *w, hid_t provenance, const cupel_parent *parents, size_t count)
{
    const hid_t group = cupel_h5_group(w, provenance, "parents");
    for (size_t i = 0; i < count && !w->status; i++) {
        char name[24];
        snprintf(name, sizeof name, "%zu", i);
        const int64_t order = (int64_t)i;
        const hid_t parent = cupel_h5_group(w, group, name);
        cupel_h5_put_integers(w, parent, "order", &order, 0);
        cupel_h5_put_text(w, parent, "content_id", parents[i].content_id);
        cupel_h5_put_text(w, parent, "origin_id", parents[i].origin_id);
        cupel_h5_put_text(w, parent, "role", parents[i].role);
        cupel_h5_put_text(w, parent, "path", parents[i].path);
        cupel_h5_put_text(w, parent, "file_name", parents[i].file_name);
        cupel_h5_done(w, parent);
    }
    cupel_h5_done(w, group);
}

hid_t cupel_provenance_write(cupel_h5_writer *w, hid_t file, const cupel_pair *pairs, size_t pair_count,
                             const cupel_parent *parents, size_t parent_count)
{
    const hid_t group = cupel_h5_group(w, file, "provenance");
    for (size_t i = 0; i < pair_count; i++) cupel_h5_put_text(w, group, pairs[i].name, pairs[i].value);
    parents_write(w, group, parents, parent_count);
    return group;
}

void cupel_content_id_write(cupel_h5_writer *w, hid_t file, bool is_test, char id[80])
{
    char origin[80] = "";
    if (w->status) return;
    cupel_listing *noted = cupel_h5_noted(w);
    if (noted) {
        w->status = cupel_listing_id(noted, id, w->error);
        if (!w->status && is_test) w->status = cupel_listing_origin_id(noted, origin, w->error);
    } else {
        w->status = cupel_content_id(file, true, id, is_test ? origin : NULL, w->error);
    }
    cupel_h5_put_text(w, file, "content_id", id);
    if (is_test) cupel_h5_put_text(w, file, "origin_id", origin);
}
