// The elementary functions, bound for the tests that hold them against mpmath.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#define GRADSTEP_ALL_ISAS 1
#include <gradstep/math.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>

#include "errors.hpp"
#include "math.hpp"

namespace gradstep::python {
namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

// The functions of the ISA that schedules use.
std::span<const elementary::Named> functions() {
#if defined(__x86_64__)
  const auto as_baseline = [](const auto& table) {
    static std::array<elementary::Named, std::size(elementary::functions)> copy{};
    for (std::size_t i = 0; i < copy.size(); ++i)
      copy[i] = {table[i].name, table[i].array, table[i].scalar};
    return std::span<const elementary::Named>(copy);
  };
  switch (current_isa().isa) {
    case Isa::avx2: return as_baseline(avx2::elementary::functions);
    case Isa::avx512: return as_baseline(avx512::elementary::functions);
    default: break;
  }
#endif
  return elementary::functions;
}

Array evaluate(const std::string& name, const Array& x, const std::optional<Array>& second,
               bool scalar) {
  const Array& y = second ? *second : x;
  if (y.size() != x.size()) throw py::value_error("x and y must have one size");
  Array out(x.size());
  const auto n = static_cast<std::size_t>(x.size());
  if (name == "ipow") {
    for (std::size_t i = 0; i < n; ++i)
      out.mutable_data()[i] = ipow(x.data()[i], static_cast<std::int64_t>(y.data()[i]));
    return out;
  }
  for (const elementary::Named& f : functions()) {
    if (f.name != name) continue;
    if (!scalar) f.array(x.data(), y.data(), out.mutable_data(), n);
    for (std::size_t i = 0; scalar && i < n; ++i)
      out.mutable_data()[i] = f.scalar(x.data()[i], y.data()[i]);
    return out;
  }
  throw py::value_error("no function " + name);
}

}  // namespace

void bind_math(py::module_& m) {
  m.def(
      "_math",
      [](const std::string& f, const Array& x, const std::optional<Array>& y) {
        return evaluate(f, x, y, false);
      },
      py::arg("name"), py::arg("x"), py::arg("y") = py::none(),
      "An elementary function in registers, for the tests.");
  m.def(
      "_math_scalar",
      [](const std::string& f, const Array& x, const std::optional<Array>& y) {
        return evaluate(f, x, y, true);
      },
      py::arg("name"), py::arg("x"), py::arg("y") = py::none(), "The same one number at a time.");
}

}  // namespace gradstep::python
