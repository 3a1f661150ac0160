// The class Schedule in Python.
#include <pybind11/numpy.h>
#include <gradstep/detail/schedule/node.hpp>
#include <gradstep/schedule.hpp>

#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../module.hpp"
#include "../numbers.hpp"
#include "../python_side.hpp"
#include "../values.hpp"
#include "arguments.hpp"
#include "function.hpp"
#include "schedules.hpp"

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
  if (const py::object whole = read_whole(n)) {
    int overflow = 0;
    const long long step = PyLong_AsLongLongAndOverflow(whole.ptr(), &overflow);
    if (overflow != 0) fail("n=" + written(n) + " does not fit into 64 bits", "n");
    return py::float_(s(step));
  }
  if (is_boolean(n) || PyFloat_Check(n.ptr()) || py::isinstance<py::str>(n)) refuse_steps(n);
  const auto any = py::array::ensure(n);
  if (!any || any.ndim() == 0) refuse_steps(n);
  if (any.dtype().kind() != 'i' && any.dtype().kind() != 'u') refuse_steps(n);
  if (any.dtype().kind() == 'u' && any.dtype().itemsize() == 8 && any.size() > 0 &&
      py::int_(any.attr("max")()).attr("bit_length")().cast<int>() > 63)
    fail("a step in n does not fit into 64 bits with sign", "n");
  const auto steps =
      py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>::ensure(any);
  if (!steps) throw py::error_already_set();
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
        // raised again below, where exceptions are translated
      } catch (...) {  // NOLINT(bugprone-empty-catch)
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
  return !is_boolean(x) && PyNumber_Check(x.ptr()) &&
         (!py::isinstance<py::array>(x) || py::array(x).ndim() == 0);
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
        return in_python::own("extend")(*args, **kwargs);
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
  const auto show = [](const PythonThing& drawn_by) {
    return [drawn_by](const py::args& args, const py::kwargs& kwargs) {
      return drawn_by(*args, **kwargs);
    };
  };
  base.def(
      "plot", show(in_python::plot),
      R"(plot(self, steps: int | None = None, ax: typing.Any = None, label: str | None = None) -> typing.Any

Draw the values of the first `steps` steps (by default all, with a little of what is held) into
matplotlib axes, new ones if none are given, and return them.)");
  base.def("ascii", show(in_python::ascii),
           R"(ascii(self, steps: int | None = None, width: int = 72, height: int = 12) -> str

The same as text, for a terminal.)");
  base.def("table", show(in_python::table),
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
  static constexpr const char* factor_type =
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
  bind_functions(m);
}

}  // namespace gradstep::python
