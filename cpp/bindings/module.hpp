// The contents of the extension gradstep._core: each function adds a part of it to `m`.
#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

/// Schedule, the class of every schedule and the functions that compose them.
void bind_schedules(pybind11::module_& m);
/// The classes EMA, SWA, PolyakAverage, Lookahead and Mechanic, and options().
void bind_options(pybind11::module_& m);
/// commit(), which makes changes of several calls all or nothing.
void bind_commit(pybind11::module_& m);
/// StepReport and Engine.
void bind_optimizer(pybind11::module_& m);
/// What the rules say of themselves: rule_names() and rule().
void bind_rules(pybind11::module_& m);
/// The classes of gradstep.line_searches.
void bind_line_searches(pybind11::module_& m);
/// The class that gradstep.minimize drives.
void bind_minimize(pybind11::module_& m);
/// read_number() and read_whole(), for the parts that are Python.
void bind_numbers(pybind11::module_& m);
/// What is used, and why: the version, the ISA, threads.
void bind_info(pybind11::module_& m);
/// The elementary functions, for the tests.
void bind_elementary(pybind11::module_& m);

}  // namespace gradstep::python
