// Small questions to a value of Python: what it is, and how it is written.
#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <string_view>

namespace gradstep::python {
namespace py = pybind11;

inline std::string text(py::handle x) { return py::cast<std::string>(py::str(x)); }
inline py::str pystr(std::string_view s) { return {s.data(), s.size()}; }

inline std::string type_of(py::handle x) { return Py_TYPE(x.ptr())->tp_name; }

/// A bool of Python or numpy (whose older versions let theirs pass for an index, 1).
inline bool is_boolean(py::handle x) {
  return PyBool_Check(x.ptr()) ||
         std::string_view(Py_TYPE(x.ptr())->tp_name).substr(0, 10) == "numpy.bool";
}

/// Whether there is a way to iterate over x. py::isinstance<py::iterable> makes an iterator, and says
/// no if there is no memory for it.
inline bool is_iterable(py::handle x) {
  return Py_TYPE(x.ptr())->tp_iter != nullptr || PySequence_Check(x.ptr()) == 1;
}

/// "'abc' (str)"
[[gnu::cold, gnu::noinline]] inline std::string shown(py::handle x) {
  constexpr std::size_t most = 80;
  std::string text(py::repr(x));
  if (text.size() > most) {
    std::size_t end = most;
    while (end > 0 && (text[end] & 0xc0) == 0x80) --end;  // not within a character
    text = text.substr(0, end) + "...";
  }
  return text + " (" + type_of(x) + ")";
}

}  // namespace gradstep::python
