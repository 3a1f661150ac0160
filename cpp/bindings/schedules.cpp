#include "schedules.hpp"

#include <pybind11/numpy.h>

#include <array>
#include <span>

#include "docs.hpp"
#include "errors.hpp"

namespace gradstep::python {
namespace {

constexpr const char* format_key =
    "gradstep.schedule";  // marks a dict as a schedule; its value is the version
constexpr int format_version = 1;
constexpr std::size_t release_gil_from = 4096;

[[noreturn]] void fail(const std::string& message, std::string_view name = {}) {
  error e(Reason::schedule, message);
  e.name = name;
  throw e;
}

std::string type_of(py::handle x) { return Py_TYPE(x.ptr())->tp_name; }
std::string shown(py::handle x) { return std::string(py::repr(x)) + " (" + type_of(x) + ")"; }
py::str pystr(std::string_view s) { return {s.data(), s.size()}; }

/// ", did you mean ...?" or nothing.
std::string suggestion(const std::string& word, const py::list& known) {
  const py::list near =
      py::module_::import("difflib").attr("get_close_matches")(word, known, 1, 0.5);
  return near.empty() ? std::string() : "; did you mean " + std::string(py::str(near[0])) + "?";
}

// --- Python values to a schedule's arguments ---

double to_number(py::handle x, const std::string& who, std::string_view name) {
  const double number = PyBool_Check(x.ptr())
                            ? -1
                            : PyFloat_AsDouble(x.ptr());  // not float(): that reads strings, too
  if (PyBool_Check(x.ptr()) || (number == -1 && PyErr_Occurred())) {
    PyErr_Clear();
    fail(who + ": " + std::string(name) + " must be a number, not " + shown(x), name);
  }
  return number;
}

std::int64_t to_count(py::handle x, const std::string& who, std::string_view name) {
  const py::object index = PyBool_Check(x.ptr())
                               ? py::object()
                               : py::reinterpret_steal<py::object>(PyNumber_Index(x.ptr()));
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

std::optional<double> to_optional_number(const py::object& x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_number(x, who, name));
}
std::optional<std::int64_t> to_optional_count(const py::object& x, const char* who,
                                              const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_count(x, who, name));
}

/// Every class that comes from a struct in schedules/.
template <class S>
struct Bound : Schedule {
  explicit Bound(Schedule s) : Schedule(std::move(s)) {}
};
struct BoundWarmup : Schedule {};
struct BoundPieces : Schedule {};
struct BoundScale : Schedule {};
struct BoundLambda : Schedule {};

bool is_required(const Field& f) {
  return f.kind == Kind::count ? f.initial == static_cast<double>(std::int64_t{required})
                               : f.initial != f.initial;
}
bool is_open_length(const Field& f) { return f.kind == Kind::count && f.initial == open; }

template <class S>
std::size_t required_count() {
  std::size_t n = 0;
  for (const Field& f : detail::fields<S>()) n += is_required(f);
  return n;
}

template <class S>
Schedule from_arguments(const py::args& args, const py::kwargs& kwargs) {
  const auto& fields = detail::fields<S>();
  const std::string who(type_name<S>);
  const std::size_t positional = required_count<S>();
  if (args.size() > positional)
    throw py::type_error(
        who + "() takes " + std::to_string(positional) + " positional argument" +
        (positional == 1 ? "" : "s") + ", " + std::to_string(args.size()) + " were given" +
        (positional < fields.size() ? "; write " + std::string(fields[positional].name) + "="
                                    : ""));
  S s{};
  std::size_t i = 0, used = 0;
  for_each_field(s, [&](auto& member) {
    const Field& field = fields[i];
    const std::string name(field.name);
    const bool named = kwargs.contains(name.c_str());
    if (named && i < args.size()) throw py::type_error(who + "() got " + name + " twice");
    used += named;
    if (named || i < args.size()) {
      const py::object x = named ? py::object(kwargs[name.c_str()]) : py::object(args[i]);
      using M = std::remove_reference_t<decltype(member)>;
      if constexpr (std::is_same_v<M, bool>) {
        member = to_flag(x, who, name);
      } else if constexpr (std::is_same_v<M, double>) {
        member = to_number(x, who, name);
        detail::check(who, {field.name, field.kind, 0},
                      member);  // a NaN from Python is not a missing member
      } else if (!x.is_none() || !is_open_length(field)) {
        member = to_count(x, who, name);
        detail::check(who, {field.name, field.kind, 0},
                      static_cast<double>(member));  // nor is -1 an open one
      }
    } else if (is_required(field)) {
      throw py::type_error(who + "() needs " + name + " (" + std::string(find_word(name)->meaning) +
                           ")");
    }
    ++i;
  });
  if (used != kwargs.size()) {
    py::list known;
    for (const Field& f : fields) known.append(pystr(f.name));
    for (const auto& item : kwargs)
      if (!known.contains(item.first))
        throw py::type_error(who + "() has no argument " + std::string(py::str(item.first)) +
                             suggestion(std::string(py::str(item.first)), known));
  }
  return s;
}

// --- A function written in Python ---

class PythonFunction final : public UserFunction {
 public:
  explicit PythonFunction(py::object f) : function(std::move(f)) {}
  ~PythonFunction() override {
    if (!Py_IsInitialized()) {
      function.release();
      return;
    }
    const py::gil_scoped_acquire gil;
    function = py::object();
  }
  double operator()(std::int64_t n) const override {
    const py::gil_scoped_acquire gil;
    py::object result;
    try {
      result = function(n);
    } catch (py::error_already_set& e) {
      if (!e.matches(PyExc_Exception)) throw;  // Ctrl-C stays what it is
      const py::object raised =
          py::module_::import("gradstep.errors")
              .attr("ScheduleError")(call_text() + " raised " + type_of(e.value()) + " at n=" +
                                         std::to_string(n) + ": " + std::string(py::str(e.value())),
                                     py::arg("n") = n);
      PyException_SetCause(raised.ptr(), py::object(e.value()).release().ptr());
      PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(raised.ptr())), raised.ptr());
      throw py::error_already_set();
    }
    const double value = PyFloat_AsDouble(result.ptr());
    if (value == -1 && PyErr_Occurred()) {
      PyErr_Clear();
      error e(Reason::schedule, call_text() + " gave " + shown(result) +
                                    " at n=" + std::to_string(n) +
                                    ": a schedule must give a number at every step");
      e.n = n;
      throw e;
    }
    return value;
  }
  std::string text() const override {
    const py::gil_scoped_acquire gil;
    return std::string(py::str(py::getattr(function, "__qualname__", py::repr(function))));
  }
  bool equals(const UserFunction& other) const override {
    const auto* o = dynamic_cast<const PythonFunction*>(&other);
    const py::gil_scoped_acquire gil;
    return o != nullptr && function.equal(o->function);
  }
  std::size_t hash() const override {
    const py::gil_scoped_acquire gil;
    const Py_hash_t h = PyObject_Hash(function.ptr());
    if (h == -1) PyErr_Clear();  // equal things still hash equal
    return static_cast<std::size_t>(h);
  }
  py::object function;

 private:
  std::string call_text() const { return "Lambda(" + text() + ")"; }
};

