// The classes of gradstep.line_searches.
#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

void bind_line_searches(pybind11::module_& m);

}  // namespace gradstep::python
