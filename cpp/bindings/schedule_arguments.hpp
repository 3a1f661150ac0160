// Python's values and the arguments of a call, for schedules and for all that words its errors as
// they do; schedules as Python's objects. Without schedule.hpp, which takes long to compile.
#pragma once
#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradstep {
class Schedule;
struct Shape;
}  // namespace gradstep

namespace gradstep::python {
namespace py = pybind11;

// Values.

/// A bool of Python or numpy (whose older versions let theirs pass for an index, 1).
inline bool is_boolean(py::handle x) {
  return PyBool_Check(x.ptr()) ||
         std::string_view(Py_TYPE(x.ptr())->tp_name).substr(0, 10) == "numpy.bool";
}

/// Throws a ScheduleError about the argument `name`.
[[noreturn]] void fail(const std::string& message, std::string_view name);

/// "'abc' (str)"
std::string shown(py::handle x);
inline py::str pystr(std::string_view s) { return {s.data(), s.size()}; }

// `who` wants the argument `name`; a ScheduleError if x is none.
double to_number(py::handle x, const std::string& who, std::string_view name);
std::int64_t to_count(py::handle x, const std::string& who, std::string_view name);
bool to_flag(py::handle x, const std::string& who, std::string_view name);
Shape to_shape(py::handle x, const std::string& who, std::string_view name);
std::vector<double> to_numbers(py::handle x, const std::string& who, std::string_view name);
std::vector<std::int64_t> to_counts(py::handle x, const std::string& who, std::string_view name);
std::optional<double> to_optional_number(py::handle x, const char* who, const char* name);
std::optional<std::int64_t> to_optional_count(py::handle x, const char* who, const char* name);

// Arguments of a call.

/// A parameter of a class or function in Python; `initial` is null if it must be given. Those that
/// need not be are keyword-only, unless `by_position`.
struct Parameter {
  std::string name, type;
  py::object initial{};
  bool by_position = false;
  bool named = false;  // keyword-only although it must be given
  bool keyword_only() const { return named || (initial && !by_position); }
};

/// "start, *, steps=None, end=0.0", with types if `typed`.
std::string signature(const std::vector<Parameter>& parameters, bool typed);
/// The same for inspect, which cannot read it off a class of pybind11.
py::object python_signature(const std::vector<Parameter>& parameters);

/// Throws the TypeErrors of a call as Python words them: too many positional arguments, an unknown
/// keyword, one given twice, one missing.
void check_call(const std::string& who, const std::vector<Parameter>& parameters,
                const py::args& args, const py::kwargs& kwargs);
/// The argument of a checked call; null if it was not given.
py::object argument(std::size_t index, const std::vector<Parameter>& parameters,
                    const py::args& args, const py::kwargs& kwargs);

// Schedules.

/// A Schedule or a callable n -> float (which becomes a Lambda); else a ScheduleError.
Schedule as_schedule(py::handle object);
/// A schedule as an instance of its own Python class.
py::object to_python(const Schedule& s);

/// What pickle needs: (gradstep.reconstruct.schedule, (name, arguments)).
py::object reduce(const Schedule& s);
/// A schedule from its name and arguments.
py::object make_schedule(const std::string& name, const py::dict& arguments);

/// Schedule.to_dict and Schedule.from_dict.
py::dict to_dict(const Schedule& s);
py::object from_dict(const py::object& object);

/// Adds to `m` one class per struct in schedules/, everything about it from the struct; Lambda and
/// MultiplicativeLambda; and Composite, of which is all that functions make.
void bind_classes(py::module_& m);

}  // namespace gradstep::python
