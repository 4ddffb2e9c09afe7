/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/salvage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "store/child.h"
#include "store/copy.h"
#include "store/leftover.h"
#include "store/scavenge.h"
#include "store/segment.h"
#include "store/vtkhdf.h"

enum { LARGEST_ID = 80, LONGEST_LOSS = 16 << 10 };

/* One copy under way: what the child is to do, and what the parent hears of it. */
typedef struct salvage {
    const char *path, *source, *temporary; /* named in messages; read; written */
    bool recover;
    char **segments; /* of the folder of a killed run; NULL: one file */
    size_t segment_count;
    const cupel_run_record *run;
    cupel_salvage *report;
    /* heard of the child: what it looked at last, and what it left out or lost, until all is well */
    bool keep_to_paths; /* no search for objects without one */
    bool ended;         /* it came to its end, good or bad */
    char suspect[CUPEL_H5_PATH];
    char **skipped; /* on which earlier children died */
    size_t skip_count;
    cupel_text heard; /* 'O' or 'D', path, NUL, reason, NUL */
    /* in the child */
    int out;
    size_t losses_told;
    cupel_text losses;
} salvage;

typedef struct salvage_end {
    cupel_error error;
    size_t data_sets;
    char stated_id[LARGEST_ID], content_id[LARGEST_ID];
} salvage_end;

/* ---- in the child ---- */

static void say_left_out(void *host, const char *path, const char *what)
{
    cupel_child_say(((salvage *)host)->out, 'O', path, strlen(path), what, strlen(what));
}

static void say_lost(void *host, const char *path, const char *what)
{
    salvage *s = host;
    s->losses_told++;
    if (s->losses.length < LONGEST_LOSS) cupel_text_printf(&s->losses, "%s %s\n", path, what);
    cupel_child_say(s->out, 'D', path, strlen(path), what, strlen(what));
}

/* HDF5 can die on a damaged object: the parent then starts again without it. */
static bool skip(void *host, const char *path)
{
    salvage *s = host;
    for (size_t i = 0; i < s->skip_count; i++)
        if (strcmp(s->skipped[i], path) == 0) {
            if (path[0] == '/') say_lost(s, path, "cannot be read safely");
            s->losses_told++;
            return true;
        }
    cupel_child_say(s->out, 'B', path, strlen(path), NULL, 0);
    return false;
}

/* What the old file says of itself. */
typedef struct about_file {
    int64_t version[2];
    char kind[16], stated_id[LARGEST_ID], origin_id[LARGEST_ID]; /* origin: of a test */
} about_file;

static cupel_status read_about(hid_t file, about_file *about, cupel_error *error)
{
    static const char *const kinds[] = {"run", "test", "study"};
    cupel_status status = cupel_guard_schema(file, about->version, error);
    if (status) return status;
    const hid_t root = H5Gopen2(file, "/", H5P_DEFAULT);
    status = cupel_h5_get_text(root, "kind", about->kind, sizeof about->kind, error);
    if (!status)
        status = cupel_h5_get_text(root, "content_id", about->stated_id, sizeof about->stated_id, error);
    if (!status)
        status = cupel_h5_get_text(root, "origin_id", about->origin_id, sizeof about->origin_id, error);
    if (root >= 0) H5Gclose(root);
    if (status) return status;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(about->kind, kinds[i]) == 0) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "is of no kind that this cupel knows: '%s'", about->kind);
}

static hid_t create(const salvage *s, cupel_h5_writer *w, const char *kind, const int64_t version[2])
{
    const hid_t file = cupel_h5_create_file(s->temporary, &w->code);
    cupel_h5_check_disk(w, s->temporary);
    if (file < 0 && !w->status)
        w->status = cupel_h5_fail(w->error, CUPEL_EIO, "cannot create '%s'", s->temporary);
    cupel_h5_put_text(w, file, "schema", "cupel");
    cupel_h5_put_integers(w, file, "schema_version", version, 2);
    cupel_h5_put_text(w, file, "kind", kind);
    return file;
}

