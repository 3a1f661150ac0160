// Small questions to a value of Python: what it is, and how it is written.
#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <string_view>

namespace gradstep::python {
namespace py = pybind11;

/// As str() gives it; a surrogate, which UTF-8 cannot hold, as "\\udc80".
inline std::string text(py::handle x) {
  const py::object bytes = py::reinterpret_steal<py::object>(
      PyUnicode_AsEncodedString(py::str(x).ptr(), "utf-8", "backslashreplace"));
  if (!bytes) throw py::error_already_set();
  return py::cast<std::string>(bytes);
}
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

/// As Python writes it, cut where it is long; its type where Python cannot write it, as an int of
/// thousands of digits.
[[gnu::cold, gnu::noinline]] inline std::string written(py::handle x) {
  constexpr std::size_t most = 80;
  std::string text;
  try {
    text = py::repr(x);
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_Exception)) throw;
    text = "<" + type_of(x) + ">";
  }
  if (text.size() > most) {
    std::size_t end = most;
    while (end > 0 && (text[end] & 0xc0) == 0x80) --end;  // not within a character
    text = text.substr(0, end) + "...";
  }
  return text;
}

/// "'abc' (str)"
[[gnu::cold, gnu::noinline]] inline std::string shown(py::handle x) {
  return written(x) + " (" + type_of(x) + ")";
}

}  // namespace gradstep::python
