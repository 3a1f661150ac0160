// Python's values and arguments as those of the structs in schedules/, their classes, and back again:
// attributes, pickles, JSON.
#include "schedule_arguments.hpp"

#include <gradstep/detail/schedule/node.hpp>
#include <gradstep/detail/schedule/text.hpp>
#include <gradstep/schedule.hpp>

#include <array>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

#include "docs.hpp"

namespace gradstep::python {

// Values.

namespace {

/// "; did you mean ...?" or nothing.
std::string suggestion(const std::string& word, const py::list& known) {
  const py::list near =
      py::module_::import("difflib").attr("get_close_matches")(word, known, 1, 0.5);
  return near.empty() ? std::string() : "; did you mean " + std::string(py::str(near[0])) + "?";
}

std::string type_of(py::handle x) { return Py_TYPE(x.ptr())->tp_name; }

constexpr std::array<std::pair<std::string_view, Shape>, 6> shapes{{
    {"linear", {Shape::linear}},
    {"cosine", {Shape::cosine}},
    {"1-sqrt", sqrt_shape},
    {"1-square", square_shape},
    {"power", {Shape::power, -1}},  // only with a number
    {"exponential", {Shape::exponential, 0.1}},
}};

/// "cosine", or ("power", 0.3) if the name alone does not say it.
py::object from_shape(const Shape& shape) {
  const std::string name = detail::shape_name(shape);
  if (detail::shape_has_number(shape)) return py::make_tuple(name, shape.x);
  return py::str(name);
}

template <class Value, class One>
std::vector<Value> to_list(py::handle x, const std::string& who, std::string_view name, One one) {
  if (py::isinstance<py::str>(x) || !py::isinstance<py::iterable>(x))
    fail(who + ": " + std::string(name) + " must be a list of numbers, not " + shown(x), name);
  std::vector<Value> out;
  for (const py::handle item : x) out.push_back(one(item, who, name));
  return out;
}

}  // namespace

void fail(const std::string& message, std::string_view name) {
  error e(Reason::schedule, message);
  e.name = name;
  throw e;
}

std::string shown(py::handle x) {
  constexpr std::size_t most = 80;
  std::string text(py::repr(x));
  if (text.size() > most) {
    std::size_t end = most;
    while (end > 0 && (text[end] & 0xc0) == 0x80) --end;  // not within a character
    text = text.substr(0, end) + "...";
  }
  return text + " (" + type_of(x) + ")";
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

Shape to_shape(py::handle x, const std::string& who, std::string_view name) {
  const bool pair = (py::isinstance<py::tuple>(x) || py::isinstance<py::list>(x)) &&
                    py::len(x) == 2 && py::isinstance<py::str>(x[py::int_(0)]);
  if (pair || py::isinstance<py::str>(x)) {
    const auto word = py::cast<std::string>(pair ? py::object(x[py::int_(0)])
                                                 : py::reinterpret_borrow<py::object>(x));
    for (const auto& [known, shape] : shapes) {
      const bool takes = known == "power" || known == "exponential";
      if (word != known || (pair ? !takes : known == "power")) continue;
      Shape out = shape;
      if (pair) out.x = to_number(x[py::int_(1)], who, name);
      return out;
    }
  }
  fail(who + ": " + std::string(name) +
           " must be \"linear\", \"cosine\", \"1-sqrt\", \"1-square\", \"exponential\", "
           "(\"power\", p) or (\"exponential\", r), not " +
           shown(x),
       name);
}

std::vector<double> to_numbers(py::handle x, const std::string& who, std::string_view name) {
  return to_list<double>(x, who, name, to_number);
}
std::vector<std::int64_t> to_counts(py::handle x, const std::string& who, std::string_view name) {
  return to_list<std::int64_t>(x, who, name, to_count);
}

std::optional<double> to_optional_number(py::handle x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_number(x, who, name));
}
std::optional<std::int64_t> to_optional_count(py::handle x, const char* who, const char* name) {
  return x.is_none() ? std::nullopt : std::optional(to_count(x, who, name));
}

// Arguments of a call.

namespace {

/// What an argument of other libraries, or of another schedule, is called here.
constexpr std::pair<std::string_view, std::string_view> elsewhere[]{{"lr", "start"},
                                                                    {"lr", "peak"},
                                                                    {"max_lr", "peak"},
                                                                    {"start", "lr"},
                                                                    {"init_value", "start"},
                                                                    {"min_lr", "end"},
                                                                    {"eta_min", "end"},
                                                                    {"end_value", "end"},
                                                                    {"T_max", "steps"},
                                                                    {"T_0", "period"},
                                                                    {"total_iters", "steps"},
                                                                    {"decay_steps", "steps"},
                                                                    {"warmup_steps", "warmup"},
                                                                    {"decay", "cooldown"},
                                                                    {"milestones", "at"},
                                                                    {"boundaries", "at"},
                                                                    {"gamma", "factor"},
                                                                    {"mode", "maximize"},
                                                                    {"threshold", "rtol"},
                                                                    {"min", "lo"},
                                                                    {"max", "hi"}};

std::string hint(const std::string& word, const py::list& known) {
  for (const auto& [theirs, ours] : elsewhere)
    if (word == theirs && known.contains(pystr(ours))) return "; here it is " + std::string(ours);
  const std::string near = suggestion(word, known);
  return near.empty() ? "; it takes " + std::string(py::str(pystr(", ").attr("join")(known)))
                      : near;
}

}  // namespace

std::string signature(const std::vector<Parameter>& parameters, bool typed) {
  std::string out;
  bool keyword_only = false;
  for (const Parameter& p : parameters) {
    if (p.keyword_only() && !keyword_only) out += out.empty() ? "*" : ", *", keyword_only = true;
    out += (out.empty() ? "" : ", ") + p.name;
    if (typed) out += ": " + p.type;
    if (p.initial) out += (typed ? " = " : "=") + std::string(py::repr(p.initial));
  }
  return out;
}

py::object python_signature(const std::vector<Parameter>& parameters) {
  const py::module_ inspect = py::module_::import("inspect");  // NumPy imports it anyway
  const py::object parameter = inspect.attr("Parameter");
  py::list out;
  for (const Parameter& p : parameters) {
    const char* kind = p.keyword_only() ? "KEYWORD_ONLY" : "POSITIONAL_OR_KEYWORD";
    out.append(parameter(p.name, parameter.attr(kind),
                         py::arg("default") = p.initial ? p.initial : parameter.attr("empty")));
  }
  return inspect.attr("Signature")(out);
}

void check_call(const std::string& who, const std::vector<Parameter>& parameters,
                const py::args& args, const py::kwargs& kwargs) {
  std::size_t positional = 0;
  py::list known;
  for (const Parameter& p : parameters) {
    positional += !p.keyword_only();
    known.append(p.name);
  }
  if (args.size() > positional)
    throw py::type_error(
        who + "() takes " + std::to_string(positional) + " positional argument" +
        (positional == 1 ? "" : "s") + ", " + std::to_string(args.size()) + " were given" +
        (positional < parameters.size() ? "; write " + parameters[positional].name + "=" : ""));
  for (const auto& item : kwargs)
    if (!known.contains(item.first)) {
      const std::string word(py::str(item.first));
      throw py::type_error(who + "() has no argument " + word + hint(word, known));
    }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].name;
    const bool named = kwargs.contains(name.c_str());
    if (named && i < args.size()) throw py::type_error(who + "() got " + name + " twice");
    if (!named && i >= args.size() && !parameters[i].initial) {
      const Word* word = find_word(name);
      throw py::type_error(who + "() needs " + name +
                           (word ? " (" + std::string(word->meaning) + ")" : ""));
    }
  }
}

