// Values of Python as the arguments of schedules. `who` is the class or function that has the
// argument `name`; a ScheduleError names both if x cannot be used.
#pragma once
#include <pybind11/pybind11.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gradstep {
struct Shape;
}  // namespace gradstep

namespace gradstep::python {
namespace py = pybind11;

/// Throws a ScheduleError about the argument `name`.
[[noreturn]] void fail(const std::string& message, std::string_view name);

double to_number(py::handle x, const std::string& who, std::string_view name);
std::int64_t to_count(py::handle x, const std::string& who, std::string_view name);
bool to_flag(py::handle x, const std::string& who, std::string_view name);
Shape to_shape(py::handle x, const std::string& who, std::string_view name);
std::vector<double> to_numbers(py::handle x, const std::string& who, std::string_view name);
std::vector<std::int64_t> to_counts(py::handle x, const std::string& who, std::string_view name);
std::optional<double> to_optional_number(py::handle x, const char* who, const char* name);
std::optional<std::int64_t> to_optional_count(py::handle x, const char* who, const char* name);

/// "cosine", or ("power", 0.3) if the name alone does not say it.
py::object from_shape(const Shape& shape);

}  // namespace gradstep::python
