#include "schedules.hpp"

#include <pybind11/numpy.h>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "schedule_call.hpp"
#include "schedule_classes.hpp"
#include "schedule_compose.hpp"
#include "schedule_description.hpp"
#include "schedule_function.hpp"
#include "schedule_values.hpp"

namespace gradstep::python {
namespace {

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

// What draws is Python: gradstep/_show.py.
void bind_views(Base& base) {
  const auto show = [](const char* name) {
    return [name](const py::args& args, const py::kwargs& kwargs) {
      return py::module_::import("gradstep._show").attr(name)(*args, **kwargs);
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
        return to_python(
            scale(std::get<Schedule>(d.arguments[0].value),
                  std::get<double>(d.arguments[1].value) * to_number(x, "scale", "factor")));
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
