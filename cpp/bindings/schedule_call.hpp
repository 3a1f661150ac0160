// s(n) in Python.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

namespace gradstep::python {
namespace py = pybind11;

/// The value at an int, or an array of values at an array of ints; else a ScheduleError.
py::object evaluate(const Schedule& s, const py::object& n);

/// For a type's tp_call: s(int), without pybind11's dispatch, which takes longer than the schedule;
/// all else goes to the method `evaluate`.
PyObject* call_schedule(PyObject* self, PyObject* args, PyObject* kwargs) noexcept;

}  // namespace gradstep::python
