/* SPDX-FileCopyrightText: 2026 The cupel authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The rows of rolling.pass, to be included between the braces of a table whose struct begins with
 * rolling_pass_parameters. NEEDED is the flag of what a pass cannot do without, DEFAULT(text) the default: a list of
 * passes that take from elsewhere what they do not say has 0 and NULL there. FOR_ALL_PASSES is for a table that
 * stands for several passes, WITH_COUPLING for one that solves film and heat with the pass. */

#define FIELD(field) .offset = offsetof(rolling_pass_parameters, field)
    {"material", CUPEL_MATERIAL, FIELD(material),
     .meaning = "strip: its flow_curve, and its elastic constants at 20 degC. This or flow_stress"},
    {"flow_stress", CUPEL_TABLE, FIELD(flow_stress), .table = &cupel_flow_curve_table,
     .meaning = "hardening law of the strip; goes before the flow_curve of material"},
    {"youngs_modulus", CUPEL_QUANTITY, FIELD(youngs_modulus), .unit = "Pa", .range = "(0, inf)",
     .meaning = "Young's modulus E of the strip, for strip_elasticity and the elastic roll; by default the "
                "material's "
                "at 20 degC"},
    {"poissons_ratio", CUPEL_NUMBER, FIELD(poissons_ratio), .unit = "1", .range = "(-1, 0.5]",
     .meaning = "Poisson's ratio nu of the strip, for strip_elasticity and the elastic roll; by default the "
                "material's at 20 degC"},
    {"entry_thickness", CUPEL_QUANTITY, FIELD(entry_thickness), .unit = "m", .range = "(0, 1]",
     .flags = NEEDED, .meaning = "strip thickness h1 before the pass, under entry tension"},
#ifndef FOR_ALL_PASSES
    {"exit_thickness", CUPEL_QUANTITY, FIELD(exit_thickness), .unit = "m", .range = "(0, 1]",
     .flags = NEEDED, .meaning = "strip thickness h2 after the pass, under exit tension"},
#endif
    {"prior_strain", CUPEL_NUMBER, FIELD(prior_strain), .unit = "1", .fallback = DEFAULT("0"), .range = "[0, inf)",
     .meaning = "von Mises plastic strain of the strip at entry, 0 annealed; a chain of passes refers to "
                "equivalent_strain"},
    {"width", CUPEL_QUANTITY, FIELD(width), .unit = "m", .range = "(0, 10]",
     .meaning = "strip width w, for force, torque and power of the whole strip; should be many contact "
                "lengths"},
    {"entry_tension", CUPEL_QUANTITY, FIELD(entry_tension), .unit = "Pa", .fallback = DEFAULT("0 Pa"),
     .range = "[0, inf)", .meaning = "back tension sigma_b, a stress over the entry section"},
    {"exit_tension", CUPEL_QUANTITY, FIELD(exit_tension), .unit = "Pa", .fallback = DEFAULT("0 Pa"), .range = "[0, inf)",
     .meaning = "front tension sigma_f, a stress over the exit section"},
    {"roll_radius", CUPEL_QUANTITY, FIELD(roll_radius), .unit = "m", .range = "(0, 5]", .flags = NEEDED,
     .meaning = "radius R of the work rolls as ground"},
    {"roll_youngs_modulus", CUPEL_QUANTITY, FIELD(roll_youngs_modulus), .unit = "Pa", .fallback = DEFAULT("210 GPa"),
     .range = "(0, inf)",
     .meaning = "Young's modulus E_R of the rolls: steel 210 GPa; carbide, as a rule of thumb, 550 to 600 GPa"},
    {"roll_poissons_ratio", CUPEL_NUMBER, FIELD(roll_poissons_ratio), .unit = "1", .fallback = DEFAULT("0.3"),
     .range = "(-1, 0.5]", .meaning = "Poisson's ratio nu_R of the rolls: steel 0.3, carbide 0.22"},
    {"roll_speed", CUPEL_QUANTITY, FIELD(roll_speed), .unit = "m/s", .range = "(0, inf)",
     .meaning = "surface speed V of the rolls, for the power, for mixed_film and heat, and for the strain rate where the "
                "flow stress depends on it"},
    {"friction_coefficient", CUPEL_NUMBER, FIELD(friction_coefficient), .unit = "1", .range = "[0, 10]",
     .meaning = "Coulomb friction mu of strip on roll; as a rule of thumb 0.04 to 0.1 for strip in oil, 0.02 to 0.05 for thin "
                "strip at speed. Needed unless friction has it or says mixed_film"},
    {"friction_factor", CUPEL_NUMBER, FIELD(friction_factor), .unit = "1", .range = "(0, 1]",
     .meaning = "cap m of the friction: the shear stress stays at or below m K/2; no cap when absent"},
    {"roll_deformation", CUPEL_CHOICE, FIELD(roll_deformation), .fallback = DEFAULT("auto"),
     .choices = rolling_deformations,
     .meaning = "rigid: arc of the ground radius; hitchcock: circular arc flattened by the force, always; "
                "elastic: foil regime, the roll takes the shape that the pressure gives it; auto: hitchcock "
                "where it "
                "holds, elastic elsewhere"},
    {"surface_terms", CUPEL_FLAG, FIELD(surface_terms), .fallback = DEFAULT("false"),
     .meaning = "foil regime: add the strain of the roll surface along the strip and what shear does to the "
                "shape of the roll; model_form_uncertainty then says what that changes"},
    {"strip_elasticity", CUPEL_FLAG, FIELD(strip_elasticity), .fallback = DEFAULT("false"),
     .meaning = "add the elastic entry and exit zones to the roll force; the elastic roll has them always"},
#ifdef WITH_COUPLING
    {"friction", CUPEL_TABLE, FIELD(friction), .table = &rolling_friction_table,
     .meaning = "friction law; without it Coulomb's with friction_coefficient"},
    {"heat", CUPEL_TABLE, FIELD(heat), .table = &rolling_heat_table,
     .meaning = "temperatures of strip and rolls; they act on the oil of mixed_film, and on the flow stress where it "
                "has a thermal_exponent. Without it none are known"},
#endif
#undef FIELD
