#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

/// Adds the classes Schedule, one per struct in schedules/, Warmup, Pieces, Scale, Lambda and
/// their functions to `m`.
void bind_schedules(pybind11::module_& m);

}  // namespace gradstep::python