Schedule make_lambda(const py::object& function) {
  if (!PyCallable_Check(function.ptr()))
    fail("Lambda: function must be a callable n -> float, not " + shown(function), "function");
  if (py::isinstance<Schedule>(function))
    fail("Lambda: function is a schedule already: use it as it is", "function");
  return detail::LambdaNode::lambda(std::make_shared<const PythonFunction>(function));
}

// --- Values and descriptions to Python ---

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
    py::object operator()(const UserFunctionRef& f) const {
      const auto* python = dynamic_cast<const PythonFunction*>(f.function.get());
      return python != nullptr ? python->function : py::object(py::str(f.function->text()));
    }
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

/// An attribute: an argument of the schedule. Lists come as tuples, a schedule being a frozen
/// value.
py::object attribute(const Schedule& s, std::string_view name, const py::object& otherwise) {
  for (const Description::Argument& a : s.describe().arguments)
    if (a.name == name) {
      py::object value =
          value_to_python(a.value, [](const Schedule& child) { return to_python(child); });
      return py::isinstance<py::list>(value) ? py::object(py::tuple(value)) : value;
    }
  return otherwise;
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

constexpr std::array composites{"warmup", "sequence", "scale", "Lambda"};

py::list all_names() {
  py::list names;
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (names.append(pystr(type_name<S>)), ...);
  }(std::type_identity<Schedules>{});
  for (const char* name : composites) names.append(name);
  return names;
}

