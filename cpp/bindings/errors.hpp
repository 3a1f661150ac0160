// gradstep::error <-> the exception classes of python/gradstep/errors.py.
#pragma once
#include <pybind11/pybind11.h>
#include <gradstep/types.hpp>

#include <string>
#include <string_view>

#include "python_side.hpp"

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

inline py::object exception_class(Reason reason) {
  return in_python::exception(class_of(reason)).get();
}

/// Sets the Python exception with this message and these attributes.
inline void set_python_error(Reason reason, const std::string& message, const py::dict& fields) {
  const py::object type = exception_class(reason);
  PyErr_SetObject(type.ptr(), type(message, **fields).ptr());
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
  set_python_error(e.reason, e.what(), fields);
}

/// Throws a HyperError about the argument `name`; `value` is the one that was given.
[[noreturn]] inline void refuse(const std::string& message, std::string_view name,
                                py::handle value = {}) {
  error e(Reason::hyper, message);
  e.name = name;
  set_python_error(e, value);
  throw py::error_already_set();
}

inline void register_errors() {
  // NOLINTNEXTLINE(performance-unnecessary-value-param): pybind11 asks for this signature
  py::register_exception_translator([](std::exception_ptr p) {
    try {
      if (p) std::rethrow_exception(p);
    } catch (const error& e) {
      set_python_error(e);
    }
  });
}

}  // namespace gradstep::python
