// The line searches.
#include "line_search.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

#include "call.hpp"
#include "errors.hpp"
#include "module.hpp"
#include "numbers.hpp"
#include "python_side.hpp"
#include "values.hpp"

namespace gradstep::python {
namespace {

struct Result {
  Searched found;
  bool satisfied() const { return found.why == SearchStop::satisfied; }
};

double to_double(py::handle x, const std::string& who, std::string_view name) {
  if (const auto number = read_number(x)) return *number;
  refuse(who + ": " + std::string(name) + " must be a number, not " + no_number(x), name, x);
}

// The losses that count, oldest first.
py::tuple losses(const SearchMemory& m) {
  const std::int64_t kept = std::min(m.count, SearchMemory::most);
  py::tuple out(static_cast<std::size_t>(kept));
  for (std::int64_t i = 0; i < kept; ++i)
    out[static_cast<std::size_t>(i)] =
        m.losses[static_cast<std::size_t>((m.count - kept + i) % SearchMemory::most)];
  return out;
}

SearchMemory make_memory(const py::object& step, const py::object& losses) {
  SearchMemory m;
  m.step = to_double(step, "SearchMemory", "step");
  if (!(m.step >= 0 && detail::finite(m.step)))
    refuse("SearchMemory: step must be a finite number, at least 0, not " + shown(step), "step");
  for (const py::handle x : losses) {
    const double loss = to_double(x, "SearchMemory", "losses");
    if (!detail::finite(loss))
      refuse("SearchMemory: losses must be finite, not " + shown(x), "losses");
    m.losses[static_cast<std::size_t>(m.count++ % SearchMemory::most)] = loss;
  }
  return m;
}

Trial to_trial(const py::object& x, const std::string& who, bool uses_slope) {
  if (PyTuple_Check(x.ptr()) && PyTuple_GET_SIZE(x.ptr()) == 2)
    return {to_double(PyTuple_GET_ITEM(x.ptr(), 0), who, "loss"),
            to_double(PyTuple_GET_ITEM(x.ptr(), 1), who, "slope")};
  if (!uses_slope)
    if (const auto loss = read_number(x)) return {*loss, std::numeric_limits<double>::quiet_NaN()};
  refuse(who + ": phi(step) must return (loss, slope), two numbers" +
             (uses_slope ? "" : ", or the loss alone") + ", not " + shown(x),
         "phi");
}

Result search(const LineSearch& self, const py::function& phi, const py::object& loss,
              const py::object& slope, const py::object& step, SearchMemory* memory,
              const py::object& precision) {
  const std::string who = name_of(self);
  const Trial start{to_double(loss, who, "loss"), to_double(slope, who, "slope")};
  const double first = to_double(step, who, "step");
  if (!(first > 0 && detail::finite(first)))
    refuse(who + ": step must be a finite number above 0, not " + shown(step), "step");
  const double rounding = to_double(precision, who, "precision");
  if (!(rounding >= 0 && rounding < 1))
    refuse(who + ": precision must be a number, at least 0 and below 1, not " + shown(precision),
           "precision");
  return std::visit(
      [&]<class S>(const S& s) {
        const auto at = [&](double x) { return to_trial(phi(x), who, S::uses_slope); };
        return Result{s.search(at, start, first, memory, rounding)};
      },
      self.how);
}

}  // namespace

gradstep::LineSearch to_search(const py::object& value) {
  gradstep::LineSearch out;
  const bool fits = py::isinstance<LineSearch>(value) &&
                    std::visit(
                        [&]<class S>(const S& s) {
                          constexpr bool runs =
                              std::is_constructible_v<gradstep::LineSearch, const S&>;
                          if constexpr (runs) out = s;
                          return runs;
                        },
                        value.cast<const LineSearch&>().how);
  if (!fits)
    refuse(
        "line_search must be a StrongWolfe, HagerZhang, Armijo or NonMonotone of "
        "gradstep.line_searches, not " +
            std::string(py::repr(value)),
        "line_search");
  return out;
}

void bind_line_searches(py::module_& m) {
  py::class_<Result>(m, "LineSearchResult",
                     "What a line search has found; immutable.\n\n"
                     "True iff there is a step to take.")
      .def("__bool__", [](const Result& r) { return bool(r.found); })
      .def_property_readonly(
          "step", [](const Result& r) { return r.found.step; }, "The step; 0.0 if there is none.")
      .def_property_readonly(
          "loss", [](const Result& r) { return r.found.loss; }, "The loss there.")
      .def_property_readonly(
          "slope", [](const Result& r) { return r.found.slope; },
          "The slope there, as phi gave it; nan if it did not.")
      .def_property_readonly(
          "evaluations", [](const Result& r) { return r.found.evaluations; }, "Calls of phi.")
      .def_property_readonly(
          "reason", [](const Result& r) { return pystr(gradstep::name(r.found.why)); },
          R"(Why it ended: "satisfied", "max_step", "max_evaluations", "bracket_too_small",
"no_decrease", "nonfinite" or "not_descent".)")
      .def_property_readonly("success", &Result::satisfied,
                             "Whether the search's conditions hold at the step.")
      .def("__repr__", [](const Result& r) {
        return "LineSearchResult(step=" + detail::text(r.found.step) +
               ", loss=" + detail::text(r.found.loss) + ", slope=" + detail::text(r.found.slope) +
               ", evaluations=" + std::to_string(r.found.evaluations) + ", reason=\"" +
               std::string(gradstep::name(r.found.why)) +
               "\", success=" + (r.satisfied() ? "True" : "False") + ")";
      });

  py::class_<SearchMemory>(m, "SearchMemory",
                           R"(What some searches keep from one call to the next.

A new one belongs to every minimization.

Args:
    step: What the next search grows, the last step that was found; 0.0 for none yet.
    losses: The losses at the last starts, oldest first.)")
      .def(py::init(&make_memory), py::kw_only(), py::arg("step") = 0.0,
           py::arg("losses") = py::tuple(),
           "__init__(self, *, step: float = 0.0, losses: collections.abc.Iterable[float] = ()) -> "
           "None\n\nA new memory.")
      .def_property_readonly(
          "step", [](const SearchMemory& s) { return s.step; },
          "What the next search grows, the last step that was found; 0.0 for none yet.")
      .def_property_readonly(
          "losses",
          py::cpp_function(losses, "(self) -> tuple[float, ...]\n\nThe losses at the last starts."),
          "The losses at the last starts, oldest first.")
      .def("__copy__", [](const SearchMemory& s) { return s; })
      .def(
          "__deepcopy__", [](const SearchMemory& s, const py::object&) { return s; },
          py::arg("memo"))
      .def("__reduce__",
           [](const py::object& self) -> py::tuple {
             const auto& s = self.cast<const SearchMemory&>();
             return py::make_tuple(
                 in_python::reconstruct_value.get(),
                 py::make_tuple(py::type::of(self),
                                py::dict(py::arg("step") = s.step, py::arg("losses") = losses(s))));
           })
      .def("__repr__", [](const SearchMemory& s) {
        return "SearchMemory(step=" + detail::text(s.step) +
               ", losses=" + std::string(py::repr(losses(s))) + ")";
      });

  py::class_<LineSearch> base(
      m, "LineSearch",
      R"(Base of the line searches: frozen values, compared by their members.

For all of them: a loss or slope that is not finite counts as an infinite loss, so that the step is
shortened. Where no step meets the conditions, the lowest loss that was seen is taken if it is below
the start's, else the step is 0; ``reason`` says so.)");
  base.def(
          "search", &search, py::arg("phi"), py::kw_only(), py::arg("loss"), py::arg("slope"),
          py::arg("step") = 1.0, py::arg("memory").none(true) = py::none(),
          py::arg("precision") = 0.0,
          R"(search(self, phi: collections.abc.Callable[[float], tuple[float, float] | float], *, loss: float, slope: float, step: float = 1.0, memory: SearchMemory | None = None, precision: float = 0.0) -> LineSearchResult

How far to go along a line that leads down.

An exception in phi propagates. What phi leaves behind may belong to another step than the one that
is returned, which was evaluated, but need not be the last.

Args:
    phi: The function of the step length, ``phi(step) -> (loss, slope)``; of searches that do not
        use the slope, the loss alone will do.
    loss: phi's loss at 0.
    slope: phi's slope at 0. Unless it is below 0 nothing is searched: "not_descent".
    step: The first step that is tried.
    memory: What the search keeps from one call to the next, for those that do.
    precision: How losses that were computed in less than double are rounded, relative to their
        size: 2**-23 for float32. A change that they cannot show is then neither a rise nor a
        decrease.

Returns:
    The step, the loss and slope there, the calls of phi and why it ended.

Raises:
    HyperError: An argument, or what phi returns, that is no number.)")
      .def_property_readonly(
          "uses_slope",
          [](const LineSearch& s) {
            return std::visit([]<class S>(const S&) { return S::uses_slope; }, s.how);
          },
          "Whether phi must give the slope; the one at the start is always needed.");
  bind_frozen<LineSearch>(base, true);

  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind_value<S, Subclass<S, LineSearch>, LineSearch>(m, search_vocabulary, false), ...);
  }(std::type_identity<LineSearches>{});
}

}  // namespace gradstep::python
