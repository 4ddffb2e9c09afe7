/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#define _GNU_SOURCE /* sched_getaffinity */
#include "machine.h"

#include <ctype.h>
#include <fftw3.h>
#include <gnu/libc-version.h>
#include <gsl/gsl_version.h>
#include <omp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#include "base/build.h"
#include "base/text.h"
#include "store/store.h"

extern char *openblas_get_config(void); /* its header clashes with <complex.h> */

static void trim(char *text)
{
    size_t length = strlen(text);
    while (length > 0 && isspace((unsigned char)text[length - 1])) text[--length] = '\0';
}

static bool read_line(const char *path, char *out, size_t size)
{
    FILE *file = fopen(path, "r");
    if (!file) return false;
    const bool done = fgets(out, (int)size, file) != NULL;
    fclose(file);
    if (done) trim(out);
    return done;
}

static void read_cpuinfo(bench_machine *machine)
{
    enum { MOST = 4096 };
    FILE *file = fopen("/proc/cpuinfo", "r");
    if (!file) return;
    char line[4096];
    long package = 0;
    long *seen = calloc(MOST, sizeof *seen);
    int cores = 0;
    while (seen && fgets(line, sizeof line, file)) {
        char *value = strchr(line, ':');
        if (!value) continue;
        value++;
        while (*value == ' ') value++;
        trim(value);
        if (strncmp(line, "model name", 10) == 0)
            snprintf(machine->cpu, sizeof machine->cpu, "%.127s", value);
        if (strncmp(line, "flags", 5) == 0 && strstr(value, " hypervisor")) machine->virtual_machine = true;
        if (strncmp(line, "physical id", 11) == 0) package = strtol(value, NULL, 10);
        if (strncmp(line, "core id", 7) == 0) {
            const long core = package * 65536 + strtol(value, NULL, 10);
            int i = 0;
            while (i < cores && seen[i] != core) i++;
            if (i == cores && cores < MOST) seen[cores++] = core;
        }
    }
    free(seen);
    fclose(file);
    if (cores > 0) machine->cores = cores;
}

static size_t cache_size(const char *text)
{
    char *end;
    const size_t number = strtoul(text, &end, 10);
    return *end == 'K' ? number << 10 : *end == 'M' ? number << 20 : number;
}

/* Sizes from sysfs: each instance of a cache is counted at the first processor of those that share it. */
static void read_caches(bench_machine *machine)
{
    char path[160], text[256];
    for (int cpu = 0; cpu < machine->processors; cpu++)
        for (int index = 0; index < 8; index++) {
            snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cache/index%d/level", cpu, index);
            if (!read_line(path, text, sizeof text)) break;
            const int level = atoi(text);
            snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cache/index%d/shared_cpu_list", cpu,
                     index);
            if ((level != 2 && level != 3) || !read_line(path, text, sizeof text) || atoi(text) != cpu)
                continue;
            snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu%d/cache/index%d/size", cpu, index);
            if (!read_line(path, text, sizeof text)) continue;
            if (level == 2) machine->l2_bytes = cache_size(text);
            if (level == 3) machine->l3_bytes += cache_size(text);
        }
#ifdef _SC_LEVEL3_CACHE_SIZE
    const long l2 = sysconf(_SC_LEVEL2_CACHE_SIZE), l3 = sysconf(_SC_LEVEL3_CACHE_SIZE);
    if (machine->l2_bytes == 0 && l2 > 0) machine->l2_bytes = (size_t)l2;
    if (machine->l3_bytes == 0 && l3 > 0) machine->l3_bytes = (size_t)l3;
#endif
}

