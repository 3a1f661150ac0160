// A step's report as Python sees it.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/gradstep.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gradstep::python {
namespace py = pybind11;

/// The names of the groups and their fields, shared by the reports of an optimizer.
struct Layout {
  std::vector<std::pair<std::string, std::vector<Field>>> groups;
};

/// {group: {name: value}}, of the values of all groups in order.
py::dict values_dict(const Layout& layout, const std::vector<double>& values);

/// Immutable; true iff the step was applied.
struct Report {
  StepReport step;
  std::shared_ptr<const Layout> layout;
  // Of a closure: what it said, how often, and what a line search made of it.
  std::optional<double> loss{}, length{};
  std::int64_t evaluations = 0;
};

void bind_report(py::module_& m);

/// A Report as an object of Python, which signatures call by its class.
class ReportObject : public py::object {
 public:
  PYBIND11_OBJECT(ReportObject, py::object, py::isinstance<Report>)
};

}  // namespace gradstep::python

template <>
struct pybind11::detail::handle_type_name<gradstep::python::ReportObject> {
  static constexpr auto name = const_name("StepReport");
};
