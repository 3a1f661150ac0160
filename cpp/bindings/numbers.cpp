#include "numbers.hpp"

#include <pybind11/numpy.h>

#include <string_view>

#include "module.hpp"
#include "values.hpp"

namespace gradstep::python {

std::string dtype_name(py::handle x) {
  if (PyType_Check(x.ptr())) return {};  // numpy.float32 itself
  const py::object dtype = py::getattr(x, "dtype", py::none());
  if (dtype.is_none() || !py::hasattr(x, "shape")) return {};
  const std::string name = text(dtype);
  return name.substr(name.rfind('.') + 1);
}

namespace {

/// What kind of thing x is, where numbers are wanted.
enum class Sort { number, boolean, complex, text, axes, other };

bool begins(std::string_view s, std::string_view with) { return s.substr(0, with.size()) == with; }

Sort sort_of(py::handle x) {
  if (is_boolean(x)) return Sort::boolean;
  if (PyComplex_Check(x.ptr())) return Sort::complex;
  if (PyUnicode_Check(x.ptr()) || PyBytes_Check(x.ptr()) || PyByteArray_Check(x.ptr()))
    return Sort::text;
  const std::string dtype = dtype_name(x);
  if (dtype.empty()) return Sort::number;  // unless it has no __float__
  if (py::len(x.attr("shape")) != 0) return Sort::axes;
  if (begins(dtype, "bool")) return Sort::boolean;
  if (begins(dtype, "complex")) return Sort::complex;
  // Strings and times of numpy's can be made floats, and objects can be anything.
  for (const std::string_view kind : {"float", "bfloat", "int", "uint"})
    if (begins(dtype, kind)) return Sort::number;
  return Sort::other;
}

Sort sort_or_other(py::handle x) {
  try {
    return sort_of(x);
  } catch (py::error_already_set& e) {  // of a property of the caller's
    if (!e.matches(PyExc_Exception)) throw;
    return Sort::other;
  }
}

/// Forgets why it could not be converted; Ctrl-C and the like go on.
void forget_error() {
  if (!PyErr_ExceptionMatches(PyExc_Exception) || PyErr_ExceptionMatches(PyExc_MemoryError))
    throw py::error_already_set();
  PyErr_Clear();
}

std::string why_not(py::handle x, const char* type, const char* example) {
  const std::string what = shown(x);
  switch (sort_or_other(x)) {
    case Sort::boolean:
      return what + ": a bool does not count as a number; write " + example + " for it";
    case Sort::complex: return what + ": its imaginary part would be lost; write x.real";
    case Sort::text: return what + ": write " + type + "(x)";
    case Sort::axes: return what + ": an array is not one number; write x.item()";
    default: return what + ": write a number such as " + example;
  }
}

}  // namespace

std::optional<double> other_number(py::handle x) {
  if (PyFloat_Check(x.ptr())) return PyFloat_AS_DOUBLE(x.ptr());  // numpy.float64
  if (!PyLong_CheckExact(x.ptr()) && sort_or_other(x) != Sort::number) return {};
  // torch warns where a number is taken of a tensor that autograd follows.
  const bool followed = py::hasattr(x, "requires_grad") && py::hasattr(x, "detach");
  const py::object plain = followed ? x.attr("detach")() : py::reinterpret_borrow<py::object>(x);
  const double number = PyFloat_AsDouble(plain.ptr());  // not float(): that reads strings, too
  if (number != -1 || PyErr_Occurred() == nullptr) return number;
  forget_error();
  return {};
}

std::optional<double> read_loss(py::handle x) {
  if (const auto number = read_number(x)) return number;
  const bool list = py::isinstance<py::list>(x) || py::isinstance<py::tuple>(x);
  const py::object array =
      list ? py::object(py::array::ensure(x)) : py::reinterpret_borrow<py::object>(x);
  if (!array || sort_or_other(array) != Sort::axes) return {};
  try {
    return read_number(array.attr("reshape")(py::tuple()));  // which fails of other sizes
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_Exception)) throw;
    return {};
  }
}

std::string no_number(py::handle x) {
  if (PyLong_Check(x.ptr()) && !is_boolean(x))
    return shown(x) + ": it is beyond the largest float, 1.8e308";
  return why_not(x, "float", "1.0");
}

py::object read_whole(py::handle x) {
  if (PyLong_CheckExact(x.ptr())) return py::reinterpret_borrow<py::object>(x);
  if (sort_or_other(x) != Sort::number) return {};
  PyObject* found = PyNumber_Index(x.ptr());
  if (found == nullptr) {
    forget_error();
    const std::string dtype = dtype_name(x);  // int4 of ml_dtypes has no __index__
    if (!begins(dtype, "int") && !begins(dtype, "uint")) return {};
    found = PyNumber_Long(x.ptr());
    if (found == nullptr) forget_error();
  }
  return py::reinterpret_steal<py::object>(found);
}

std::string no_whole(py::handle x) {
  if (read_number(x)) return shown(x) + ": write int(x)";
  return why_not(x, "int", "1");
}

void bind_numbers(py::module_& m) {
  m.def(
      "read_number",
      [](const py::object& x) -> py::object {
        const auto number = read_number(x);
        return number ? py::object(py::float_(*number)) : py::object(py::str(no_number(x)));
      },
      py::arg("x"),
      "read_number(x: typing.Any) -> float | str\n\nThe number; or in words what x is, and what to "
      "write.");
  m.def(
      "read_loss",
      [](const py::object& x) -> py::object {
        const auto loss = read_loss(x);
        return loss ? py::object(py::float_(*loss)) : py::object(py::str(no_number(x)));
      },
      py::arg("x"),
      "read_loss(x: typing.Any) -> float | str\n\nThe same of a loss, which may be an array of one "
      "element.");
  m.def(
      "read_whole",
      [](const py::object& x) -> py::object {
        const py::object whole = read_whole(x);
        return whole ? whole : py::object(py::str(no_whole(x)));
      },
      py::arg("x"),
      "read_whole(x: typing.Any) -> int | str\n\nThe whole number; or in words what x is, and what "
      "to write.");
}

}  // namespace gradstep::python
