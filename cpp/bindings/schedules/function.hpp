// Functions of Python as schedules.
#pragma once
#include <pybind11/pybind11.h>

#include <optional>

namespace gradstep {
class Schedule;
struct UserFunctionRef;
}  // namespace gradstep

namespace gradstep::python {
namespace py = pybind11;

/// Lambda(function), or with lr MultiplicativeLambda(lr, function); a ScheduleError if it is no
/// callable, or a schedule already.
Schedule make_lambda(const py::object& function, std::optional<double> lr = {});
/// The function that was given to make_lambda().
py::object function_of(const UserFunctionRef& f);

/// A Schedule or a callable n -> float (which becomes a Lambda); else a ScheduleError.
Schedule as_schedule(py::handle object);

}  // namespace gradstep::python