static size_t available_memory(void)
{
    size_t bytes = 0;
    char line[256];
    FILE *file = fopen("/proc/meminfo", "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "MemAvailable:", 13) == 0) bytes = strtoul(line + 13, NULL, 10) << 10;
    if (file) fclose(file);
    /* a container may be allowed less than the machine has; "max" reads as 0 */
    if (read_line("/sys/fs/cgroup/memory.max", line, sizeof line)) {
        const size_t limit = strtoul(line, NULL, 10);
        if (limit > 0 && limit < bytes) bytes = limit;
    }
    return bytes;
}

static int count_nodes(void)
{
    char path[64];
    int nodes = 0;
    for (int node = 0; node < 1024; node++) {
        snprintf(path, sizeof path, "/sys/devices/system/node/node%d", node);
        if (access(path, F_OK) == 0) nodes++;
    }
    return nodes > 0 ? nodes : 1;
}

void bench_machine_read(bench_machine *machine)
{
    *machine = (bench_machine){
        .cpu = "unknown", .architecture = "unknown", .system = "unknown", .governor = "unknown"};
    if (getloadavg(machine->load, 3) != 3) machine->load[0] = machine->load[1] = machine->load[2] = -1;
    struct utsname name;
    if (uname(&name) == 0) {
        snprintf(machine->architecture, sizeof machine->architecture, "%.*s", BENCH_TEXT - 1, name.machine);
        snprintf(machine->system, sizeof machine->system, "%.32s %.64s", name.sysname, name.release);
    }
    machine->processors = (int)sysconf(_SC_NPROCESSORS_ONLN);
    machine->cores = machine->allowed = machine->processors;
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) machine->allowed = CPU_COUNT(&set);
    read_cpuinfo(machine);
    char text[BENCH_TEXT];
    machine->smt = read_line("/sys/devices/system/cpu/smt/active", text, sizeof text)
                       ? text[0] == '1'
                       : machine->cores < machine->processors;
    if (read_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", text, sizeof text))
        snprintf(machine->governor, sizeof machine->governor, "%s", text);
    machine->numa_nodes = count_nodes();
    read_caches(machine);
    machine->memory_available = available_memory();
}

static json_t *libraries(void)
{
    char c_library[64];
    snprintf(c_library, sizeof c_library, "glibc %s", gnu_get_libc_version());
    json_t *all = json_pack("{s:s, s:s, s:s}", "gsl", gsl_version, "fftw", fftw_version, "c", c_library);
    char hdf5[64];
    cupel_store_library(hdf5);
    json_object_set_new(all, "hdf5", json_string(hdf5));
    json_object_set_new(all, "jansson", json_string(jansson_version_str()));
    json_object_set_new(all, "openblas", json_string(openblas_get_config()));
    json_object_set_new(all, "openmp", json_integer(_OPENMP));
    return all;
}

static const char *binding_text(void)
{
    switch (omp_get_proc_bind()) {
    case omp_proc_bind_false:
        return "false";
    case omp_proc_bind_true:
        return "true";
    case omp_proc_bind_master:
        return "primary";
    case omp_proc_bind_close:
        return "close";
    case omp_proc_bind_spread:
        return "spread";
    default:
        return "other";
    }
}

static json_t *openmp(const bench_machine *machine)
{
    const char *places = getenv("OMP_PLACES"), *wait = getenv("OMP_WAIT_POLICY");
    return json_pack("{s:s, s:s, s:i, s:s, s:i}", "proc_bind", binding_text(), "places",
                     places ? places : "unset", "place_count", omp_get_num_places(), "wait_policy",
                     wait ? wait : "unset", "allowed_processors", machine->allowed);
}

json_t *bench_machine_json(const bench_machine *machine)
{
    char date[32], host[3 * BENCH_TEXT];
    cupel_timestamp(date);
    snprintf(host, sizeof host, "%s, %s, %d cores, %d NUMA node%s%s", machine->architecture, machine->system,
             machine->cores, machine->numa_nodes, machine->numa_nodes == 1 ? "" : "s",
             machine->virtual_machine ? ", virtual machine" : "");
    json_t *context =
        json_pack("{s:s, s:s, s:s, s:i, s:i, s:b, s:i, s:I, s:I, s:s, s:b}", "date", date, "host", host,
                  "cpu", machine->cpu, "cores", machine->cores, "processors", machine->processors, "smt",
                  machine->smt, "numa_nodes", machine->numa_nodes, "l2_bytes", (json_int_t)machine->l2_bytes,
                  "l3_bytes", (json_int_t)machine->l3_bytes, "governor", machine->governor, "virtual_machine",
                  machine->virtual_machine);
    json_object_set_new(context, "load_avg",
                        json_pack("[f, f, f]", machine->load[0], machine->load[1], machine->load[2]));
    json_object_set_new(context, "compiler", json_string(cupel_build_compiler()));
    json_object_set_new(context, "flags", json_string(cupel_build_flags()));
    const char *revision = cupel_build_revision();
    json_object_set_new(context, "commit", json_string(revision[0] ? revision : "unknown"));
    json_object_set_new(context, "dirty", json_boolean(cupel_build_is_modified()));
    json_object_set_new(context, "libraries", libraries());
    json_object_set_new(context, "omp", openmp(machine));
    return context;
}
