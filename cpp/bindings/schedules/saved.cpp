// What a schedule is made of, for Python: attributes, pickles and JSON.
#include <gradstep/schedule.hpp>

#include <string>
#include <vector>

#include "../call.hpp"
#include "../python_side.hpp"
#include "../values.hpp"
#include "arguments.hpp"
#include "function.hpp"
#include "schedules.hpp"

namespace gradstep::python {
namespace {

constexpr const char* format_key =
    "gradstep.schedule";  // marks a dict as a schedule; its value is the version
constexpr int format_version = 1;

/// A value of a description; `child` does the schedules in it.
struct ToPython {
  py::object (*child)(const Schedule&);
  bool json = false;  // which has no tuples
  py::object operator()(None) const { return py::none(); }
  py::object operator()(bool x) const { return py::bool_(x); }
  py::object operator()(std::int64_t x) const { return py::int_(x); }
  py::object operator()(double x) const { return py::float_(x); }
  py::object operator()(const std::string& x) const { return py::str(x); }
  py::object operator()(const Shape& x) const {
    py::object out = from_shape(x);
    return json && py::isinstance<py::tuple>(out) ? py::object(py::list(out)) : out;
  }
  py::object operator()(const Schedule& s) const { return child(s); }
  py::object operator()(const UserFunctionRef& f) const { return function_of(f); }
  template <class T>
  py::object operator()(const std::vector<T>& list) const {
    py::list out;
    for (const T& x : list) out.append((*this)(x));
    return out;
  }
};

py::dict arguments_to_python(const Description& d, const ToPython& convert) {
  py::dict out;
  for (const Description::Argument& a : d.arguments) out[pystr(a.name)] = a.value.visit(convert);
  return out;
}

/// One level of what is read, as long as it lives; Python says how many there may be.
struct Nesting {
  Nesting() {
    if (Py_EnterRecursiveCall(" while reading a schedule") == 0) return;
    if (!PyErr_ExceptionMatches(PyExc_RecursionError)) throw py::error_already_set();
    PyErr_Clear();
    fail("this dict is no schedule: it is nested too deeply", "d");
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  ~Nesting() { Py_LeaveRecursiveCall(); }
};

py::object from_json(py::handle value) {
  if (py::isinstance<py::dict>(value)) return from_dict(py::reinterpret_borrow<py::object>(value));
  if (!py::isinstance<py::list>(value) && !py::isinstance<py::tuple>(value))
    return py::reinterpret_borrow<py::object>(value);
  const Nesting nesting;
  py::list out;
  for (const py::handle item : value) out.append(from_json(item));
  return out;
}

/// Whether something is the number of the format. Of an array, say, comparing has no truth value.
bool is_version(const py::object& x) {
  if (is_boolean(x)) return false;
  const int same = PyObject_RichCompareBool(py::int_(format_version).ptr(), x.ptr(), Py_EQ);
  if (same < 0 && !PyErr_ExceptionMatches(PyExc_ValueError)) throw py::error_already_set();
  if (same < 0) PyErr_Clear();
  return same == 1;
}

}  // namespace

py::object argument_to_python(const Description::Value& value) {
  py::object out = value.visit(ToPython{to_python});
  return py::isinstance<py::list>(out) ? py::object(py::tuple(out)) : out;
}

py::object attribute(const Schedule& s, std::string_view name) {
  for (const Description::Argument& a : s.describe().arguments)
    if (a.name == name) return argument_to_python(a.value);
  // Only written down where they say something.
  return name == "counters" && s.observes() ? py::none() : py::object();
}

py::object reduce(const Schedule& s) {
  const Description d = s.describe();
  return py::make_tuple(in_python::reconstruct_schedule.get(),
                        py::make_tuple(d.name, arguments_to_python(d, {to_python})));
}

py::dict to_dict(const Schedule& s) {
  const Description d = s.describe();
  if (d.name == "Lambda" || d.name == "MultiplicativeLambda")
    fail(s.repr() +
             " has no form in JSON: it is a function. Pickle it, or use a schedule of "
             "gradstep.schedules",
         "function");
  py::dict out;
  out[format_key] = format_version;
  out["name"] = d.name;
  out["arguments"] = arguments_to_python(
      d, {[](const Schedule& child) -> py::object { return to_dict(child); }, true});
  return out;
}

py::object from_dict(const py::object& object) {
  const Nesting nesting;
  if (!py::isinstance<py::dict>(object))
    fail("a schedule's dict is needed, not " + shown(object), "d");
  const py::dict d = object;
  const bool complete =
      d.size() == 3 && d.contains(format_key) && d.contains("name") && d.contains("arguments");
  if (!complete || !py::isinstance<py::str>(d["name"]) || !py::isinstance<py::dict>(d["arguments"]))
    fail(std::string("this dict is no schedule: it has the keys \"") + format_key +
             "\", \"name\" and \"arguments\"",
         "d");
  if (!is_version(d[format_key]))
    fail("this schedule was saved in format " + std::string(py::repr(d[format_key])) +
             "; this version of gradstep reads " + std::to_string(format_version),
         format_key);
  py::dict arguments;
  for (const auto& [name, value] : py::dict(d["arguments"])) arguments[name] = from_json(value);
  return make_schedule(text(d["name"]), arguments);
}

py::object make_schedule(const std::string& name, const py::dict& arguments) {
  py::list names;
  for (const std::string_view struct_name : names_of_structs()) names.append(pystr(struct_name));
  for (const char* other :
       {"Lambda", "MultiplicativeLambda", "warmup", "cooldown", "sequence", "every", "stretch",
        "shift", "cycle", "clip", "scale", "noise", "multiply", "add", "extend"})
    names.append(other);
  if (!names.contains(name))
    fail("there is no schedule named \"" + name + "\"" + suggestion(name, names), "name");
  try {
    return in_python::own(name.c_str())(**arguments);
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_TypeError)) throw;
    fail("the saved " + name + " does not fit this version of gradstep: " + text(e.value()),
         "arguments");
  }
}

}  // namespace gradstep::python
