// A function written in Python as a schedule: Lambda.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

#include <optional>

namespace gradstep::python {
namespace py = pybind11;

/// Lambda(function), or with lr MultiplicativeLambda(lr, function); a ScheduleError if it is no
/// callable, or a schedule already.
Schedule make_lambda(const py::object& function, std::optional<double> lr = {});

/// The callable that make_lambda was given.
py::object python_function(const UserFunction& function);

/// A Schedule or a callable n -> float (which becomes a Lambda); else a ScheduleError.
Schedule as_schedule(py::handle object);

}  // namespace gradstep::python
