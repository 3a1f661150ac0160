// The class Schedule in Python, and the functions that make schedules of schedules.
#include "schedules.hpp"

#include <pybind11/numpy.h>
#include <gradstep/detail/schedule/node.hpp>
#include <gradstep/schedule.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "schedule_arguments.hpp"

namespace gradstep::python {
namespace {

// s(n).

constexpr std::size_t release_gil_from = 4096;

[[noreturn]] void refuse_steps(py::handle n) {
  fail("a step n must be an int or an array of ints, not " + shown(n) + ": write int(n)", "n");
}

const Schedule* schedule_in(PyObject* self) {
  return static_cast<const Schedule*>(
      reinterpret_cast<py::detail::instance*>(self)->get_value_and_holder().value_ptr());
}

/// The value at an int, or an array of values at an array of ints; else a ScheduleError.
py::object evaluate(const Schedule& s, const py::object& n) {
  if (is_boolean(n)) refuse_steps(n);
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

/// For a type's tp_call: s(int), without pybind11's dispatch, which takes longer than the schedule;
/// all else goes to the method `evaluate`.
PyObject* call_schedule(PyObject* self, PyObject* args, PyObject* kwargs) noexcept {
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

// Methods.

using Base = py::class_<Schedule>;

py::object not_implemented() { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }

bool is_factor(const py::object& x) {
  return !PyBool_Check(x.ptr()) && PyNumber_Check(x.ptr()) && !py::isinstance<py::array>(x);
}

bool is_schedule(const py::object& x) {
  return py::isinstance<Schedule>(x) || PyCallable_Check(x.ptr());
}

void bind_lengths(Base& base) {
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
      "Whether a length is left for total_steps= to fill; until then the steps there have no "
      "values.");
  base.def(
      "filled",
      [](const Schedule& s, const py::object& total_steps) {
        return to_python(s.filled(to_count(total_steps, "filled", "total_steps")));
      },
      py::arg("total_steps"), R"(filled(self, total_steps: int) -> Schedule

The same with its open length filled, so that the whole is total_steps long; itself if nothing is
open.)");
  base.def(
      "extend",
      [](const py::args& args, const py::kwargs& kwargs) {
        return py::module_::import("gradstep._core").attr("extend")(*args, **kwargs);
      },
      R"(extend(self, total_steps: int, *, at: int, how: typing.Literal['keep-point', 'rescale', 'restart'] = 'keep-point') -> Composite

Another length of the whole, T2 = total_steps instead of T, decided at step `at`.

    "keep-point"  s(n) before `at`, then s(at + (n - at)·(T - at)/(T2 - at)): it goes on from where
                  it is, slower or faster
    "rescale"     s(n·T/T2): as if T2 had been planned from the beginning; the value may jump
    "restart"     s(n) before `at`, then s((n - at)·T/(T2 - at)): all of it again in what is left

What metrics have moved stays moved. Raises ScheduleError if it is endless, open, or holds a function
that has values at whole steps only.)");
}

void bind_metrics(Base& base) {
  base.def_property_readonly(
      "observes", py::cpp_function(&Schedule::observes, py::is_method(base), "(self) -> bool"),
      "Whether metrics move it: ReduceOnPlateau or Greedy is inside.");
  base.def(
      "observe",
      [](const Schedule& s, const py::object& metric, const py::object& n) {
        return to_python(
            s.observe(to_number(metric, "observe", "metric"), to_count(n, "observe", "n")));
      },
      py::arg("metric"), py::arg("n"), R"(observe(self, metric: float, n: int) -> Schedule

The same after a metric that was measured after update n; what it moves is the piece in force at n.
An optimizer does it by itself: opt.observe(metric).)");
  base.def(
      "run",
      [](const Schedule& s, const py::object& metrics) {
        const std::vector<double> values = s.run(to_numbers(metrics, "run", "metrics"));
        return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data());
      },
      py::arg("metrics"),
      R"(run(self, metrics: collections.abc.Iterable[float]) -> numpy.typing.NDArray[numpy.float64]

The values of a run with these metrics, one after each update: [k] is used at step k, where
metrics[0], …, metrics[k - 1] are known. Raises ScheduleError if one is no number.)");
}

// What draws is Python: gradstep/_schedules/show.py.
void bind_views(Base& base) {
  const auto show = [](const char* name) {
    return [name](const py::args& args, const py::kwargs& kwargs) {
      return py::module_::import("gradstep._schedules.show").attr(name)(*args, **kwargs);
    };
  };
  base.def(
      "plot", show("plot"),
      R"(plot(self, steps: int | None = None, ax: typing.Any = None, label: str | None = None) -> typing.Any

Draw the values of the first `steps` steps (by default all, with a little of what is held) into
matplotlib axes, new ones if none are given, and return them.)");
  base.def("ascii", show("ascii"),
           R"(ascii(self, steps: int | None = None, width: int = 72, height: int = 12) -> str

The same as text, for a terminal.)");
  base.def("table", show("table"),
           R"(table(self, steps: int | collections.abc.Iterable[int] | None = None) -> str

The values at some ten of the first `steps` steps, or at the steps that are given, one per line.)");
}

void bind_operators(Base& base) {
  const auto times = [](const Schedule& s, const py::object& x) -> py::object {
    if (is_factor(x)) return to_python(scale(s, to_number(x, "scale", "factor")));
    return is_schedule(x) ? to_python(s * as_schedule(x)) : not_implemented();
  };
  const auto plus = [](const Schedule& s, const py::object& x) -> py::object {
    if (is_factor(x)) return to_python(s + Constant{to_number(x, "add", "value")});
    return is_schedule(x) ? to_python(s + as_schedule(x)) : not_implemented();
  };
  constexpr const char* factor_type =
      "(self, factor: float | Schedule | collections.abc.Callable[[int], float]) -> Composite\n\n";
  const auto doc = [&](const char* name, const char* text) {
    return name + std::string(factor_type) + text;
  };
  base.def("__mul__", times, doc("__mul__", "factor·s(n), or the product.").c_str());
  base.def("__rmul__", times, doc("__rmul__", "factor·s(n), or the product.").c_str());
  base.def("__add__", plus, doc("__add__", "The sum.").c_str());
  base.def("__radd__", plus, doc("__radd__", "The sum.").c_str());
  base.def(
      "__imul__",
      [times](const Schedule& s, const py::object& x) -> py::object {
        const Description d = s.describe();
        if (d.name != "scale" || !is_factor(x)) return times(s, x);
        return to_python(scale(d.arguments[0].value.schedule(),
                               d.arguments[1].value.number() * to_number(x, "scale", "factor")));
      },
      doc("__imul__", "As s * factor, but with all factors so far in one: it does not nest.")
          .c_str());
  base.def("__repr__", &Schedule::repr, "__repr__(self) -> str");
  base.def("__hash__", &Schedule::hash, "__hash__(self) -> int");
  base.def(
      "__eq__",
      [](const Schedule& s, const py::object& other) -> py::object {
        if (!py::isinstance<Schedule>(other)) return not_implemented();
        return py::bool_(s == other.cast<const Schedule&>());
      },
      "__eq__(self, other: object) -> bool");
}

// Functions of schedules.

constexpr const char* a_schedule = "Schedule | collections.abc.Callable[[int], float]";
constexpr const char* some_schedules =
    "collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]]";
constexpr const char* a_shape = "str | tuple[str, float]";

std::vector<Schedule> to_schedules(const py::object& list, const char* who) {
  if (!py::isinstance<py::iterable>(list))
    fail(std::string(who) + ": schedules must be a list of schedules, not " + shown(list),
         "schedules");
  std::vector<Schedule> out;
  for (const py::handle s : list) out.push_back(as_schedule(s));
  return out;
}

using Given = std::vector<py::object>;

/// A function whose errors are those of the classes: `make` gets one object per parameter.
void bind(py::module_& m, const std::string& name, std::vector<Parameter> all, const char* doc,
          Schedule (*make)(const Given&)) {
  const std::string text = name + "(" + signature(all, true) + ") -> Composite\n\n" + doc;
  m.def(
      name.c_str(),
      [name, all = std::move(all), make](const py::args& args, const py::kwargs& kwargs) {
        check_call(name, all, args, kwargs);
        Given given;
        for (std::size_t i = 0; i < all.size(); ++i) {
          py::object x = argument(i, all, args, kwargs);
          given.push_back(x ? std::move(x) : all[i].initial);
        }
        return to_python(make(given));
      },
      text.c_str());
}

/// warmup, cooldown, sequence and the other functions that make schedules of schedules.
void bind_functions_of_schedules(py::module_& m) {
  const py::object none = py::none();
  bind(m, "warmup",
       {{"schedule", a_schedule, {}},
        {"steps", "int", {}},
        {"start", "float | None", none},
        {"shape", a_shape, py::str("linear")},
        {"total_steps", "int | None", none}},
       R"(A way up over `steps` updates, then `schedule` from its own beginning.

    s(n) = schedule(0)·w((n + 1)/steps)                for n < steps: no update is wasted on 0
    s(n) = start + (schedule(0) - start)·w(n/steps)    for n < steps, if start is given
    s(n) = schedule(n - steps)                         from there on

w(u) is u, or as `shape` has it: "cosine", "1-sqrt", "1-square", "exponential", ("power", p),
("exponential", r). total_steps is the length of the whole: it fills an open `schedule` (total_steps
- steps is left to it), must agree with one that has a length, and is kept for an endless one. steps=0
adds nothing. Raises ScheduleError naming the argument.)",
       [](const Given& a) {
         return warmup(as_schedule(a[0]), to_count(a[1], "warmup", "steps"),
                       to_optional_number(a[2], "warmup", "start"),
                       to_shape(a[3], "warmup", "shape"),
                       to_optional_count(a[4], "warmup", "total_steps"));
       });
  bind(m, "cooldown",
       {{"schedule", a_schedule, {}},
        {"steps", "int", {}},
        {"end", "float", py::float_(0.0)},
        {"shape", a_shape, py::str("linear")},
        {"total_steps", "int | None", none}},
       R"(`schedule` for its L steps, then a way down over `steps` updates.

    s(n) = schedule(n)                                              for n < L
    s(n) = schedule(L) + (end - schedule(L))·f((n - L)/steps)       from there on, then end

f(u) is u, or as `shape` has it: "cosine", "1-sqrt" (√u), "1-square", "exponential", ("power", p),
("exponential", r). L is the length of `schedule`; if that is endless or open, what total_steps, the
length of the whole, leaves it. Without one the whole is open, for total_steps= around it. steps=0
falls at once. Raises ScheduleError naming the argument.)",
       [](const Given& a) {
         return cooldown(as_schedule(a[0]), to_count(a[1], "cooldown", "steps"),
                         to_number(a[2], "cooldown", "end"), to_shape(a[3], "cooldown", "shape"),
                         to_optional_count(a[4], "cooldown", "total_steps"));
       });
  bind(
      m, "sequence",
      {{"schedules", some_schedules, {}},
       {"at", "collections.abc.Iterable[int]", py::tuple()},
       {"total_steps", "int | None", none}},
      R"(One schedule after another: schedules[i] holds from n = at[i - 1] up to at[i], counting from 0.

    s(n) = schedules[i](n - at[i - 1]),  i = the number of milestones <= n

`at` has one milestone less than there are schedules and does not decrease; 0 is allowed. A piece
whose length is open takes that of its stretch; the last one takes what total_steps, the length of
the whole, leaves it. total_steps must agree with a last piece that has a length and is kept for an
endless one. Raises ScheduleError naming the argument.)",
      [](const Given& a) {
        return sequence(to_schedules(a[0], "sequence"), to_counts(a[1], "sequence", "at"),
                        to_optional_count(a[2], "sequence", "total_steps"));
      });
  bind(m, "every", {{"schedule", a_schedule, {}}, {"k", "int", {}}},
       R"(A schedule that is counted in k updates, in epochs say.

    s(n) = schedule(⌊n / k⌋)

k times as long. Raises ScheduleError naming the argument.)",
       [](const Given& a) { return every(as_schedule(a[0]), to_count(a[1], "every", "k")); });
  bind(m, "stretch",
       {{"schedule", a_schedule, {}}, {"k", "float", {}}, {"per", "float", py::float_(1.0)}},
       R"(Slower: k updates take the place of `per` of the schedule's own.

    s(n) = schedule(n · per / k)

The schedule is evaluated between its steps, which Lambda, MultiplicativeLambda and the recursive
TimeBasedDecay do not allow. k / per times as long, rounded up. Raises ScheduleError naming the
argument.)",
       [](const Given& a) {
         return stretch(as_schedule(a[0]), to_number(a[1], "stretch", "k"),
                        to_number(a[2], "stretch", "per"));
       });
  bind(m, "shift", {{"schedule", a_schedule, {}}, {"k", "int", {}}},
       R"(k updates later, with the first value held until then; for k < 0 so much earlier.

    s(n) = schedule(max(0, n - k))

k steps longer. Raises ScheduleError naming the argument.)",
       [](const Given& a) { return shift(as_schedule(a[0]), to_count(a[1], "shift", "k")); });
  bind(m, "cycle", {{"schedule", a_schedule, {}}, {"k", "int", {}}},
       R"(The first k steps of a schedule, again and again.

    s(n) = schedule(n mod k)

An open schedule gets the length k. Endless: total_steps is None. Raises ScheduleError naming the
argument.)",
       [](const Given& a) { return cycle(as_schedule(a[0]), to_count(a[1], "cycle", "k")); });
  bind(m, "clip",
       {{"schedule", a_schedule, {}},
        {"lo", "float | None", none, true},
        {"hi", "float | None", none, true}},
       R"(Not below lo, not above hi; None is no bound.

    s(n) = min(max(schedule(n), lo), hi)

Raises ScheduleError naming the argument.)",
       [](const Given& a) {
         return clip(as_schedule(a[0]), to_optional_number(a[1], "clip", "lo"),
                     to_optional_number(a[2], "clip", "hi"));
       });
  bind(m, "scale", {{"schedule", a_schedule, {}}, {"factor", "float", {}}},
       R"(A factor on a schedule; also written factor * schedule.

    s(n) = factor · schedule(n)

Raises ScheduleError if factor is negative or not finite.)",
       [](const Given& a) { return scale(as_schedule(a[0]), to_number(a[1], "scale", "factor")); });
  bind(m, "multiply", {{"schedules", some_schedules, {}}},
       R"(The product of schedules; of two also written s * t.

    s(n) = schedules[0](n) · schedules[1](n) · …

As long as the longest of those that have a length; open ones get that of the whole. Raises
ScheduleError naming the argument.)",
       [](const Given& a) { return multiply(to_schedules(a[0], "multiply")); });
  bind(m, "add", {{"schedules", some_schedules, {}}},
       R"(The sum of schedules; of two also written s + t.

    s(n) = schedules[0](n) + schedules[1](n) + …

As long as the longest of those that have a length; open ones get that of the whole. Raises
ScheduleError naming the argument.)",
       [](const Given& a) { return add(to_schedules(a[0], "add")); });
  bind(
      m, "noise",
      {{"schedule", a_schedule, {}},
       {"pct", "float", py::float_(0.67)},
       {"std", "float", py::float_(1.0)},
       {"uniform", "bool", py::bool_(false)},
       {"seed", "int", py::int_(42)},
       {"first", "int", py::int_(0)},
       {"last", "int | None", none}},
      R"(Noise on a schedule that is the same in every run: a function of the seed and the step alone.

    s(n) = schedule(n) · (1 + z(n))    for first <= n < last, else schedule(n)

z is normal with standard deviation std, drawn again until |z| < pct; or uniform within ±pct. last=None
is without an end. Raises ScheduleError naming the argument.)",
      [](const Given& a) {
        NoiseOptions o;
        o.pct = to_number(a[1], "noise", "pct"), o.std = to_number(a[2], "noise", "std");
        o.uniform = to_flag(a[3], "noise", "uniform");
        o.seed = to_count(a[4], "noise", "seed"), o.first = to_count(a[5], "noise", "first");
        o.last = to_optional_count(a[6], "noise", "last");
        return noise(as_schedule(a[0]), o);
      });
  bind(m, "extend",
       {{"schedule", a_schedule},
        {"total_steps", "int"},
        {"at", "int", {}, false, true},
        {"how", "str", py::str("keep-point")}},
       R"(Another length of the whole, T2 = total_steps instead of T, decided at step `at`.

    "keep-point"  schedule(n) before `at`, then schedule(at + (n - at)·(T - at)/(T2 - at)): it goes on
                  from where it is, slower or faster
    "rescale"     schedule(n·T/T2): as if T2 had been planned from the beginning; the value may jump
    "restart"     schedule(n) before `at`, then schedule((n - at)·T/(T2 - at)): all of it again in what
                  is left

What metrics have moved stays moved. Also a method: s.extend(total_steps, at=n). Raises ScheduleError if
the schedule is endless, open, or holds a function that has values at whole steps only.)",
       [](const Given& a) {
         const std::string how = py::isinstance<py::str>(a[3]) ? a[3].cast<std::string>() : "";
         for (std::size_t i = 0; i < std::size(extend_names); ++i)
           if (how == extend_names[i])
             return as_schedule(a[0]).extend(to_count(a[1], "extend", "total_steps"),
                                             to_count(a[2], "extend", "at"),
                                             static_cast<Extend>(i));
         fail("extend: how must be \"keep-point\", \"rescale\" or \"restart\", not " + shown(a[3]),
              "how");
       });
  m.def(
      "as_schedule", [](const py::object& object) { return to_python(as_schedule(object)); },
      py::arg("object"),
      R"(as_schedule(object: Schedule | collections.abc.Callable[[int], float]) -> Schedule

A schedule as it is; a callable n -> float as a Lambda. Raises ScheduleError for anything else.)");
  m.def("_make_schedule", make_schedule, py::arg("name"), py::arg("arguments"),
        "_make_schedule(name: str, arguments: dict[str, typing.Any]) -> Schedule\n\nFrom a name "
        "and arguments, as pickles hold them.");
}

}  // namespace