/* The group of that name, made when it is not there. */
static hid_t group_in(cupel_h5_writer *w, hid_t parent, const char *name)
{
    if (w->status) return H5I_INVALID_HID;
    if (H5Lexists(parent, name, H5P_DEFAULT) <= 0) return cupel_h5_group(w, parent, name);
    const hid_t group = H5Gopen2(parent, name, H5P_DEFAULT);
    if (group < 0) w->status = cupel_h5_fail(w->error, CUPEL_EIO, "/%s cannot be opened", name);
    return group;
}

static void parent_put(cupel_h5_writer *w, hid_t provenance, const salvage *s, const about_file *about)
{
    H5G_info_t info = {0};
    char name[24];
    const char *slash = strrchr(s->path, '/');
    const hid_t parents = group_in(w, provenance, "parents");
    if (w->status || H5Gget_info(parents, &info) < 0) return;
    const int64_t order = (int64_t)info.nlinks;
    int64_t number = order;
    do snprintf(name, sizeof name, "%lld", (long long)number++);
    while (H5Lexists(parents, name, H5P_DEFAULT) > 0);
    const hid_t parent = cupel_h5_group(w, parents, name);
    cupel_h5_put_integers(w, parent, "order", &order, 0);
    cupel_h5_put_text(w, parent, "content_id", about->stated_id);
    if (about->origin_id[0]) cupel_h5_put_text(w, parent, "origin_id", about->origin_id);
    cupel_h5_put_text(w, parent, "role", CUPEL_RECOVERED_FROM);
    cupel_h5_put_text(w, parent, "file_name", slash ? slash + 1 : s->path);
    cupel_h5_done(w, parent);
    cupel_h5_done(w, parents);
}

/* A salvaged file says that it is one, of what, and what is missing in it. */
static void salvaged_put(cupel_h5_writer *w, hid_t file, const salvage *s, const about_file *about)
{
    cupel_h5_put_text(w, file, "state", "recovered");
    const hid_t provenance = group_in(w, file, "provenance");
    if (!w->status && H5Aexists(provenance, "lost") <= 0 && s->losses.length)
        cupel_h5_put_text(w, provenance, "lost", cupel_text_get(&s->losses));
    if (about->stated_id[0]) parent_put(w, provenance, s, about);
    cupel_h5_done(w, provenance);
}

static cupel_status close_copy(cupel_h5_writer *w, hid_t file, const salvage *s)
{
    if (file >= 0 && H5Fclose(file) < 0 && !w->status)
        w->status = cupel_h5_fail(w->error, CUPEL_EIO, "cannot write '%s'", s->temporary);
    cupel_h5_check_disk(w, s->temporary);
    return w->status;
}

/* With the header of the root, its end or its beginning, all paths are gone; the objects may still be there.
 */
static cupel_status copy_salvaged(salvage *s, cupel_copy *copy, cupel_error *error)
{
    struct stat about;
    cupel_error problem = {0};
    const cupel_status walked = cupel_copy_all(copy, &problem);
    if (walked && walked != CUPEL_EDAMAGED) return cupel_error_set(error, walked, "%s", problem.text);
    if (walked) say_lost(s, "/", problem.text);
    if (copy->writer->status || s->losses_told == 0 || s->keep_to_paths || stat(s->path, &about) != 0)
        return copy->writer->status;
    cupel_child_restrict(1); /* or run in circles; the next child then has time left */
    const cupel_status status = cupel_scavenge(copy, s->source, (uint64_t)about.st_size, error);
    cupel_child_restrict(CUPEL_CHILD_SECONDS);
    if (!status && copy->data_sets == 0) CUPEL_FAIL(error, CUPEL_EDAMAGED, "holds nothing that can be read");
    return status;
}

