#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

/// Adds the classes of gradstep.line_searches to `m`.
void bind_line_searches(pybind11::module_& m);
/// Adds the class that gradstep.minimize drives.
void bind_minimize(pybind11::module_& m);

}  // namespace gradstep::python