void bind_schedules(py::module_& m) {
  py::options options;
  options.disable_function_signatures();

  Base base(m, "Schedule",
            R"(A frozen function of the step n: 0-based, the n of the first update is 0.

s(n) takes an int or an array of ints and gives a float or a float64 array of its shape; any n, in
any order, n < 0 as 0. Schedules compare, hash, pickle and go to JSON (to_dict); repr evaluates
back. They are made by the classes and functions of gradstep.schedules.)");
  base.def("evaluate", evaluate, py::arg("n"), R"(evaluate(self, n: typing.Any) -> typing.Any

The same as s(n): the value at step n, or an array of values at an array of steps.
Raises ScheduleError if n is not made of ints, or a length is still open.)");
  base.def("__call__", evaluate, py::arg("n"), R"(__call__(*args, **kwargs)
Overloaded function.

1. __call__(self, n: int | numpy.integer[typing.Any]) -> float

The value at step n.

2. __call__(self, n: numpy.typing.NDArray[numpy.integer[typing.Any]] | collections.abc.Sequence[int]) -> numpy.typing.NDArray[numpy.float64]

The values at many steps, in their shape.)");
  // Past setattr, which would route calls through the method just defined; classes made from now on
  // inherit the slot.
  reinterpret_cast<PyTypeObject*>(base.ptr())->tp_call = call_schedule;
  bind_lengths(base);
  bind_metrics(base);
  bind_views(base);
  bind_operators(base);
  base.def("to_dict", to_dict, R"(to_dict(self) -> dict[str, typing.Any]

Plain dicts, lists, numbers and strings, for JSON. Raises ScheduleError if a function of Python's is
inside.)");
  base.def_static("from_dict", from_dict, py::arg("d"),
                  R"(from_dict(d: dict[str, typing.Any]) -> Schedule

The schedule that to_dict described. Raises ScheduleError naming what is unknown.)");
  base.def("__reduce__", reduce, "__reduce__(self) -> tuple[typing.Any, ...]");

  bind_classes(m);
  bind_functions_of_schedules(m);
}

}  // namespace gradstep::python
