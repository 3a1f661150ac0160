// The Python classes of schedules, all final subclasses of Schedule.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

namespace gradstep::python {
namespace py = pybind11;

/// A schedule as an instance of its own Python class.
py::object to_python(const Schedule& s);

/// Adds to `m` one class per struct in schedules/, everything about it from the struct; Lambda and
/// MultiplicativeLambda; and Composite, of which is all that functions make.
void bind_classes(py::module_& m);

}  // namespace gradstep::python
