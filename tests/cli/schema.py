# SPDX-FileCopyrightText: 2026 The cupel authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The JSON-schema accepts the shipped cases, and refuses broken ones where a schema can know."""
import copy
import os
import sys

import jsonschema
import yaml

sys.path.insert(0, os.environ["CUPEL_SOURCE"] + "/tests")
from program import CASE, SOURCE, cupel_json, expect  # noqa: E402

SCHEMA = cupel_json("schema")
jsonschema.Draft202012Validator.check_schema(SCHEMA)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
GOOD = yaml.safe_load(CASE.read_text())


def errors(case):
    return [error.message for error in VALIDATOR.iter_errors(case)]


def step(case, model):
    return next(s for s in case["steps"] if s["model"] == model)


def shipped_cases_pass():
    for path in sorted((SOURCE / "datasets" / "cases").glob("*.yaml")):
        expect(not errors(yaml.safe_load(path.read_text())), f"{path.name}: {errors(yaml.safe_load(path.read_text()))}")


def other_right_spellings_pass():
    for thickness in (3.5e-5, "35 um", "3.5e-5", " 35um ", "${other.h5#roll.exit_thickness}", "+.5 mm", "35 µm"):
        case = copy.deepcopy(GOOD)
        step(case, "rolling.pass")["entry_thickness"] = thickness
        expect(not errors(case), f"entry_thickness: {thickness!r} is right, but {errors(case)}")
    inline = copy.deepcopy(GOOD)
    step(inline, "rolling.pass")["material"] = {"id": "mine"}
    expect(not errors(inline), "a material may be given inline")


def broken_cases_fail():
    def change(**values):
        def apply(case):
            step(case, "rolling.pass").update(values)
        return apply

    def remove(key):
        return lambda case: step(case, "rolling.pass").pop(key)

    broken = {
        "unknown key": change(exit_thicknes="20 um"),
        "two numbers": change(exit_thickness="12 12 um"),
        "no number": change(exit_thickness="thin"),
        "half a reference": change(exit_thickness="${roll.exit_thickness"),
        "list for a number": change(exit_thickness=[1e-4]),
        "negative thickness": change(exit_thickness=-1e-4),
        "zero thickness": change(exit_thickness=0),
        "no such choice": change(roll_deformation="soft"),
        "reference for a choice": change(roll_deformation="${a.b}"),
        "text for a flag": change(strip_elasticity="perhaps"),
        "number for a material": change(material=11000),
        "mapping for a text": change(id={"a": 1}),
        "bad id": change(id="Pass 1"),
        "unknown model": change(model="rolling.pas"),
        "required key missing": remove("exit_thickness"),
        "model missing": remove("model"),
        "id missing": remove("id"),
        "no steps": lambda case: case.update(steps=[]),
        "steps missing": lambda case: case.pop("steps"),
        "version of the future": lambda case: case.update(cupel=2),
        "version missing": lambda case: case.pop("cupel"),
        "unknown head": lambda case: case.update(author="me"),
        "title is a list": lambda case: case.update(title=["a"]),
        "seed is a text": lambda case: case.update(seed="lucky"),
        "step is a text": lambda case: case["steps"].append("roll"),
    }
    for what, breaks in broken.items():
        case = copy.deepcopy(GOOD)
        breaks(case)
        expect(errors(case), f"{what}: the schema sees nothing wrong")


def step_of_one_model_has_a_schema_of_its_own():
    for model in cupel_json("describe", "--json"):
        schema = cupel_json("schema", model["name"])
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for one in GOOD["steps"]:
            expect(validator.is_valid(one) == (one["model"] == model["name"]), f"{model['name']} against {one['id']}")


shipped_cases_pass()
other_right_spellings_pass()
broken_cases_fail()
step_of_one_model_has_a_schema_of_its_own()
