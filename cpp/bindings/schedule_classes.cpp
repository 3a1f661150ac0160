#include "schedule_classes.hpp"

#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

#include "docs.hpp"
#include "schedule_arguments.hpp"
#include "schedule_description.hpp"
#include "schedule_function.hpp"

namespace gradstep::python {
namespace {

/// The class of a struct in schedules/, and those that are of no struct.
template <class S>
struct Bound : Schedule {};
struct LambdaTag {};
struct MultiplicativeTag {};
struct Composite : Schedule {};

template <class C>
void bind_attribute(py::class_<C, Schedule>& cls, const std::string& name, const std::string& type,
                    const std::string& doc) {
  const auto get = [name](const Schedule& s) { return attribute(s, name); };
  cls.def_property_readonly(
      name.c_str(),
      py::cpp_function(get, py::is_method(cls), ("(self) -> " + type + "\n\n" + doc).c_str()),
      doc.c_str());
}

const char* attribute_type(const Field& f) {
  if (f.kind == Kind::numbers) return "tuple[float, ...]";
  return f.kind == Kind::counts ? "tuple[int, ...]" : python_type(f);
}

/// A class with the members of S as arguments after those of `own`; `make` has the rest.
template <class S, class Make>
void bind_struct(py::module_& m, std::vector<Parameter> own, std::vector<Parameter> last,
                 Make make) {
  const auto& fields = detail::fields<S>();
  const std::size_t before = own.size();
  std::vector<Parameter> all = std::move(own);
  for (Parameter& p : parameters(fields, detail::describe_struct(S{}))) all.push_back(std::move(p));
  for (Parameter& p : last) all.push_back(std::move(p));
  static const std::string name(type_name<S>);
  static const std::string text(docs::of(name));
  static const std::string doc = name + "(" + signature(all, false) + ")\n--\n\n" + text;
  static const std::string init = "__init__(self, " + signature(all, true) + ") -> None\n\n" + text;
  py::class_<Bound<S>, Schedule> cls(m, name.c_str(), doc.c_str(), py::is_final());
  cls.attr("__signature__") = python_signature(all);
  py::tuple match(all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool member = i >= before && i - before < fields.size();
    bind_attribute(
        cls, all[i].name, member ? attribute_type(fields[i - before]) : all[i].type,
        member ? std::string(find_word(all[i].name)->meaning) : "What is given as this argument.");
    match[i] = all[i].name;
  }
  cls.attr("__match_args__") = match;
  cls.def(py::init(
              [all = std::move(all), before, make](const py::args& args, const py::kwargs& kwargs) {
                check_call(name, all, args, kwargs);
                return Bound<S>{make(from_arguments<S>(all, before, args, kwargs),
                                     argument(0, all, args, kwargs),
                                     argument(all.size() - 1, all, args, kwargs))};
              }),
          init.c_str());
}

/// Of a controller: the schedule that it moves comes first, what metrics have moved last.
template <class S>
void bind_controller(py::module_& m) {
  bind_struct<S>(
      m, {{"schedule", "Schedule | float | collections.abc.Callable[[int], float]", {}}},
      {{"counters", "collections.abc.Iterable[float] | None", py::none()}},
      [](const S& s, const py::object& schedule, const py::object& counters) {
        const std::string who(type_name<S>);
        const bool number = PyFloat_Check(schedule.ptr()) || PyIndex_Check(schedule.ptr());
        Schedule made = controlled(number ? Schedule(Constant{to_number(schedule, who, "schedule")})
                                          : as_schedule(schedule),
                                   s);
        if (counters && !counters.is_none()) {
          const std::vector<double> own = to_numbers(counters, who, "counters");
          made = made.node().with_counters(own);
        }
        return made;
      });
}

template <class Tag>
py::class_<Bound<Tag>, Schedule> bind_function_class(py::module_& m, const char* name,
                                                     const char* doc) {
  py::class_<Bound<Tag>, Schedule> cls(m, name, doc, py::is_final());
  bind_attribute(cls, "function", "collections.abc.Callable[[int], float]", "The function.");
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
  bind_attribute(cls, "lr", "float", "learning rate");
  cls.def(py::init([](const py::object& lr, const py::object& function) {
            return Bound<MultiplicativeTag>{
                make_lambda(function, to_number(lr, "MultiplicativeLambda", "lr"))};
          }),
          py::arg("lr"), py::arg("function"),
          "__init__(self, lr: float, function: collections.abc.Callable[[int], float]) -> None");
}

template <class... S>
py::object as_struct(const Schedule& s, std::string_view name,
                     std::type_identity<std::tuple<S...>>) {
  py::object out;
  static_cast<void>(((name == type_name<S> && (out = py::cast(Bound<S>{s}), true)) || ...));
  return out;
}

}  // namespace

py::object to_python(const Schedule& s) {
  const std::string name = s.describe().name;
  if (name == "Lambda") return py::cast(Bound<LambdaTag>{s});
  if (name == "MultiplicativeLambda") return py::cast(Bound<MultiplicativeTag>{s});
  if (py::object leaf = as_struct(s, name, std::type_identity<Schedules>{})) return leaf;
  if (py::object leaf = as_struct(s, name, std::type_identity<Controllers>{})) return leaf;
  return py::cast(Composite{s});
}

void bind_classes(py::module_& m) {
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind_struct<S>(m, {}, {},
                    [](const S& s, const py::object&, const py::object&) { return Schedule(s); }),
     ...);
  }(std::type_identity<Schedules>{});
  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind_controller<S>(m), ...);
  }(std::type_identity<Controllers>{});
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