static cupel_status copy_file(salvage *s, hid_t from, salvage_end *end)
{
    char headless[CUPEL_ERROR_TEXT] = "";
    about_file about = {.kind = ""};
    cupel_error *error = &end->error;
    cupel_status status = read_about(from, &about, error);
    if (status == CUPEL_EDAMAGED && s->recover) {
        about = (about_file){.version = CUPEL_FORMAT_VERSION,
                             .kind = "run"}; /* what every value is worth, its digest says */
        snprintf(headless, sizeof headless, "%s", error->text);
        *error = (cupel_error){0};
    } else if (status) {
        return status;
    }
    memcpy(end->stated_id, about.stated_id, sizeof end->stated_id);
    cupel_h5_writer w = cupel_h5_writer_new(error);
    w.threads = 1; /* a forked child has none */
    w.plain = true;
    const hid_t to = create(s, &w, about.kind, about.version);
    cupel_copy copy = {.from = from,
                       .to = to,
                       .writer = &w,
                       .salvage = s->recover,
                       .host = s,
                       .left_out = say_left_out,
                       .lost = say_lost,
                       .skip = s->recover ? skip : NULL};
    if (!w.status && headless[0]) say_lost(s, "/", headless);
    if (!w.status) w.status = s->recover ? copy_salvaged(s, &copy, error) : cupel_copy_all(&copy, error);
    free(copy.reached);
    end->data_sets = copy.data_sets;
    if (!w.status && s->recover && copy.data_sets == 0)
        w.status = cupel_error_set(error, CUPEL_EDAMAGED, "holds nothing that can be read");
    if (s->recover) salvaged_put(&w, to, s, &about);
    if (strcmp(about.kind, "run") == 0) cupel_vtkhdf_write(&w, to);
    cupel_content_id_write(&w, to, strcmp(about.kind, "test") == 0, end->content_id);
    return close_copy(&w, to, s);
}

static void copy_job(void *host, int out)
{
    salvage *s = host;
    salvage_end end = {.content_id = ""};
    struct stat size;
    s->out = out;
    /* on damaged files HDF5 can wait for itself without end */
    if (s->recover && stat(s->path, &size) == 0) alarm(4 + (unsigned)(size.st_size >> 20));
    const hid_t from =
        s->recover ? cupel_leftover_open(s->source, &end.error) : cupel_h5_open_file(s->source);
    if (from < 0 && !end.error.status)
        cupel_h5_fail(&end.error, CUPEL_EDAMAGED, "cannot be opened");
    else if (from >= 0)
        end.error.status = copy_file(s, from, &end);
    cupel_child_say(out, 'E', &end, sizeof end, NULL, 0);
}

/* ---- segments of a killed run, in the child ---- */

static void case_put(cupel_h5_writer *w, hid_t file, const cupel_run_record *run)
{
    const cupel_h5_about about = {.long_name = "the case file as given", .order = 0};
    const hid_t group = cupel_h5_group(w, file, "case");
    if (run->case_source)
        cupel_h5_write_text(w, group, "source", run->case_source, run->case_source_count, &about);
    cupel_h5_done(w, group);
    cupel_h5_put_text(w, file, "title", run->title);
    cupel_h5_put_text(w, file, "project", run->project);
    cupel_h5_put_text(w, file, "license", run->license);
    cupel_h5_put_text(w, file, "creator", run->creator);
    cupel_h5_put_text(w, file, "created", run->created);
}

/* Steps that have no place yet get one. */
typedef struct ordering {
    cupel_h5_writer *writer;
    int64_t order;
} ordering;

static herr_t order_step(hid_t steps, const char *name, const H5L_info_t *info, void *host)
{
    (void)info;
    ordering *o = host;
    const hid_t step = H5Gopen2(steps, name, H5P_DEFAULT);
    if (step < 0) return 0;
    if (H5Aexists(step, "order") <= 0) cupel_h5_put_integers(o->writer, step, "order", &o->order, 0);
    H5Gclose(step);
    return o->writer->status ? -1 : 0;
}

