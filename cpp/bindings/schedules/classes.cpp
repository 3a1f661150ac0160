// The classes of schedules: one for each struct of the library, which says everything about it;
// Lambda and MultiplicativeLambda; and Composite, the class of all that functions make. The structs
// share most of the code here, because code for each struct takes long to compile.
#include <gradstep/detail/schedule/text.hpp>
#include <gradstep/schedule.hpp>

#include <array>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../call.hpp"
#include "../docs.hpp"
#include "../numbers.hpp"
#include "../subclass.hpp"
#include "../values.hpp"
#include "arguments.hpp"
#include "function.hpp"
#include "schedules.hpp"

namespace gradstep::python {
namespace {

template <class S>
using ClassOf = Subclass<S, Schedule>;
// The classes that are of no struct.
struct LambdaTag {};
struct MultiplicativeTag {};
struct Composite : Schedule {};

/// What a member is to be; None if its default is to stay.
using MemberValue = Description::Value;

template <class M>
void take(M& member, const MemberValue& given) {
  given.visit([&]<class X>(const X& x) {
    if constexpr (std::is_same_v<X, M>) member = x;
  });
}
template <class T>
void take(List<T>& member, const MemberValue& given) {
  given.visit([&]<class X>(const X& x) {
    if constexpr (std::is_same_v<X, std::vector<T>>) member = x;
  });
}

struct Struct {
  std::string_view name;
  std::span<const Field> fields;
  bool controls;  // moves the schedule that it is given
  Description (*defaults)();
  Schedule (*make)(const std::vector<MemberValue>& members, const Schedule& controlled);
  Schedule* (*own)(Schedule);  // as an object of its class
  py::object (*wrap)(const Schedule&);
  py::class_<Schedule> (*bind)(py::module_& m, const char* name, const char* doc);
};

template <class S>
Schedule make(const std::vector<MemberValue>& members, const Schedule& moved) {
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
          [] { return detail::description_of(S{}); },
          make<S>,
          [](Schedule s) -> Schedule* { return new ClassOf<S>{std::move(s)}; },
          [](const Schedule& s) { return py::cast(ClassOf<S>{s}); },
          [](py::module_& m, const char* name, const char* doc) {
            return py::reinterpret_borrow<py::class_<Schedule>>(
                py::class_<ClassOf<S>, Schedule>(m, name, doc, py::is_final()));
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

/// The members. Of a controller, the schedule that it moves comes first, and the counters that
/// metrics have moved come last.
std::vector<Parameter> parameters(const Struct& s) {
  std::vector<Parameter> out;
  if (s.controls)
    out.push_back({"schedule", "Schedule | float | collections.abc.Callable[[int], float]"});
  const Description defaults = s.defaults();
  for (std::size_t i = 0; i < s.fields.size(); ++i)
    out.push_back({std::string(s.fields[i].name), python_type(s.fields[i]),
                   is_required(s.fields[i]) ? py::object()
                                            : argument_to_python(defaults.arguments[i].value)});
  if (s.controls) out.push_back({"counters", "collections.abc.Iterable[float] | None", py::none()});
  return out;
}

/// An argument as the member `field`; ScheduleErrors for values.
MemberValue to_member(py::handle x, const std::string& who, const Field& field) {
  const auto checked = [&](auto value) -> MemberValue {
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
  std::vector<MemberValue> members;
  for (const Field& field : s.fields) {
    const py::object x = argument(members.size() + s.controls, all, args, kwargs);
    members.push_back(x ? to_member(x, who, field) : MemberValue());
  }
  if (!s.controls) return s.make(members, {});
  const py::object x = argument(0, all, args, kwargs);
  const py::object counters = argument(all.size() - 1, all, args, kwargs);
  const auto number = read_number(x);
  if (!number && !py::isinstance<Schedule>(x) && !PyCallable_Check(x.ptr()))
    fail(who + ": schedule must be a schedule or a number, not " + no_number(x), "schedule");
  Schedule made = s.make(members, number ? Schedule(Constant{*number}) : as_schedule(x));
  if (counters && !counters.is_none())
    made = made.node().with_counters(to_numbers(counters, who, "counters"));
  return made;
}

}  // namespace

py::object to_python(const Schedule& s) {
  const std::string name = s.describe().name;
  if (name == "Lambda") return py::cast(ClassOf<LambdaTag>{s});
  if (name == "MultiplicativeLambda") return py::cast(ClassOf<MultiplicativeTag>{s});
  for (const Struct& one : structs())
    if (one.name == name) return one.wrap(s);
  return py::cast(Composite{s});
}

std::vector<std::string_view> names_of_structs() {
  std::vector<std::string_view> out;
  for (const Struct& s : structs()) out.push_back(s.name);
  return out;
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
py::class_<ClassOf<Tag>, Schedule> bind_function_class(py::module_& m, const char* name,
                                                       const char* doc) {
  py::class_<ClassOf<Tag>, Schedule> cls(m, name, doc, py::is_final());
  bind_attribute(py::reinterpret_borrow<py::class_<Schedule>>(cls), "function",
                 "collections.abc.Callable[[int], float]", "The function.");
  return cls;
}

void bind_lambdas(py::module_& m) {
  bind_function_class<LambdaTag>(m, "Lambda", R"(Lambda(function)
--

Any pure function of the step.
    s(n) = function(n)
n is an int. What it returns must be a finite number, else a ScheduleError names n; an exception of
its own becomes the __cause__ of one. Pickles if the function does; equal if the functions are; has
no to_dict. Endless: total_steps is None.)")
      .def(py::init([](const py::object& function) {
             return ClassOf<LambdaTag>{make_lambda(function)};
           }),
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
            return ClassOf<MultiplicativeTag>{
                make_lambda(function, to_number(lr, "MultiplicativeLambda", "lr"))};
          }),
          py::arg("lr"), py::arg("function"),
          "__init__(self, lr: float, function: collections.abc.Callable[[int], float]) -> None");
}

}  // namespace

void bind_classes(py::module_& m) {
  for (const Struct& s : structs()) bind_struct(m, s);
  bind_lambdas(m);
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
            const py::handle object(reinterpret_cast<PyObject*>(&PyBaseObject_Type));
            py::list names(object.attr("__dir__")(self));
            for (const auto& a : self.cast<const Schedule&>().describe().arguments)
              names.append(a.name);
            return names;
          },
          "__dir__(self) -> list[str]");
}

}  // namespace gradstep::python
