#include "schedules.hpp"

#include <pybind11/numpy.h>

#include <string>
#include <utility>
#include <vector>

#include "schedule-call.hpp"
#include "schedule-classes.hpp"
#include "schedule-description.hpp"
#include "schedule-function.hpp"
#include "schedule-values.hpp"

namespace gradstep::python {

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
  reinterpret_cast<PyTypeObject*>(base.ptr())->tp_call = call_schedule;
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
  base.def("__reduce__", reduce, "__reduce__(self) -> tuple[typing.Any, ...]");
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

  bind_structs(m);

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
      .def(py::init([](const py::object& function) { return BoundLambda{make_lambda(function)}; }),
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
  m.def("_make_schedule", make_schedule, py::arg("name"), py::arg("arguments"),
        "_make_schedule(name: str, arguments: dict[str, typing.Any]) -> Schedule\n\nFrom a name "
        "and arguments, as pickles hold them.");
}

}  // namespace gradstep::python
