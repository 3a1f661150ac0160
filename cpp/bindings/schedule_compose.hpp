#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

/// Adds warmup, cooldown, sequence and the other functions that make schedules of schedules to `m`.
void bind_functions_of_schedules(pybind11::module_& m);

}  // namespace gradstep::python
