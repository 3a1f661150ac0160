#pragma once
#include <pybind11/pybind11.h>

namespace gradstep::python {

void bind_minimize(pybind11::module_& m);

}  // namespace gradstep::python