static void segment_copy(salvage *s, cupel_h5_writer *w, hid_t to, size_t index, size_t *data_sets)
{
    cupel_error problem = {0};
    int64_t version[2];
    const char *name = cupel_path_name(s->segments[index]);
    const hid_t from = cupel_h5_open_file(s->segments[index]);
    if (from < 0) {
        cupel_h5_fail(&problem, CUPEL_EDAMAGED, "cannot be opened");
    } else if (!cupel_guard_schema(from, version, &problem)) {
        cupel_copy copy = {.from = from,
                           .to = to,
                           .writer = w,
                           .salvage = true,
                           .host = s,
                           .left_out = say_left_out,
                           .lost = say_lost};
        w->status = cupel_copy_all(&copy, w->error);
        *data_sets += copy.data_sets;
        free(copy.reached);
    }
    if (problem.status) say_lost(s, name, problem.text);
    if (from >= 0) H5Fclose(from);
    H5Eclear2(H5E_DEFAULT);
    const hid_t steps = w->status ? H5I_INVALID_HID : H5Gopen2(to, "/steps", H5P_DEFAULT);
    if (steps < 0) return;
    ordering o = {w, (int64_t)index};
    H5Literate(steps, H5_INDEX_NAME, H5_ITER_INC, NULL, order_step, &o);
    H5Gclose(steps);
}

static void segments_job(void *host, int out)
{
    static const int64_t version[2] = CUPEL_FORMAT_VERSION;
    salvage *s = host;
    salvage_end end = {.content_id = ""};
    s->out = out;
    cupel_h5_writer w = cupel_h5_writer_new(&end.error);
    w.threads = 1;
    w.plain = true;
    const hid_t to = create(s, &w, "run", version);
    case_put(&w, to, s->run);
    const hid_t steps = cupel_h5_group(&w, to, "steps");
    cupel_h5_done(&w, steps);
    for (size_t i = 0; i < s->segment_count && !w.status; i++) segment_copy(s, &w, to, i, &end.data_sets);
    if (!w.status && end.data_sets == 0)
        w.status = cupel_error_set(&end.error, CUPEL_EDAMAGED, "holds nothing that can be read");
    salvaged_put(&w, to, s, &(about_file){.kind = "run"});
    cupel_vtkhdf_write(&w, to);
    cupel_content_id_write(&w, to, false, end.content_id);
    end.error.status = close_copy(&w, to, s);
    cupel_child_say(out, 'E', &end, sizeof end, NULL, 0);
}

/* ---- in the parent ---- */

static void take_text(char *out, size_t size, const char *bytes, size_t count)
{
    snprintf(out, size, "%.*s", count < size ? (int)count : (int)size - 1, bytes);
}

static cupel_status copy_hear(void *host, char tag, const char *first, size_t first_count, const char *second,
                              size_t second_count, cupel_error *error)
{
    salvage *s = host;
    if (tag == 'B') {
        take_text(s->suspect, sizeof s->suspect, first, first_count);
        return CUPEL_OK;
    }
    if (tag == 'O' || tag == 'D') {
        const char kind[2] = {tag, '\0'};
        cupel_text_add(&s->heard, kind);
        cupel_text_add_n(&s->heard, first, strnlen(first, first_count));
        cupel_text_add_n(&s->heard, "", 1);
        cupel_text_add_n(&s->heard, second, strnlen(second, second_count));
        cupel_text_add_n(&s->heard, "", 1);
        return CUPEL_OK;
    }
    salvage_end end;
    if (tag != 'E' || first_count != sizeof end)
        CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s': the copy gave no answer", s->path);
    memcpy(&end, first, sizeof end);
    s->ended = true;
    end.error.text[sizeof end.error.text - 1] = '\0';
    end.stated_id[LARGEST_ID - 1] = end.content_id[LARGEST_ID - 1] = '\0';
    if (end.error.status)
        return cupel_error_set(error, end.error.status, "'%s' %s%s", s->path,
                               end.error.text[0] == '/' ? "is damaged: " : "", end.error.text);
    s->report->data_sets = end.data_sets;
    memcpy(s->report->stated_id, end.stated_id, LARGEST_ID);
    memcpy(s->report->content_id, end.content_id, LARGEST_ID);
    return CUPEL_OK;
}

/* A file that says other things than its id stands for was changed by somebody. What was left out changes the
 * id as well; then nothing can be said, and the caller tells what was left out. */
