// Schedules in Python: what the other bindings need of them.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

namespace gradstep::python {
namespace py = pybind11;

/// Adds the classes Schedule, one per struct in schedules/, Warmup, Pieces, Scale, Lambda and
/// their functions to `m`.
void bind_schedules(py::module_& m);

/// A schedule as an instance of its own Python class; None for an empty one.
py::object to_python(const Schedule& s);

/// A Schedule or a callable n -> float (which becomes a Lambda); else a ScheduleError.
Schedule as_schedule(py::handle object);

}  // namespace gradstep::python