py::object argument(std::size_t index, const std::vector<Parameter>& parameters,
                    const py::args& args, const py::kwargs& kwargs) {
  if (index < args.size()) return args[index];
  const char* name = parameters[index].name.c_str();
  return kwargs.contains(name) ? py::object(kwargs[name]) : py::object();
}

// Functions of Python as schedules.

namespace {

class PythonFunction final : public UserFunction {
 public:
  PythonFunction(py::object f, std::string who) : function(std::move(f)), who_(std::move(who)) {}
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
  std::string call_text() const { return who_ + "(" + text() + ")"; }
  const std::string who_;
};

/// Lambda(function), or with lr MultiplicativeLambda(lr, function); a ScheduleError if it is no
/// callable, or a schedule already.
Schedule make_lambda(const py::object& function, std::optional<double> lr = {}) {
  const std::string who = lr ? "MultiplicativeLambda" : "Lambda";
  if (!PyCallable_Check(function.ptr()))
    fail(who + ": function must be a callable n -> float, not " + shown(function), "function");
  if (py::isinstance<Schedule>(function))
    fail(who + ": function is a schedule already: use it as it is", "function");
  auto f = std::make_shared<const PythonFunction>(function, who);
  if (lr) return multiplicative_lambda(*lr, UserFunctionRef{std::move(f)});
  return lambda(UserFunctionRef{std::move(f)});
}

}  // namespace