static cupel_status compare_ids(const salvage *s, cupel_error *error)
{
    const cupel_salvage *r = s->report;
    if (s->recover || r->left_out || strcmp(r->stated_id, r->content_id) == 0) return CUPEL_OK;
    if (!r->stated_id[0]) CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' has no content id", s->path);
    CUPEL_FAIL(error, CUPEL_EDAMAGED, "'%s' says other things than its content id stands for", s->path);
}

static cupel_status verify_copy(const salvage *s, cupel_error *error)
{
    cupel_verification v = {0};
    const cupel_status status = cupel_file_verify(s->temporary, &v, error);
    if (status) return status;
    if (v.damaged) CUPEL_FAIL(error, CUPEL_EIO, "the copy of '%s' does not read back as written", s->path);
    if (strcmp(v.content_id, s->report->content_id) != 0)
        CUPEL_FAIL(error, CUPEL_EIO, "the copy of '%s' has another content id than was written", s->path);
    return CUPEL_OK;
}

/* What is not in the new file, counted and told. */
static void tell_heard(const salvage *s)
{
    const char *at = cupel_text_get(&s->heard), *end = at + s->heard.length;
    while (at < end) {
        const bool lost = *at == 'D';
        const char *path = at + 1, *what = path + strlen(path) + 1;
        if (lost) s->report->lost++;
        if (!lost) s->report->left_out++;
        if (s->report->tell) s->report->tell(s->report->host, lost, path, what);
        at = what + strlen(what) + 1;
    }
}

