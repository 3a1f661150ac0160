#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

/// Adds Schedule, the class of every schedule and the functions that compose them to `m`.
void bind_schedules(pybind11::module_& m);

}  // namespace gradstep::python