Schedule as_schedule(py::handle object) {
  if (py::isinstance<Schedule>(object)) return object.cast<Schedule>();
  if (PyCallable_Check(object.ptr()))
    return make_lambda(py::reinterpret_borrow<py::object>(object));
  const bool number =
      !is_boolean(object) && (PyFloat_Check(object.ptr()) || PyIndex_Check(object.ptr()));
  fail("a schedule or a callable n -> float is needed, not " + shown(object) +
           (number ? ": write Constant(" + std::string(py::repr(object)) + ")" : ""),
       "schedule");
}

// What a schedule is made of, for Python: attributes, pickles, JSON.

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
  py::object operator()(const UserFunctionRef& f) const {
    return dynamic_cast<const PythonFunction&>(*f.function).function;
  }
  template <class T>
  py::object operator()(const std::vector<T>& list) const {
    py::list out;
    for (const T& x : list) out.append((*this)(x));
    return out;
  }
};

/// Lists come as tuples, a schedule being a frozen value.
py::object to_python(const Description::Value& value) {
  py::object out = value.visit(ToPython{gradstep::python::to_python});
  return py::isinstance<py::list>(out) ? py::object(py::tuple(out)) : out;
}

py::dict arguments_to_python(const Description& d, const ToPython& convert) {
  py::dict out;
  for (const Description::Argument& a : d.arguments) out[pystr(a.name)] = a.value.visit(convert);
  return out;
}

