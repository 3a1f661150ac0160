// Every number that Python gives is read here: as an argument, from a callback, or from saved state.
#pragma once
#include <pybind11/pybind11.h>

#include <optional>
#include <string>

namespace gradstep::python {
namespace py = pybind11;

/// x as a double, if it is no float of Python's own.
[[gnu::cold]] std::optional<double> other_number(py::handle x);

/// x as a double; none if it is no number. Numbers are what float() takes, arrays and tensors
/// without axes among them, but no bool, no complex number and no text: a flag in the place of a
/// number is a slip, and an imaginary part must not be lost. Nor is an int that no double can hold.
inline std::optional<double> read_number(py::handle x) {
  if (PyFloat_CheckExact(x.ptr())) return PyFloat_AS_DOUBLE(x.ptr());
  return other_number(x);
}
/// The same of a loss, which may be an array of one element whatever its axes.
std::optional<double> read_loss(py::handle x);
/// What x is, as no number, and what to write: "'1' (str): write float(x)".
[[gnu::cold]] std::string no_number(py::handle x);

/// The name of x's dtype, if it is an array, a tensor or a scalar of theirs; else nothing. jax,
/// torch and others have dtypes of their own, whose names all end alike: "torch.bool" is "bool".
std::string dtype_name(py::handle x);

/// x as an int of Python's; null if it is no whole number. Floats are none, whatever they are.
py::object read_whole(py::handle x);
/// What x is, as no whole number, and what to write.
[[gnu::cold]] std::string no_whole(py::handle x);

}  // namespace gradstep::python
