/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CUPEL_STUDY_PROJECT_PAGE_H
#define CUPEL_STUDY_PROJECT_PAGE_H

#include "base/text.h"
#include "study/project.h"

/** A self-contained page (HTML, no script, nothing from elsewhere): targets, milestones, and every value that
 * was counted or left out, with its file and content id. `made` is the time to state, ISO 8601. */
void cupel_project_page(const cupel_project_status *status, const char *made, cupel_text *out);

#endif