/// An argument of the schedule; null if it has none of that name, None if it is not set.
py::object attribute(const Schedule& s, std::string_view name) {
  for (const Description::Argument& a : s.describe().arguments)
    if (a.name == name) return to_python(a.value);
  // Only written down where they say something.
  return name == "counters" && s.observes() ? py::none() : py::object();
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

py::object reduce(const Schedule& s) {
  const Description d = s.describe();
  return py::make_tuple(
      py::module_::import("gradstep.reconstruct").attr("schedule"),
      py::make_tuple(d.name, arguments_to_python(d, {gradstep::python::to_python})));
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
  if (!py::isinstance<py::dict>(object))
    fail("a schedule's dict is needed, not " + shown(object), "d");
  const py::dict d = object;
  const bool complete =
      d.size() == 3 && d.contains(format_key) && d.contains("name") && d.contains("arguments");
  if (!complete || !py::isinstance<py::str>(d["name"]) || !py::isinstance<py::dict>(d["arguments"]))
    fail(std::string("this dict is no schedule: it has the keys \"") + format_key +
             "\", \"name\" and \"arguments\"",
         "d");
  if (is_boolean(d[format_key]) || !py::int_(format_version).equal(d[format_key]))
    fail("this schedule was saved in format " + std::string(py::repr(d[format_key])) +
             "; this version of gradstep reads " + std::to_string(format_version),
         format_key);
  py::dict arguments;
  for (const auto& [name, value] : py::dict(d["arguments"])) arguments[name] = from_json(value);
  return make_schedule(std::string(py::str(d["name"])), arguments);
}

// The structs of schedules/, each in a few small functions: what is made of them is the same code
// for all, because code per struct is what took long to compile.

namespace {

/// The class of a struct, and those that are of no struct.
template <class S>
struct Bound : Schedule {};
struct LambdaTag {};
struct MultiplicativeTag {};
struct Composite : Schedule {};

/// The argument for a member; None if the default is to stay.
using Given = Description::Value;

template <class M>
void take(M& member, const Given& given) {
  given.visit([&]<class X>(const X& x) {
    if constexpr (std::is_same_v<X, M>) member = x;
  });
}
template <class T>
void take(List<T>& member, const Given& given) {
  given.visit([&]<class X>(const X& x) {
    if constexpr (std::is_same_v<X, std::vector<T>>) member = x;
  });
}

struct Struct {
  std::string_view name;
  std::span<const Field> fields;
  bool controls;  // moves the schedule that it is given
  Description (*defaults)();
  Schedule (*make)(const std::vector<Given>& members, const Schedule& controlled);
  Schedule* (*own)(Schedule);  // as an object of its class
  py::object (*wrap)(const Schedule&);
  py::class_<Schedule> (*bind)(py::module_& m, const char* name, const char* doc);
};

template <class S>
Schedule make(const std::vector<Given>& members, const Schedule& moved) {
  S s{};
  std::size_t i = 0;
  for_each_field(s, [&](auto& member) { take(member, members[i++]); });
  if constexpr (detail::ScheduleStruct<S>)
    return static_cast<void>(moved), Schedule(s);
  else
    return controlled(moved, s);
}

template <class S>
Struct describe() {
  return {type_name<S>,
          detail::fields<S>(),
          !detail::ScheduleStruct<S>,
          [] { return detail::describe_struct(S{}); },
          make<S>,
          [](Schedule s) -> Schedule* { return new Bound<S>{std::move(s)}; },
          [](const Schedule& s) { return py::cast(Bound<S>{s}); },
          [](py::module_& m, const char* name, const char* doc) {
            return py::reinterpret_borrow<py::class_<Schedule>>(
                py::class_<Bound<S>, Schedule>(m, name, doc, py::is_final()));
          }};
}

std::span<const Struct> structs() {
  static const auto all = [] {
    return []<class... S>(std::type_identity<std::tuple<S...>>) {
      return std::array{describe<S>()...};
    }(std::type_identity<decltype(std::tuple_cat(Schedules{}, Controllers{}))>{});
  }();
  return all;
}

bool is_required(const Field& f) {
  return f.kind == Kind::count ? f.initial == static_cast<double>(std::int64_t{required})
                               : f.initial != f.initial;
}
/// Whether the field is a length that may stay open: None in Python.
bool is_open_length(const Field& f) { return f.kind == Kind::count && f.initial == open; }

const char* python_type(const Field& f) {
  if (is_open_length(f)) return "int | None";
  switch (f.kind) {
    case Kind::flag: return "bool";
    case Kind::count: return "int";
    case Kind::number: return "float";
    case Kind::numbers: return "collections.abc.Iterable[float]";
    case Kind::counts: return "collections.abc.Iterable[int]";
    case Kind::shape: return "str | tuple[str, float]";
  }
  return "";
}
const char* attribute_type(const Field& f) {
  if (f.kind == Kind::numbers) return "tuple[float, ...]";
  return f.kind == Kind::counts ? "tuple[int, ...]" : python_type(f);
}

/// The members; of a controller the schedule that it moves comes first, what metrics have moved last.
std::vector<Parameter> parameters(const Struct& s) {
  std::vector<Parameter> out;
  if (s.controls)
    out.push_back({"schedule", "Schedule | float | collections.abc.Callable[[int], float]"});
  const Description defaults = s.defaults();
  for (std::size_t i = 0; i < s.fields.size(); ++i)
    out.push_back(
        {std::string(s.fields[i].name), python_type(s.fields[i]),
         is_required(s.fields[i]) ? py::object() : to_python(defaults.arguments[i].value)});
  if (s.controls) out.push_back({"counters", "collections.abc.Iterable[float] | None", py::none()});
  return out;
}

/// An argument as the member `field`; ScheduleErrors for values.
Given to_member(py::handle x, const std::string& who, const Field& field) {
  const auto checked = [&](auto value) -> Given {
    // A NaN from Python is not a missing member, nor is -1 an open one.
    detail::check(who, *find_word(field.name), {field.name, field.kind, 0},
                  static_cast<double>(value));
    return value;
  };
  switch (field.kind) {
    case Kind::flag: return to_flag(x, who, field.name);
    case Kind::number: return checked(to_number(x, who, field.name));
    case Kind::numbers: return to_numbers(x, who, field.name);
    case Kind::counts: return to_counts(x, who, field.name);
    case Kind::shape: return to_shape(x, who, field.name);
    case Kind::count: break;
  }
  if (x.is_none() && is_open_length(field)) return {};
  return checked(to_count(x, who, field.name));
}

/// What Python's call of the class makes.
Schedule construct(const Struct& s, const std::vector<Parameter>& all, const py::args& args,
                   const py::kwargs& kwargs) {
  const std::string who(s.name);
  check_call(who, all, args, kwargs);
  std::vector<Given> members;
  for (const Field& field : s.fields) {
    const py::object x = argument(members.size() + s.controls, all, args, kwargs);
    members.push_back(x ? to_member(x, who, field) : Given());
  }
  if (!s.controls) return s.make(members, {});
  const py::object x = argument(0, all, args, kwargs);
  const py::object counters = argument(all.size() - 1, all, args, kwargs);
  const bool number = PyFloat_Check(x.ptr()) || PyIndex_Check(x.ptr());
  Schedule made =
      s.make(members, number ? Schedule(Constant{to_number(x, who, "schedule")}) : as_schedule(x));
  if (counters && !counters.is_none())
    made = made.node().with_counters(to_numbers(counters, who, "counters"));
  return made;
}

}  // namespace

py::object to_python(const Schedule& s) {
  const std::string name = s.describe().name;
  if (name == "Lambda") return py::cast(Bound<LambdaTag>{s});
  if (name == "MultiplicativeLambda") return py::cast(Bound<MultiplicativeTag>{s});
  for (const Struct& one : structs())
    if (one.name == name) return one.wrap(s);
  return py::cast(Composite{s});
}

py::object make_schedule(const std::string& name, const py::dict& arguments) {
  py::list names;
  for (const Struct& s : structs()) names.append(pystr(s.name));
  for (const char* other :
       {"Lambda", "MultiplicativeLambda", "warmup", "cooldown", "sequence", "every", "stretch",
        "shift", "cycle", "clip", "scale", "noise", "multiply", "add", "extend"})
    names.append(other);
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

// Classes.

namespace {

void bind_attribute(py::class_<Schedule> cls, const std::string& name, const std::string& type,
                    const std::string& doc) {
  const auto get = [name](const Schedule& s) { return attribute(s, name); };
  cls.def_property_readonly(
      name.c_str(),
      py::cpp_function(get, py::is_method(cls), ("(self) -> " + type + "\n\n" + doc).c_str()),
      doc.c_str());
}

void bind_struct(py::module_& m, const Struct& s) {
  const std::string name(s.name), text(docs::of(name));
  std::vector<Parameter> all = parameters(s);
  auto cls =
      s.bind(m, name.c_str(), (name + "(" + signature(all, false) + ")\n--\n\n" + text).c_str());
  cls.attr("__signature__") = python_signature(all);
  py::tuple match(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t k = i - s.controls;  // may be beyond the members, at either end
    const bool member = k < s.fields.size();
    bind_attribute(
        cls, all[i].name, member ? attribute_type(s.fields[k]) : all[i].type,
        member ? std::string(find_word(all[i].name)->meaning) : "What is given as this argument.");
    match[i] = all[i].name;
  }
  cls.attr("__match_args__") = match;
  const std::string doc = "__init__(self, " + signature(all, true) + ") -> None\n\n" + text;
  // As py::init does it, but without a type for each class.
  cls.def(
      "__init__",
      [&s, all = std::move(all)](py::detail::value_and_holder& self, const py::args& args,
                                 const py::kwargs& kwargs) {
        self.value_ptr() = s.own(construct(s, all, args, kwargs));
      },
      py::detail::is_new_style_constructor(), doc.c_str());
}

template <class Tag>
py::class_<Bound<Tag>, Schedule> bind_function_class(py::module_& m, const char* name,
                                                     const char* doc) {
  py::class_<Bound<Tag>, Schedule> cls(m, name, doc, py::is_final());
  bind_attribute(py::reinterpret_borrow<py::class_<Schedule>>(cls), "function",
                 "collections.abc.Callable[[int], float]", "The function.");
  return cls;
}

void bind_functions(py::module_& m) {
  bind_function_class<LambdaTag>(m, "Lambda", R"(Lambda(function)
--

Any pure function of the step.
    s(n) = function(n)
n is an int. What it returns must be a finite number, else a ScheduleError names n; an exception of
its own becomes the __cause__ of one. Pickles if the function does; equal if the functions are; has
no to_dict. Endless: total_steps is None.)")
      .def(py::init(
               [](const py::object& function) { return Bound<LambdaTag>{make_lambda(function)}; }),
           py::arg("function"),
           "__init__(self, function: collections.abc.Callable[[int], float]) -> None");
  auto cls = bind_function_class<MultiplicativeTag>(m, "MultiplicativeLambda",
                                                    R"(MultiplicativeLambda(lr, function)
--

Each rate is the one before, times a function of the step.
    s(n) = lr · function(1) · function(2) · … · function(n)
n is an int. Any n can be asked for, in any order; the products are kept, so that steps in order cost
one call each. What the function returns must be finite; otherwise as Lambda. Endless: total_steps is
None. torch's MultiplicativeLR.)");
  bind_attribute(py::reinterpret_borrow<py::class_<Schedule>>(cls), "lr", "float", "learning rate");
  cls.def(py::init([](const py::object& lr, const py::object& function) {
            return Bound<MultiplicativeTag>{
                make_lambda(function, to_number(lr, "MultiplicativeLambda", "lr"))};
          }),
          py::arg("lr"), py::arg("function"),
          "__init__(self, lr: float, function: collections.abc.Callable[[int], float]) -> None");
}

}  // namespace

void bind_classes(py::module_& m) {
  for (const Struct& s : structs()) bind_struct(m, s);
  bind_functions(m);
  py::class_<Composite, Schedule>(m, "Composite",
                                  R"(What warmup(), sequence() and the other functions make.

Their arguments are attributes: s.schedule, s.steps, s.schedules, …)",
                                  py::is_final())
      .def(
          "__getattr__",
          [](const Schedule& s, const std::string& name) {
            py::object value = attribute(s, name);
            if (!value) throw py::attribute_error(s.describe().name + "() has no argument " + name);
            return value;
          },
          "__getattr__(self, name: str) -> typing.Any")
      .def(
          "__dir__",
          [](const py::object& self) {
            py::list names(py::module_::import("builtins").attr("object").attr("__dir__")(self));
            for (const auto& a : self.cast<const Schedule&>().describe().arguments)
              names.append(a.name);
            return names;
          },
          "__dir__(self) -> list[str]");
}

}  // namespace gradstep::python
