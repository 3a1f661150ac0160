// Python values as the numbers of a schedule, and the words of the errors when they are none.
#pragma once
#include <pybind11/pybind11.h>

#include <gradstep/schedule.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradstep::python {
namespace py = pybind11;

/// A bool of Python or numpy (whose older versions let theirs pass for an index, 1).
inline bool is_boolean(py::handle x) {
  return PyBool_Check(x.ptr()) ||
         std::string_view(Py_TYPE(x.ptr())->tp_name).substr(0, 10) == "numpy.bool";
}

/// "cosine", or ("power", 0.3) if the name alone does not say it.
py::object from_shape(const Shape& shape);

/// Throws a ScheduleError about the argument `name`.
[[noreturn]] void fail(const std::string& message, std::string_view name);

std::string type_of(py::handle x);
/// "'abc' (str)"
std::string shown(py::handle x);
inline py::str pystr(std::string_view s) { return {s.data(), s.size()}; }

/// "; did you mean ...?" or nothing.
std::string suggestion(const std::string& word, const py::list& known);

// `who` wants the argument `name`; a ScheduleError if x is none.
double to_number(py::handle x, const std::string& who, std::string_view name);
std::int64_t to_count(py::handle x, const std::string& who, std::string_view name);
bool to_flag(py::handle x, const std::string& who, std::string_view name);
Shape to_shape(py::handle x, const std::string& who, std::string_view name);
std::vector<double> to_numbers(py::handle x, const std::string& who, std::string_view name);
std::vector<std::int64_t> to_counts(py::handle x, const std::string& who, std::string_view name);
std::optional<double> to_optional_number(py::handle x, const char* who, const char* name);
std::optional<std::int64_t> to_optional_count(py::handle x, const char* who, const char* name);

}  // namespace gradstep::python
