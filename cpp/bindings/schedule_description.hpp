// What a schedule is made of, for Python: its attributes, its dict for JSON, and back.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

#include <string>
#include <string_view>

namespace gradstep::python {
namespace py = pybind11;

/// A value of a description. Lists come as tuples, a schedule being a frozen value.
py::object to_python(const Description::Value& value);

/// An argument of the schedule; null if it has none of that name, None if it is not set.
py::object attribute(const Schedule& s, std::string_view name);

/// What pickle needs: (gradstep.schedules._reconstruct, (name, arguments)).
py::object reduce(const Schedule& s);
/// A schedule from its name and arguments.
py::object make_schedule(const std::string& name, const py::dict& arguments);

/// Schedule.to_dict and Schedule.from_dict.
py::dict to_dict(const Schedule& s);
py::object from_dict(const py::object& object);

}  // namespace gradstep::python
