// The functions that make schedules of schedules.
#include <gradstep/schedule.hpp>

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "../call.hpp"
#include "../values.hpp"
#include "arguments.hpp"
#include "function.hpp"
#include "schedules.hpp"

namespace gradstep::python {
namespace {

constexpr const char* a_schedule = "Schedule | collections.abc.Callable[[int], float]";
constexpr const char* some_schedules =
    "collections.abc.Iterable[Schedule | collections.abc.Callable[[int], float]]";
constexpr const char* a_shape = "str | tuple[str, float]";

std::vector<Schedule> to_schedules(const py::object& list, const char* who) {
  if (!is_iterable(list))
    fail(std::string(who) + ": schedules must be a list of schedules, not " + shown(list),
         "schedules");
  std::vector<Schedule> out;
  for (const py::handle s : list) out.push_back(as_schedule(s));
  return out;
}

/// The arguments of a call, in order; where one is not given, its default.
using Arguments = std::vector<py::object>;

/// A function whose errors are those of the classes: `make` gets one object per parameter.
void bind_function(py::module_& m, const std::string& name, std::vector<Parameter> all,
                   const char* doc, Schedule (*make)(const Arguments&)) {
  const std::string text = name + "(" + signature(all, true) + ") -> Composite\n\n" + doc;
  m.def(
      name.c_str(),
      [name, all = std::move(all), make](const py::args& args, const py::kwargs& kwargs) {
        check_call(name, all, args, kwargs);
        Arguments given;
        for (std::size_t i = 0; i < all.size(); ++i) {
          py::object x = argument(i, all, args, kwargs);
          if (!x) x = all[i].initial;
          given.push_back(std::move(x));
        }
        return to_python(make(given));
      },
      text.c_str());
}

}  // namespace

void bind_functions(py::module_& m) {
  const py::object none = py::none();
  bind_function(m, "warmup",
                {{"schedule", a_schedule, {}},
                 {"steps", "int", {}},
                 {"start", "float | None", none},
                 {"shape", a_shape, py::str("linear")},
                 {"total_steps", "int | None", none},
                 {"cut", "bool", py::bool_(false)}},
                R"(A way up over `steps` updates, then `schedule` from its own beginning.

    s(n) = schedule(0)·w((n + 1)/steps)                for n < steps: no update is wasted on 0
    s(n) = start + (schedule(0) - start)·w(n/steps)    for n < steps, if start is given
    s(n) = schedule(n - steps)                         from there on

w(u) is u, or as `shape` has it: "cosine", "1-sqrt", "1-square", "exponential", ("power", p),
("exponential", r). total_steps is the length of the whole: it fills an open `schedule` (total_steps
- steps is left to it), must agree with one that has a length, and is kept for an endless one. It
must be larger than steps, unless cut is True: then the whole may end on the way up. steps=0 adds
nothing. Raises ScheduleError naming the argument.)",
                [](const Arguments& a) {
                  return warmup(as_schedule(a[0]), to_count(a[1], "warmup", "steps"),
                                to_optional_number(a[2], "warmup", "start"),
                                to_shape(a[3], "warmup", "shape"),
                                to_optional_count(a[4], "warmup", "total_steps"),
                                to_flag(a[5], "warmup", "cut"));
                });
  bind_function(m, "cooldown",
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
                [](const Arguments& a) {
                  return cooldown(as_schedule(a[0]), to_count(a[1], "cooldown", "steps"),
                                  to_number(a[2], "cooldown", "end"),
                                  to_shape(a[3], "cooldown", "shape"),
                                  to_optional_count(a[4], "cooldown", "total_steps"));
                });
  bind_function(
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
      [](const Arguments& a) {
        return sequence(to_schedules(a[0], "sequence"), to_counts(a[1], "sequence", "at"),
                        to_optional_count(a[2], "sequence", "total_steps"));
      });
  bind_function(
      m, "every", {{"schedule", a_schedule, {}}, {"k", "int", {}}},
      R"(A schedule that is counted in k updates, in epochs say.

    s(n) = schedule(⌊n / k⌋)

k times as long. Raises ScheduleError naming the argument.)",
      [](const Arguments& a) { return every(as_schedule(a[0]), to_count(a[1], "every", "k")); });
  bind_function(
      m, "stretch",
      {{"schedule", a_schedule, {}}, {"k", "float", {}}, {"per", "float", py::float_(1.0)}},
      R"(Slower: k updates take the place of `per` of the schedule's own.

    s(n) = schedule(n · per / k)

The schedule is evaluated between its steps, which Lambda, MultiplicativeLambda and the recursive
TimeBasedDecay do not allow. k / per times as long, rounded up. Raises ScheduleError naming the
argument.)",
      [](const Arguments& a) {
        return stretch(as_schedule(a[0]), to_number(a[1], "stretch", "k"),
                       to_number(a[2], "stretch", "per"));
      });
  bind_function(
      m, "shift", {{"schedule", a_schedule, {}}, {"k", "int", {}}},
      R"(k updates later, with the first value held until then; for k < 0 so much earlier.

    s(n) = schedule(max(0, n - k))

k steps longer. Raises ScheduleError naming the argument.)",
      [](const Arguments& a) { return shift(as_schedule(a[0]), to_count(a[1], "shift", "k")); });
  bind_function(
      m, "cycle", {{"schedule", a_schedule, {}}, {"k", "int", {}}},
      R"(The first k steps of a schedule, again and again.

    s(n) = schedule(n mod k)

An open schedule gets the length k. Endless: total_steps is None. Raises ScheduleError naming the
argument.)",
      [](const Arguments& a) { return cycle(as_schedule(a[0]), to_count(a[1], "cycle", "k")); });
  bind_function(m, "clip",
                {{"schedule", a_schedule, {}},
                 {"lo", "float | None", none, true},
                 {"hi", "float | None", none, true}},
                R"(Not below lo, not above hi; None is no bound.

    s(n) = min(max(schedule(n), lo), hi)

Raises ScheduleError naming the argument.)",
                [](const Arguments& a) {
                  return clip(as_schedule(a[0]), to_optional_number(a[1], "clip", "lo"),
                              to_optional_number(a[2], "clip", "hi"));
                });
  bind_function(m, "scale", {{"schedule", a_schedule, {}}, {"factor", "float", {}}},
                R"(A factor on a schedule; also written factor * schedule.

    s(n) = factor · schedule(n)

Raises ScheduleError if factor is negative or not finite.)",
                [](const Arguments& a) {
                  return scale(as_schedule(a[0]), to_number(a[1], "scale", "factor"));
                });
  bind_function(m, "multiply", {{"schedules", some_schedules, {}}},
                R"(The product of schedules; of two also written s * t.

    s(n) = schedules[0](n) · schedules[1](n) · …

As long as the longest of those that have a length; open ones get that of the whole. Raises
ScheduleError naming the argument.)",
                [](const Arguments& a) { return multiply(to_schedules(a[0], "multiply")); });
  bind_function(m, "add", {{"schedules", some_schedules, {}}},
                R"(The sum of schedules; of two also written s + t.

    s(n) = schedules[0](n) + schedules[1](n) + …

As long as the longest of those that have a length; open ones get that of the whole. Raises
ScheduleError naming the argument.)",
                [](const Arguments& a) { return add(to_schedules(a[0], "add")); });
  bind_function(
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
      [](const Arguments& a) {
        NoiseOptions o;
        o.pct = to_number(a[1], "noise", "pct"), o.std = to_number(a[2], "noise", "std");
        o.uniform = to_flag(a[3], "noise", "uniform");
        o.seed = to_count(a[4], "noise", "seed"), o.first = to_count(a[5], "noise", "first");
        o.last = to_optional_count(a[6], "noise", "last");
        return noise(as_schedule(a[0]), o);
      });
  bind_function(
      m, "extend",
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
      [](const Arguments& a) {
        const std::string how = py::isinstance<py::str>(a[3]) ? text(a[3]) : "";
        for (std::size_t i = 0; i < std::size(extend_names); ++i)
          if (how == extend_names[i])
            return as_schedule(a[0]).extend(to_count(a[1], "extend", "total_steps"),
                                            to_count(a[2], "extend", "at"), static_cast<Extend>(i));
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

}  // namespace gradstep::python
