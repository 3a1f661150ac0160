#include "schedule-values.hpp"

#include <gradstep/schedule.hpp>

namespace gradstep::python {

void fail(const std::string& message, std::string_view name) {
  error e(Reason::schedule, message);
  e.name = name;
  throw e;
}

std::string type_of(py::handle x) { return Py_TYPE(x.ptr())->tp_name; }
std::string shown(py::handle x) { return std::string(py::repr(x)) + " (" + type_of(x) + ")"; }

std::string suggestion(const std::string& word, const py::list& known) {
  const py::list near =
      py::module_::import("difflib").attr("get_close_matches")(word, known, 1, 0.5);
  return near.empty() ? std::string() : "; did you mean " + std::string(py::str(near[0])) + "?";
}

double to_number(py::handle x, const std::string& who, std::string_view name) {
  const double number =
      is_boolean(x) ? -1 : PyFloat_AsDouble(x.ptr());  // not float(): that reads strings, too
  if (is_boolean(x) || (number == -1 && PyErr_Occurred())) {
    PyErr_Clear();
    fail(who + ": " + std::string(name) + " must be a number, not " + shown(x), name);
  }
  return number;
}

std::int64_t to_count(py::handle x, const std::string& who, std::string_view name) {
  const py::object index =
      is_boolean(x) ? py::object() : py::reinterpret_steal<py::object>(PyNumber_Index(x.ptr()));
  if (!index) {
    PyErr_Clear();
    fail(who + ": " + std::string(name) + " must be a whole number, not " + shown(x), name);
  }
  int overflow = 0;
  const long long count = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
  if (overflow != 0 || count < -longest || count > longest)
    fail(
        who + ": " + std::string(name) + "=" + std::string(py::str(index)) + " is beyond 2**53 - 1",
        name);
  return count;
}

bool to_flag(py::handle x, const std::string& who, std::string_view name) {
  if (x.ptr() != Py_True && x.ptr() != Py_False)
    fail(who + ": " + std::string(name) + " must be True or False, not " + shown(x), name);
  return x.ptr() == Py_True;
}

std::optional<double> to_optional_number(py::handle x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_number(x, who, name));
}
std::optional<std::int64_t> to_optional_count(py::handle x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_count(x, who, name));
}

}  // namespace gradstep::python
