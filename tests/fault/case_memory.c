/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <omp.h>

#include "base/file.h"
#include "cupel/case.h"
#include "fault/allocations.h"
#include "model/registry.h"
#include "run/run.h"

/* Whichever allocation fails between the text of a case and its run file: memory is said to be out, every
 * block is given back, and no file is under the final name. */

static const char case_text[] =
    "cupel: 1\ntitle: memory\nsteps:\n"
    "- {id: roll, model: rolling.pass, material: C11000, entry_thickness: 0.3 mm, exit_thickness: 0.25 mm,\n"
    "   roll_radius: 60 mm, friction_coefficient: 0.06, strip_elasticity: true}\n"
    "- {id: strip, model: alloy.properties, material: C11000, temper_state: {strain: "
    "'${roll.equivalent_strain}'}}\n"
    "- {id: sink, model: heat.sink, material: 6063-T5, base_length: 100 mm, base_width: 80 mm, "
    "base_thickness: 5 mm,\n"
    "   fin_count: 20, fin_height: 30 mm, fin_thickness: 1 mm, power: 50 W, ambient_temperature: 25 degC,\n"
    "   convection: forced, fan_curve: [[0 L/s, 40 Pa], [5 L/s, 30 Pa], [10 L/s, 0 Pa]]}\n"
    "- {id: plate, model: heat.spreading, plate_size: [50 mm, 50 mm], layers: [{thickness: 5 mm, "
    "conductivity: 167}],\n"
    "   sources: [{position: [25 mm, 25 mm], size: [20 mm, 20 mm], power: 50 W}], film_coefficient: 500,\n"
    "   ambient_temperature: 300 K}\n"
    "- {id: tray, model: heat.cold_plate, plate_size: [60 mm, 20 mm], base_thickness: 2 mm, material: "
    "6063-T5,\n"
    "   channel_width: 6 mm, channel_height: 4 mm, channel_count: 2, coolant: glycol-50, inlet_temperature: "
    "25 degC,\n"
    "   sources: [{position: [30 mm, 10 mm], size: [20 mm, 10 mm], power: 10 W}], flow_rate: 1 L/min, cells: "
    "[4, 1],\n"
    "   curve_points: 2}\n"
    "- {id: path, model: heat.network, nodes: [{name: chip, capacity: 1 J/K, power_profile: [[0 s, 1 W], [9 "
    "s, 2 "
    "W]]},\n"
    "   {name: base}, {name: air, temperature: 300 K}], links: [{from: chip, to: base, resistance: 1 K/W},\n"
    "   {kind: layer, from: base, to: air, material: 6063-T5, thickness: 1 mm, area: 1 cm^2, stages: 2}],\n"
    "   responses: [{name: theta_JA, from: chip, to: air}], points_per_segment: 2,\n"
    "   structure_from: deconvolution, deconvolution_iterations: 2}\n"
    "- {id: seen, model: heat.network, impedance: '${path.impedance}', deconvolution_iterations: 2}\n"
    "- {id: fit, model: rolling.calibration, log: memory.csv, entry_thickness: 0.3 mm, roll_radius: 60 mm,\n"
    "   flow_stress: {law: constant, yield_stress: 300 MPa}, roll_deformation: rigid, fit: "
    "friction_coefficient}\n";

static const char log_text[] =
    "pass,exit_thickness [mm],roll_force [kN/mm]\n\"a\",0.25,0.9\nb,0.24,1.05\nc,0.29,\n";

static cupel_status check(cupel_error *error)
{
    return cupel_case_check("memory.yaml", error);
}

static cupel_status run(cupel_error *error)
{
    return cupel_case_run("memory.yaml", "memory-case.h5", 1, error);
}

static void remove_run(void)
{
    unlink("memory-case.h5");
    assert_int_equal(system("rm -rf memory-case.h5.part memory-case.h5.part.done"), 0);
}

/* One allocation after the other that injection_next() finds worth trying, or of those every `stride`-th. */
static void for_allocations(cupel_status (*operation)(cupel_error *), bool lasting, long stride, bool forks)
{
    cupel_error error = {0};
    remove_run();
    injection_arm(0, false);
    assert_int_equal(operation(&error), CUPEL_OK);
    injection_disarm();
    assert_in_range(injection.recorded, 10, INJECTION_CALLS - 1);
    long tried = 0;
    for (long nth = 0, met = 0; (nth = injection_next(nth)) != 0;) {
        if (met++ % stride) continue;
        tried++;
        remove_run();
        error = (cupel_error){0};
        const long before = live;
        injection_arm(nth, lasting);
        const cupel_status status = operation(&error);
        injection_disarm();
        /* an allocation of a confined child is not ours to count: there the operation may succeed */
        if (status != CUPEL_ENOMEM && !(forks && status == CUPEL_OK))
            fail_msg("allocation %ld: %s: %s", nth, cupel_status_text(status), error.text);
        if (live != before) fail_msg("allocation %ld: %ld blocks are left", nth, live - before);
        if (status && cupel_file_exists("memory-case.h5"))
            fail_msg("allocation %ld: the output is there", nth);
    }
    assert_true(tried >= 5);
}

static void checking_a_case_survives(void **state)
{
    (void)state;
    for_allocations(check, false, 1, false);
    for_allocations(check, true, 2, false);
}

static void running_a_case_survives(void **state)
{
    (void)state;
    for_allocations(run, false, 11, true);
    for_allocations(run, true, 13, true);
}

static int make(void **state)
{
    (void)state;
    omp_set_num_threads(1);
    void *frame;
    backtrace(&frame, 1); /* loads what it needs */
    cupel_error error = {0};
    if (cupel_file_write_all("memory.csv", log_text, strlen(log_text), &error)) return -1;
    if (cupel_file_write_all("memory.yaml", case_text, strlen(case_text), &error)) return -1;
    return check(&error) ? -1 : 0; /* units and the like are loaded once and stay */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checking_a_case_survives),
        cmocka_unit_test(running_a_case_survives),
    };
    return cmocka_run_group_tests(tests, make, NULL);
}
