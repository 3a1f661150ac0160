// The elementary functions, for the tests that hold them against mpmath.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <gradstep/all_rules.hpp>
#include <gradstep/math.hpp>

#include <optional>
#include <string>

#include "module.hpp"

namespace gradstep::python {
namespace py = pybind11;
namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

Array elementary_function(const std::string& name, const Array& x,
                          const std::optional<Array>& second, bool scalar) {
  const Array& y = second ? *second : x;
  if (y.size() != x.size()) throw py::value_error("x and y must have one size");
  Array out(x.size());
  const auto n = static_cast<std::size_t>(x.size());
  if (name == "ipow") {
    for (std::size_t i = 0; i < n; ++i)
      out.mutable_data()[i] = ipow(x.data()[i], static_cast<std::int64_t>(y.data()[i]));
    return out;
  }
  for (const elementary::Named& f : elementary_functions(current_isa().isa)) {
    if (f.name != name) continue;
    if (!scalar) f.array(x.data(), y.data(), out.mutable_data(), n);
    for (std::size_t i = 0; scalar && i < n; ++i)
      out.mutable_data()[i] = f.scalar(x.data()[i], y.data()[i]);
    return out;
  }
  throw py::value_error("no function " + name);
}

}  // namespace

void bind_elementary(py::module_& m) {
  m.def(
      "_math",
      [](const std::string& f, const Array& x, const std::optional<Array>& y) {
        return elementary_function(f, x, y, false);
      },
      py::arg("name"), py::arg("x"), py::arg("y") = py::none(),
      "An elementary function in registers, for the tests.");
  m.def(
      "_math_scalar",
      [](const std::string& f, const Array& x, const std::optional<Array>& y) {
        return elementary_function(f, x, y, true);
      },
      py::arg("name"), py::arg("x"), py::arg("y") = py::none(), "The same one number at a time.");
}

}  // namespace gradstep::python