py::object make(const std::string& name, const py::dict& arguments) {
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

py::object from_dict(const py::object& d);

py::object from_json(py::handle value) {
  if (py::isinstance<py::dict>(value)) return from_dict(py::reinterpret_borrow<py::object>(value));
  if (!py::isinstance<py::list>(value) && !py::isinstance<py::tuple>(value))
    return py::reinterpret_borrow<py::object>(value);
  py::list out;
  for (const py::handle item : value) out.append(from_json(item));
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
  return make(std::string(py::str(d["name"])), arguments);
}

// --- Evaluation ---

[[noreturn]] void refuse_steps(py::handle n) {
  fail("a step n must be an int or an array of ints, not " + shown(n) + ": write int(n)", "n");
}

py::object evaluate(const Schedule& s, const py::object& n) {
  if (PyBool_Check(n.ptr())) refuse_steps(n);
  if (!py::isinstance<py::array>(n) && PyIndex_Check(n.ptr())) {
    const auto index = py::reinterpret_steal<py::object>(PyNumber_Index(n.ptr()));
    if (!index) throw py::error_already_set();
    int overflow = 0;
    const long long step = PyLong_AsLongLongAndOverflow(index.ptr(), &overflow);
    if (overflow != 0) fail("n=" + std::string(py::str(n)) + " does not fit into 64 bits", "n");
    return py::float_(s(step));
  }
  if (PyFloat_Check(n.ptr()) || py::isinstance<py::str>(n)) refuse_steps(n);
  const auto any = py::array::ensure(n);
  if (!any) throw py::error_already_set();
  if (any.dtype().kind() != 'i' && any.dtype().kind() != 'u') refuse_steps(n);
  if (any.dtype().kind() == 'u' && any.dtype().itemsize() == 8 && any.size() > 0 &&
      py::int_(any.attr("max")()).attr("bit_length")().cast<int>() > 63)
    fail("a step in n does not fit into 64 bits with sign", "n");
  const auto steps =
      py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(any);
  if (!steps) throw py::error_already_set();
  if (steps.ndim() == 0) return py::float_(s(*steps.data()));
  py::array_t<double> out(std::vector<py::ssize_t>(steps.shape(), steps.shape() + steps.ndim()));
  const auto size = static_cast<std::size_t>(steps.size());
  const std::span<const std::int64_t> in(steps.data(), size);
  const std::span<double> values(out.mutable_data(), size);
  if (size >= release_gil_from && !s.calls_user()) {
    const py::gil_scoped_release unlocked;
    s(in, values);
  } else {
    s(in, values);
  }
  return out;
}

const Schedule* schedule_in(PyObject* self) {
  return static_cast<const Schedule*>(
      reinterpret_cast<py::detail::instance*>(self)->get_value_and_holder().value_ptr());
}

// s(int), without pybind11's dispatch, which takes longer than the schedule; all else goes to the
// method `evaluate`.
PyObject* call(PyObject* self, PyObject* args, PyObject* kwargs) noexcept {
  const Schedule* s = schedule_in(self);
  if (s == nullptr) {
    PyErr_SetString(PyExc_TypeError, "this schedule was never initialized");
    return nullptr;
  }
  if (kwargs == nullptr && PyTuple_GET_SIZE(args) == 1 &&
      PyLong_CheckExact(PyTuple_GET_ITEM(args, 0))) {
    int overflow = 0;
    const long long n = PyLong_AsLongLongAndOverflow(PyTuple_GET_ITEM(args, 0), &overflow);
    if (overflow == 0 && !s->calls_user()) {
      try {
        return PyFloat_FromDouble((*s)(n));
      } catch (...) {  // raised again below, where exceptions are translated
      }
    }
  }
  const auto method = py::reinterpret_steal<py::object>(PyObject_GetAttrString(self, "evaluate"));
  return method ? PyObject_Call(method.ptr(), args, kwargs) : nullptr;
}

// --- Classes ---

py::object python_default(const Field& f) {
  if (is_open_length(f)) return py::none();
  if (f.kind == Kind::flag) return py::bool_(f.initial != 0);
  if (f.kind == Kind::count) return py::int_(static_cast<std::int64_t>(f.initial));
  return py::float_(f.initial);
}

/// (start, *, steps=None, end=0.0), with types if `typed`.
template <class S>
std::string signature(bool typed) {
  std::string out;
  bool keyword_only = false;
  for (const Field& f : detail::fields<S>()) {
    if (!is_required(f) && !keyword_only) out += out.empty() ? "*" : ", *", keyword_only = true;
    out += (out.empty() ? "" : ", ") + std::string(f.name);
    if (typed)
      out += f.kind == Kind::flag     ? ": bool"
             : f.kind == Kind::number ? ": float"
             : is_open_length(f)      ? ": int | None"
                                      : ": int";
    if (!is_required(f)) out += (typed ? " = " : "=") + std::string(py::repr(python_default(f)));
  }
  return out;
}

/// The same for inspect, which cannot read it off a class of pybind11. NumPy has imported inspect already.
template <class S>
py::object python_signature() {
  const py::module_ inspect = py::module_::import("inspect");
  const py::object parameter = inspect.attr("Parameter");
  py::list parameters;
  for (const Field& f : detail::fields<S>()) {
    if (is_required(f)) {
      parameters.append(parameter(pystr(f.name), parameter.attr("POSITIONAL_OR_KEYWORD")));
      continue;
    }
    parameters.append(parameter(pystr(f.name), parameter.attr("KEYWORD_ONLY"),
                                py::arg("default") = python_default(f)));
  }
  return inspect.attr("Signature")(parameters);
}

template <class S>
void bind(py::module_& m) {
  static const std::string name(type_name<S>);
  static const std::string doc =
      name + "(" + signature<S>(false) + ")\n--\n\n" + std::string(docs::of(name));
  static const std::string init =
      "__init__(self, " + signature<S>(true) + ") -> None\n\n" + std::string(docs::of(name));
  py::class_<Bound<S>, Schedule> cls(m, name.c_str(), doc.c_str(), py::is_final());
  cls.def(py::init([](const py::args& args, const py::kwargs& kwargs) {
            return Bound<S>(from_arguments<S>(args, kwargs));
          }),
          init.c_str());
  py::tuple match(detail::fields<S>().size());
  std::size_t i = 0;
  for (const Field& field : detail::fields<S>()) {
    const Word& word = *find_word(field.name);
    const std::string type = field.kind == Kind::flag     ? "bool"
                             : field.kind == Kind::number ? "float"
                             : is_open_length(field)      ? "int | None"
                                                          : "int";
    const py::cpp_function get(
        [n = field.name](const Schedule& s) { return attribute(s, n, py::none()); },
        py::is_method(cls), ("(self) -> " + type + "\n\n" + std::string(word.meaning)).c_str());
    cls.def_property_readonly(std::string(field.name).c_str(), get,
                              std::string(word.meaning).c_str());
    match[i++] = pystr(field.name);
  }
  cls.attr("__match_args__") = match;
  cls.attr("__signature__") = python_signature<S>();
}

struct Attribute {
  const char *name, *type, *doc;
  py::object otherwise;
};

template <class C>
py::class_<C, Schedule> bind_composite(py::module_& m, const char* name, const char* doc,
                                       std::initializer_list<Attribute> attributes) {
  py::class_<C, Schedule> cls(m, name, doc, py::is_final());
  for (const Attribute& a : attributes) {
    const py::cpp_function get(
        [n = a.name, otherwise = a.otherwise](const Schedule& s) {
          return attribute(s, n, otherwise);
        },
        py::is_method(cls), (std::string("(self) -> ") + a.type + "\n\n" + a.doc).c_str());
    cls.def_property_readonly(a.name, get, a.doc);
  }
  return cls;
}

template <class C>
py::object cast_as(const Schedule& s) {
  C c{};
  static_cast<Schedule&>(c) = s;
  return py::cast(std::move(c));
}

}  // namespace

