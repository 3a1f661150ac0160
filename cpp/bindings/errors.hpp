// gradstep::error <-> the exception classes of python/gradstep/errors.py.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/types.hpp>

namespace gradstep::python {
namespace py = pybind11;

inline const char* class_of(Reason reason) {
  switch (reason) {
    case Reason::bind: return "BindError";
    case Reason::stale: return "StaleBindingError";
    case Reason::dtype: return "DTypeError";
    case Reason::gradient: return "GradientError";
    case Reason::nonfinite: return "NonFiniteGradientError";
    case Reason::hyper: return "HyperError";
    case Reason::schedule: return "ScheduleError";
    case Reason::environment:
    case Reason::busy:
    case Reason::none: break;
  }
  return "Error";
}

/// Sets the Python exception for `e`; `value` is what was refused, if there is one.
inline void set_python_error(const error& e, py::handle value = {}) {
  py::dict fields;
  const auto text = [](const std::string& s) {
    return s.empty() ? py::object(py::none()) : py::object(py::str(s));
  };
  fields["path"] = text(e.path);
  fields["group"] = text(e.group);
  fields["name"] = text(e.name);
  if (e.index >= 0) fields["index"] = py::int_(e.index);
  if (e.n >= 0) fields["n"] = py::int_(e.n);
  if (value) fields["value"] = value;
  const py::object type = py::module_::import("gradstep.errors").attr(class_of(e.reason));
  const py::object exception = type(py::str(e.what()), **fields);
  PyErr_SetObject(type.ptr(), exception.ptr());
}

inline void register_errors() {
  py::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const error& e) {
      set_python_error(e);
    }
  });
}

}  // namespace gradstep::python