static bool skip_suspect(salvage *s)
{
    char **larger = s->suspect[0] ? cupel_resize(s->skipped, s->skip_count + 1, sizeof *larger) : NULL;
    if (!larger) return false;
    s->skipped = larger;
    s->skipped[s->skip_count] = strdup(s->suspect);
    if (!s->skipped[s->skip_count]) return false;
    s->skip_count++;
    s->suspect[0] = '\0';
    return true;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A child that dies on an object is followed by one that passes over it. */
static cupel_status run_children(salvage *s, cupel_child_job job, cupel_error *error)
{
    enum { CHILDREN = 24, SECONDS = 2 };
    const double start = now();
    cupel_h5_scope scope;
    cupel_status status = CUPEL_EDAMAGED;
    cupel_h5_enter(&scope);
    for (int i = 0; i < CHILDREN; i++) {
        unlink(s->temporary);
        cupel_text_free(&s->heard);
        s->heard = (cupel_text){0};
        s->suspect[0] = '\0';
        s->ended = false;
        status = s->recover ? cupel_child_run_heard(s->path, s, job, copy_hear, error)
                            : cupel_child_run(s->source, s, job, copy_hear, error);
        if (!status || s->ended || !s->recover || s->keep_to_paths || !skip_suspect(s)) break;
        s->keep_to_paths = now() - start > SECONDS || i == CHILDREN - 2; /* the last try */
    }
    cupel_h5_leave(&scope);
    if (!status && s->heard.failed) status = cupel_out_of_memory(error, s->path);
    if (!status) tell_heard(s);
    cupel_text_free(&s->heard);
    for (size_t i = 0; i < s->skip_count; i++) free(s->skipped[i]);
    free(s->skipped);
    return status;
}

static cupel_status run_salvage(salvage *s, cupel_child_job job, const char *output, cupel_error *error)
{
    cupel_status status = run_children(s, job, error);
    if (!status) status = compare_ids(s, error);
    if (!status) status = verify_copy(s, error);
    if (!status) status = cupel_file_commit(s->temporary, output, error);
    if (status) unlink(s->temporary);
    return status;
}

static cupel_status temporary_path(const char *output, const char *ending, char out[PATH_MAX],
                                   cupel_error *error)
{
    const int length = snprintf(out, PATH_MAX, "%s.tmp-%ld%s", output, (long)getpid(), ending);
    if (length < 0 || length >= PATH_MAX) CUPEL_FAIL(error, CUPEL_EINVAL, "the file name is too long");
    if (cupel_file_exists(output))
        CUPEL_FAIL(error, CUPEL_EINVAL, "'%s' is there already; name another file", output);
    return CUPEL_OK;
}

static void start_report(cupel_salvage *report)
{
    *report = (cupel_salvage){.name = report->name, .host = report->host, .tell = report->tell};
}

cupel_status cupel_file_import(const char *path, const char *output, cupel_salvage *report,
                               cupel_error *error)
{
    char temporary[PATH_MAX];
    const char *name = report->name ? report->name : path;
    salvage s = {.path = name, .source = path, .temporary = temporary, .report = report};
    start_report(report);
    cupel_status status = temporary_path(output, "", temporary, error);
    if (!status) status = cupel_guard_signature(path, error);
    if (!status) status = run_salvage(&s, copy_job, output, error);
    if (status && error) snprintf(error->file, sizeof error->file, "%s", name);
    return status;
}

cupel_status cupel_file_recover(const char *path, const char *output, cupel_salvage *report,
                                cupel_error *error)
{
    char temporary[PATH_MAX], copy[PATH_MAX];
    salvage s = {.path = path, .source = copy, .temporary = temporary, .recover = true, .report = report};
    start_report(report);
    cupel_status status = temporary_path(output, "", temporary, error);
    if (!status) status = temporary_path(output, "-copy", copy, error);
    if (!status) status = cupel_guard_signature(path, error);
    if (!status) {
        status = cupel_leftover_copy(path, copy, error);
        if (!status) status = run_salvage(&s, copy_job, output, error);
        unlink(copy);
    }
    if (status) cupel_error_place(error, path, 0, 0);
    return status;
}

/* ---- the folder of a killed run ---- */

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* "0003-roll.h5": in the order of the steps by name. */
static cupel_status list_segments(const char *folder, cupel_arena *arena, salvage *s, cupel_error *error)
{
    DIR *directory = opendir(folder);
    if (!directory)
        CUPEL_FAIL(error, CUPEL_EINVAL, "cannot read the folder '%s': %s", folder, strerror(errno));
    cupel_status status = CUPEL_OK;
    for (const struct dirent *entry; !status && (entry = readdir(directory));) {
        const size_t length = strlen(entry->d_name);
        if (length < 8 || entry->d_name[4] != '-' || strcmp(entry->d_name + length - 3, ".h5") != 0) continue;
        char **larger = cupel_resize(s->segments, s->segment_count + 1, sizeof *larger);
        if (larger) s->segments = larger;
        char *path = larger ? cupel_arena_format(arena, "%s/%s", folder, entry->d_name) : NULL;
        if (path)
            s->segments[s->segment_count++] = path;
        else
            status = cupel_out_of_memory(error, "the folder");
    }
    closedir(directory);
    if (!status && s->segment_count == 0)
        status = cupel_error_set(error, CUPEL_EINVAL, "'%s' holds no finished step", folder);
    if (!status) qsort(s->segments, s->segment_count, sizeof *s->segments, by_name);
    return status;
}

/* Whoever computes there holds the lock. */
static cupel_status check_lock(const char *folder, int *lock, cupel_error *error)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/lock", folder);
    *lock = open(path, O_RDONLY | O_CLOEXEC);
    if (*lock < 0 || flock(*lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return CUPEL_OK;
    CUPEL_FAIL(error, CUPEL_EINVAL, "another process is working on '%s'; wait for it or stop it", folder);
}

cupel_status cupel_part_recover(const char *folder, const char *output, const cupel_run_record *run,
                                cupel_salvage *report, cupel_error *error)
{
    char temporary[PATH_MAX];
    int lock = -1;
    salvage s = {.path = folder, .temporary = temporary, .recover = true, .run = run, .report = report};
    start_report(report);
    cupel_arena *arena = cupel_arena_new();
    cupel_status status =
        arena ? temporary_path(output, "", temporary, error) : cupel_out_of_memory(error, folder);
    if (!status) status = check_lock(folder, &lock, error);
    if (!status) status = list_segments(folder, arena, &s, error);
    if (!status) status = run_salvage(&s, segments_job, output, error);
    if (status) cupel_error_place(error, folder, 0, 0);
    if (lock >= 0) close(lock);
    free(s.segments);
    cupel_arena_free(arena);
    return status;
}