py::object to_python(const Schedule& s) {
  if (!s) return py::none();
  const std::string name = s.describe().name;
  if (name == "warmup") return cast_as<BoundWarmup>(s);
  if (name == "sequence") return cast_as<BoundPieces>(s);
  if (name == "scale") return cast_as<BoundScale>(s);
  if (name == "Lambda") return cast_as<BoundLambda>(s);
  py::object out;
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    static_cast<void>(((name == type_name<S> && (out = py::cast(Bound<S>(s)), true)) || ...));
  }(std::type_identity<Schedules>{});
  return out;
}

Schedule as_schedule(py::handle object) {
  if (py::isinstance<Schedule>(object)) return object.cast<Schedule>();
  if (PyCallable_Check(object.ptr()))
    return make_lambda(py::reinterpret_borrow<py::object>(object));
  fail("a schedule or a callable n -> float is needed, not " + shown(object), "schedule");
}

void bind_schedules(py::module_& m) {
  py::options options;
  options.disable_function_signatures();

  py::class_<Schedule> base(
      m, "Schedule", R"(A frozen function of the step n: 0-based, the n of the first update is 0.

s(n) takes an int or an array of ints and gives a float or a float64 array of its shape; any n, in
any order, n < 0 as 0. Schedules compare, hash, pickle and go to JSON (to_dict); repr evaluates
back. They are made by the classes and functions of gradstep.schedules.)");
  base.def("evaluate", evaluate, py::arg("n"), R"(evaluate(self, n: typing.Any) -> typing.Any

The same as s(n): the value at step n, or an array of values at an array of steps.
Raises ScheduleError if n is not made of ints, or a length is still open.)");
  base.def("__call__", evaluate, py::arg("n"), R"(__call__(self, n: typing.Any) -> typing.Any

The value at step n (int -> float), or at many (int array -> float64 array of its shape).)");
  // Past setattr, which would route calls through the method just defined; classes made from now on
  // inherit the slot.
  reinterpret_cast<PyTypeObject*>(base.ptr())->tp_call = call;
  base.def_property_readonly(
      "total_steps",
      py::cpp_function(
          [](const Schedule& s) {
            return s.total_steps() ? py::object(py::int_(*s.total_steps())) : py::none();
          },
          py::is_method(base), "(self) -> int | None"),
      "Length of the whole in updates; None if it is endless or still open.");
  base.def_property_readonly(
      "is_open", py::cpp_function(&Schedule::is_open, py::is_method(base), "(self) -> bool"),
      "Whether a length is left for total_steps= to fill; such a schedule has no values yet.");
  base.def(
      "filled",
      [](const Schedule& s, const py::object& total_steps) {
        return to_python(s.filled(to_count(total_steps, "filled", "total_steps")));
      },
      py::arg("total_steps"), R"(filled(self, total_steps: int) -> Schedule

The same with its open length filled, so that the whole is total_steps long; itself if nothing is
open.)");
  base.def("to_dict", to_dict, R"(to_dict(self) -> dict[str, typing.Any]

Plain dicts, lists, numbers and strings, for JSON. Raises ScheduleError if a Lambda is inside.)");
  base.def_static("from_dict", from_dict, py::arg("d"),
                  R"(from_dict(d: dict[str, typing.Any]) -> Schedule

The schedule that to_dict described. Raises ScheduleError naming what is unknown.)");
  base.def(
      "__reduce__",
      [](const Schedule& s) {
        const Description d = s.describe();
        return py::make_tuple(
            py::module_::import("gradstep.schedules").attr("_reconstruct"),
            py::make_tuple(d.name, arguments_to_python(
                                       d, [](const Schedule& child) { return to_python(child); })));
      },
      "__reduce__(self) -> tuple[typing.Any, ...]");
  base.def("__repr__", &Schedule::repr, "__repr__(self) -> str");
  base.def("__hash__", &Schedule::hash, "__hash__(self) -> int");
  base.def(
      "__eq__",
      [](const Schedule& s, const py::object& other) -> py::object {
        if (!py::isinstance<Schedule>(other))
          return py::reinterpret_borrow<py::object>(Py_NotImplemented);
        return py::bool_(s == other.cast<const Schedule&>());
      },
      "__eq__(self, other: object) -> bool");
  const auto times = [](const Schedule& s, const py::object& factor) -> py::object {
    if (PyBool_Check(factor.ptr()) || !PyNumber_Check(factor.ptr()) ||
        py::isinstance<py::array>(factor))
      return py::reinterpret_borrow<py::object>(Py_NotImplemented);
    return to_python(scale(s, to_number(factor, "scale", "factor")));
  };
  base.def("__mul__", times, "__mul__(self, factor: float) -> Scale\n\nfactor·s(n)");
  base.def("__rmul__", times, "__rmul__(self, factor: float) -> Scale\n\nfactor·s(n)");

  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind<S>(m), ...);
  }(std::type_identity<Schedules>{});

  const py::object none = py::none();
  bind_composite<BoundWarmup>(
      m, "Warmup", "What warmup() gives.",
      {{"schedule", "Schedule", "What follows the way up.", none},
       {"steps", "int", "Updates on the way up.", none},
       {"start", "float | None", "The value at n = 0; None: s(0)/steps.", none},
       {"shape", "str", "The way up.", py::str("linear")}});
  bind_composite<BoundPieces>(
      m, "Pieces", "What sequence() gives.",
      {{"schedules", "tuple[Schedule, ...]", "The pieces, in order.", none},
       {"at", "tuple[int, ...]", "Where each piece but the first begins.", none}});
  bind_composite<BoundScale>(m, "Scale", "What scale() and c * s give.",
                             {{"schedule", "Schedule", "What is scaled.", none},
                              {"factor", "float", "The factor.", none}});
  bind_composite<BoundLambda>(
      m, "Lambda", R"(Lambda(function)
--

Any pure function of the step: s(n) = function(n), for n an int.

What it returns must be a finite number, else a ScheduleError names n; an exception of its own
becomes the __cause__ of one. Pickles if the function does; equal if the functions are; has no
to_dict. Endless: total_steps is None.)",
      {{"function", "collections.abc.Callable[[int], float]", "The function.", none}})
      .def(py::init([](const py::object& function) {
             BoundLambda out;
             static_cast<Schedule&>(out) = make_lambda(function);
             return out;
           }),
           py::arg("function"),
           "__init__(self, function: "
           "collections.abc.Callable[[int], float]) -> None");

  m.def(
      "warmup",
      [](const py::object& schedule, const py::object& steps, const py::object& start,
         const std::string& shape, const py::object& total_steps) {
        return to_python(warmup(as_schedule(schedule), to_count(steps, "warmup", "steps"),
                                to_optional_number(start, "warmup", "start"), shape,
                                to_optional_count(total_steps, "warmup", "total_steps")));
      },
      py::arg("schedule"), py::arg("steps"), py::kw_only(), py::arg("start") = none,
      py::arg("shape") = "linear", py::arg("total_steps") = none,
      R"(warmup(schedule: Schedule | collections.abc.Callable[[int], float], steps: int, *, start: float | None = None, shape: str = 'linear', total_steps: int | None = None) -> Warmup

A way up over `steps` updates, then `schedule` from its own beginning.

    s(n) = schedule(0)·(n + 1)/steps                for n < steps: no update is wasted on 0
    s(n) = start + (schedule(0) - start)·n/steps    for n < steps, if start is given
    s(n) = schedule(n - steps)                      from there on

total_steps is the length of the whole: it fills an open `schedule` (total_steps - steps is left to
it), must agree with one that has a length, and is kept for an endless one. steps=0 adds nothing.
Raises ScheduleError naming the argument.)");
  m.def(
      "sequence",
      [](const py::object& schedules, const py::object& at, const py::object& total_steps) {
        std::vector<Schedule> pieces;
        if (!py::isinstance<py::iterable>(schedules) || !py::isinstance<py::iterable>(at))
          fail("sequence: schedules and at must be lists",
               py::isinstance<py::iterable>(at) ? "schedules" : "at");
        for (const py::handle s : schedules) pieces.push_back(as_schedule(s));
        std::vector<std::int64_t> milestones;
        for (const py::handle n : at) milestones.push_back(to_count(n, "sequence", "at"));
        return to_python(sequence(std::move(pieces), std::move(milestones),
                                  to_optional_count(total_steps, "sequence", "total_steps")));
      },
      py::arg("schedules"), py::kw_only(), py::arg("at") = py::tuple(),
      py::arg("total_steps") = none,
      R"(sequence(schedules: collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]], *, at: collections.abc.Iterable[int] = (), total_steps: int | None = None) -> Pieces

One schedule after another: schedules[i] holds from n = at[i - 1] up to at[i], counting from 0.

    s(n) = schedules[i](n - at[i - 1]),  i = the number of milestones <= n

`at` has one milestone less than there are schedules and does not decrease; 0 is allowed. A piece
whose length is open takes that of its stretch; the last one takes what total_steps, the length of
the whole, leaves it. total_steps must agree with a last piece that has a length and is kept for an
endless one. Raises ScheduleError naming the argument.)");
  m.def(
      "scale",
      [](const py::object& schedule, const py::object& factor) {
        return to_python(scale(as_schedule(schedule), to_number(factor, "scale", "factor")));
      },
      py::arg("schedule"), py::arg("factor"),
      R"(scale(schedule: Schedule | collections.abc.Callable[[int], float], factor: float) -> Scale

factor·schedule(n); also written factor * schedule. Raises ScheduleError if factor is negative or
not finite.)");
  m.def(
      "as_schedule", [](const py::object& object) { return to_python(as_schedule(object)); },
      py::arg("object"),
      R"(as_schedule(object: Schedule | collections.abc.Callable[[int], float]) -> Schedule

A schedule as it is; a callable n -> float as a Lambda. Raises ScheduleError for anything else.)");
  m.def("_make_schedule", make, py::arg("name"), py::arg("arguments"),
        "_make_schedule(name: str, arguments: dict[str, typing.Any]) -> Schedule\n\nFrom a name "
        "and arguments, as pickles hold them.");
}

}  // namespace gradstep::python
