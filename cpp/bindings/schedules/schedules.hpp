// Schedules as Python's objects.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/schedule.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace gradstep::python {
namespace py = pybind11;

/// A schedule as an instance of its own Python class.
py::object to_python(const Schedule& s);
/// An argument of a schedule. Lists become tuples, because a schedule is a frozen value.
py::object argument_to_python(const Description::Value& value);
/// The argument of that name; null if the schedule has none, None if it is not set.
py::object attribute(const Schedule& s, std::string_view name);

/// What pickle needs: (gradstep.reconstruct.schedule, (name, arguments)).
py::object reduce(const Schedule& s);
/// A schedule from its name and arguments.
py::object make_schedule(const std::string& name, const py::dict& arguments);

/// Schedule.to_dict and Schedule.from_dict.
py::dict to_dict(const Schedule& s);
py::object from_dict(const py::object& object);

/// The names of the classes that are of a struct.
std::vector<std::string_view> names_of_structs();

/// Adds the classes to `m`.
void bind_classes(py::module_& m);
/// Adds warmup, cooldown, sequence and the other functions that make schedules of schedules to `m`.
void bind_functions(py::module_& m);

}  // namespace gradstep::python
