#include "schedule-description.hpp"

#include <array>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "schedule-classes.hpp"
#include "schedule-function.hpp"
#include "schedule-values.hpp"

namespace gradstep::python {
namespace {

constexpr const char* format_key =
    "gradstep.schedule";  // marks a dict as a schedule; its value is the version
constexpr int format_version = 1;

template <class Child>
py::object value_to_python(const Description::Value& value, Child child) {
  struct Visitor {
    Child child;
    py::object operator()(std::monostate) const { return py::none(); }
    py::object operator()(bool x) const { return py::bool_(x); }
    py::object operator()(std::int64_t x) const { return py::int_(x); }
    py::object operator()(double x) const { return py::float_(x); }
    py::object operator()(const std::string& x) const { return py::str(x); }
    py::object operator()(const Schedule& s) const { return child(s); }
    py::object operator()(const UserFunctionRef& f) const { return python_function(*f.function); }
    py::object operator()(const std::vector<std::int64_t>& list) const {
      py::list out;
      for (const std::int64_t x : list) out.append(py::int_(x));
      return out;
    }
    py::object operator()(const std::vector<Schedule>& list) const {
      py::list out;
      for (const Schedule& s : list) out.append(child(s));
      return out;
    }
  };
  return std::visit(Visitor{std::move(child)}, value);
}

template <class Child>
py::dict arguments_to_python(const Description& d, Child child) {
  py::dict out;
  for (const Description::Argument& a : d.arguments)
    out[pystr(a.name)] = value_to_python(a.value, child);
  return out;
}

constexpr std::array composites{"warmup", "sequence", "scale", "Lambda"};

py::list all_names() {
  py::list names;
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (names.append(pystr(type_name<S>)), ...);
  }(std::type_identity<Schedules>{});
  for (const char* name : composites) names.append(name);
  return names;
}

py::object from_json(py::handle value) {
  if (py::isinstance<py::dict>(value)) return from_dict(py::reinterpret_borrow<py::object>(value));
  if (!py::isinstance<py::list>(value) && !py::isinstance<py::tuple>(value))
    return py::reinterpret_borrow<py::object>(value);
  py::list out;
  for (const py::handle item : value) out.append(from_json(item));
  return out;
}

}  // namespace

py::object attribute(const Schedule& s, std::string_view name, const py::object& otherwise) {
  for (const Description::Argument& a : s.describe().arguments)
    if (a.name == name) {
      py::object value = value_to_python(a.value, to_python);
      return py::isinstance<py::list>(value) ? py::object(py::tuple(value)) : value;
    }
  return otherwise;
}

py::object reduce(const Schedule& s) {
  const Description d = s.describe();
  return py::make_tuple(py::module_::import("gradstep.schedules").attr("_reconstruct"),
                        py::make_tuple(d.name, arguments_to_python(d, to_python)));
}

py::object make_schedule(const std::string& name, const py::dict& arguments) {
  const py::list names = all_names();
  if (!names.contains(name))
    fail("there is no schedule named \"" + name + "\"" + suggestion(name, names), "name");
  try {
    return py::module_::import("gradstep._core").attr(name.c_str())(**arguments);
  } catch (py::error_already_set& e) {
    if (!e.matches(PyExc_TypeError)) throw;
    fail("the saved " + name +
             " does not fit this version of gradstep: " + std::string(py::str(e.value())),
         "arguments");
  }
}

py::dict to_dict(const Schedule& s) {
  const Description d = s.describe();
  if (d.name == "Lambda")
    fail(s.repr() +
             " has no form in JSON: it is a function. Pickle it, or use a schedule of "
             "gradstep.schedules",
         "function");
  py::dict out;
  out[format_key] = format_version;
  out["name"] = d.name;
  out["arguments"] = arguments_to_python(d, to_dict);
  return out;
}

py::object from_dict(const py::object& object) {
  if (!py::isinstance<py::dict>(object))
    fail("a schedule's dict is needed, not " + shown(object), "d");
  const py::dict d = object;
  const bool complete = d.contains(format_key) && d.contains("name") && d.contains("arguments");
  if (!complete || !py::isinstance<py::str>(d["name"]) || !py::isinstance<py::dict>(d["arguments"]))
    fail(std::string("this dict is no schedule: it needs the keys \"") + format_key +
             "\", \"name\" and \"arguments\"",
         "d");
  if (!py::int_(format_version).equal(d[format_key]))
    fail("this schedule was saved in format " + std::string(py::str(d[format_key])) +
             "; this version of gradstep reads " + std::to_string(format_version),
         format_key);
  py::dict arguments;
  for (const auto& [name, value] : py::dict(d["arguments"])) arguments[name] = from_json(value);
  return make_schedule(std::string(py::str(d["name"])), arguments);
}

}  // namespace gradstep::python
