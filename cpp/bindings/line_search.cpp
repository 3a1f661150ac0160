#include "line_search.hpp"

#include <gradstep/line_search.hpp>
#include <gradstep/reflect.hpp>

#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "docs.hpp"
#include "errors.hpp"
#include "schedule_arguments.hpp"

namespace gradstep::python {
namespace {

template <class... S>
std::variant<S...> any_of(std::tuple<S...>);

/// The base class in Python; `Bound<S>` is that of one search.
struct LineSearch {
  decltype(any_of(LineSearches{})) how;
};
template <class S>
struct Bound : LineSearch {};

struct Result {
  Searched found;
  bool satisfied() const { return found.why == SearchStop::satisfied; }
};

[[noreturn]] void refuse(const std::string& message, std::string_view name) {
  error e(Reason::hyper, message);
  e.name = name;
  throw e;
}

double to_double(py::handle x, const std::string& who, std::string_view name) {
  const double number = is_boolean(x) ? -1 : PyFloat_AsDouble(x.ptr());
  if (is_boolean(x) || (number == -1 && PyErr_Occurred())) {
    PyErr_Clear();
    refuse(who + ": " + std::string(name) + " must be a number, not " + shown(x), name);
  }
  return number;
}

const Word& word_of(std::string_view name) {
  for (const Word& word : search_vocabulary)
    if (word.name == name) return word;
  throw std::logic_error("search_vocabulary has no " + std::string(name));
}

// A member from Python, within its range.
template <class M>
M to_member(py::handle x, const std::string& who, std::string_view name) {
  const Word& word = word_of(name);
  std::string must;
  if constexpr (std::is_same_v<M, bool>) {
    if (x.ptr() == Py_True || x.ptr() == Py_False) return x.ptr() == Py_True;
    must = "True or False";
  } else {
    const bool whole = std::is_same_v<M, std::int64_t>;
    if (!is_boolean(x) && (!whole || PyIndex_Check(x.ptr())))
      if (const double number = PyFloat_AsDouble(x.ptr()); !PyErr_Occurred() && word.allows(number))
        return static_cast<M>(number);  // counts are below 2**53
    PyErr_Clear();
    must = whole ? "a whole number" : "a number";
    must += word.low == std::numeric_limits<double>::min() ? " above 0"
                                                           : ", at least " + detail::text(word.low);
    if (word.high < (whole ? 0x1p53 - 1 : detail::largest))
      must += (word.open_high ? " and below " : " and at most ") + detail::text(word.high);
  }
  refuse(who + ": " + std::string(name) + " must be " + must + ", not " + std::string(py::repr(x)) +
             " (" + std::string(word.meaning) + ")",
         name);
}

py::object to_object(bool x) { return py::bool_(x); }
py::object to_object(std::int64_t x) { return py::int_(x); }
py::object to_object(double x) { return py::float_(x); }

template <class S>
py::dict values(const S& s) {
  py::dict out;
  std::size_t i = 0;
  for_each_field(s, [&](const auto& x) { out[pystr(field_names<S>[i++])] = to_object(x); });
  return out;
}
py::dict values(const LineSearch& search) {
  return std::visit([](const auto& s) { return values(s); }, search.how);
}
std::string name_of(const LineSearch& search) {
  return std::visit([]<class S>(const S&) { return std::string(type_name<S>); }, search.how);
}

// Without what is as by default.
std::string repr(const LineSearch& search) {
  std::string inner;
  std::visit(
      [&]<class S>(const S& s) {
        const py::dict initial = values(S{});
        for (const auto& [name, value] : values(s))
          if (!value.equal(initial[name]))
            inner += (inner.empty() ? "" : ", ") + std::string(py::str(name)) + "=" +
                     std::string(py::repr(value));
      },
      search.how);
  return name_of(search) + "(" + inner + ")";
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

SearchMemory make_memory(const py::object& step, const py::iterable& losses) {
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
  if (!uses_slope && !is_boolean(x)) {
    const double loss = PyFloat_AsDouble(x.ptr());
    if (!PyErr_Occurred()) return {loss, std::numeric_limits<double>::quiet_NaN()};
    PyErr_Clear();
  }
  refuse(who + ": phi(step) must return (loss, slope), two numbers" +
             (uses_slope ? "" : ", or the loss alone") + ", not " + shown(x),
         "phi");
}

Result search(const LineSearch& self, const py::function& phi, const py::object& loss,
              const py::object& slope, const py::object& step, SearchMemory* memory) {
  const std::string who = name_of(self);
  const Trial start{to_double(loss, who, "loss"), to_double(slope, who, "slope")};
  const double first = to_double(step, who, "step");
  if (!(first > 0 && detail::finite(first)))
    refuse(who + ": step must be a finite number above 0, not " + shown(step), "step");
  return std::visit(
      [&]<class S>(const S& s) {
        const auto at = [&](double x) { return to_trial(phi(x), who, S::uses_slope); };
        return Result{s.search(at, start, first, memory)};
      },
      self.how);
}

template <class S>
void bind_search(py::module_& m) {
  std::vector<Parameter> all;
  std::size_t i = 0;
  const S defaults{};
  for_each_field(defaults, [&](const auto& x) {
    using M = std::remove_cvref_t<decltype(x)>;
    all.push_back({std::string(field_names<S>[i++]),
                   std::is_same_v<M, bool>     ? "bool"
                   : std::is_same_v<M, double> ? "float"
                                               : "int",
                   to_object(x)});
  });
  static const std::string name(type_name<S>);
  std::string args;
  for (const Parameter& p : all)
    args += "\n    " + p.name + ": " + std::string(word_of(p.name).meaning);
  static const std::string text = std::string(docs::of(name)) + "\n\nArgs:" + args +
                                  "\n\nRaises:\n    HyperError: A value out of its range.";
  static const std::string doc = name + "(" + signature(all, false) + ")\n--\n\n" + text;
  static const std::string init = "__init__(self, " + signature(all, true) + ") -> None\n\n" + text;
  py::class_<Bound<S>, LineSearch> cls(m, name.c_str(), doc.c_str(), py::is_final());
  cls.attr("__signature__") = python_signature(all);
  for (const Parameter& p : all) {
    const auto get = [n = p.name](const LineSearch& s) -> py::object {
      return values(s)[n.c_str()];
    };
    cls.def_property_readonly(
        p.name.c_str(),
        py::cpp_function(
            get, py::is_method(cls),
            ("(self) -> " + p.type + "\n\n" + std::string(word_of(p.name).meaning)).c_str()),
        std::string(word_of(p.name).meaning).c_str());
  }
  cls.def(py::init([all](const py::args& given, const py::kwargs& kwargs) {
            check_call(name, all, given, kwargs);
            S s{};
            std::size_t k = 0;
            for_each_field(s, [&](auto& member) {
              const py::object x = argument(k, all, given, kwargs);
              if (x)
                member = to_member<std::remove_reference_t<decltype(member)>>(x, name,
                                                                              field_names<S>[k]);
              ++k;
            });
            if constexpr (requires { s.problem(); })
              if (const char* problem = s.problem()) refuse(name + ": " + problem, "c1");
            return Bound<S>{{s}};
          }),
          init.c_str());
}

}  // namespace

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

A new one belongs to every minimization. It changes where a search is satisfied.

Args:
    step: The last step that was found; 0.0 for none yet.
    losses: The losses at the last starts, oldest first.)")
      .def(py::init(&make_memory), py::kw_only(), py::arg("step") = 0.0,
           py::arg("losses") = py::tuple(),
           "__init__(self, *, step: float = 0.0, losses: collections.abc.Iterable[float] = ()) -> "
           "None\n\nA new memory.")
      .def_property_readonly(
          "step", [](const SearchMemory& s) { return s.step; },
          "The last step that was found; 0.0 for none yet.")
      .def_property_readonly(
          "losses",
          py::cpp_function(losses, "(self) -> tuple[float, ...]\n\nThe losses at the last starts."),
          "The losses at the last starts, oldest first.")
      .def("__copy__", [](const SearchMemory& s) { return s; })
      .def(
          "__deepcopy__", [](const SearchMemory& s, const py::object&) { return s; },
          py::arg("memo"))
      .def("__reduce__",
           [](const SearchMemory& s) -> py::tuple {
             return py::make_tuple(
                 py::module_::import("gradstep.line_searches").attr("_reconstruct"),
                 py::make_tuple("SearchMemory",
                                py::dict(py::arg("step") = s.step, py::arg("losses") = losses(s))));
           })
      .def("__repr__", [](const SearchMemory& s) {
        return "SearchMemory(step=" + detail::text(s.step) +
               ", losses=" + std::string(py::repr(losses(s))) + ")";
      });

  py::class_<LineSearch>(m, "LineSearch",
                         R"(Base of the line searches: frozen values, compared by their members.

For all of them: a loss or slope that is not finite counts as an infinite loss, so that the step is
shortened. Where no step meets the conditions, the lowest loss that was seen is taken if it is below
the start's, else the step is 0; ``reason`` says so.)")
      .def(
          "search", &search, py::arg("phi"), py::kw_only(), py::arg("loss"), py::arg("slope"),
          py::arg("step") = 1.0, py::arg("memory").none(true) = py::none(),
          R"(search(self, phi: collections.abc.Callable[[float], tuple[float, float] | float], *, loss: float, slope: float, step: float = 1.0, memory: SearchMemory | None = None) -> LineSearchResult

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

Returns:
    The step, the loss and slope there, the calls of phi and why it ended.

Raises:
    HyperError: An argument, or what phi returns, that is no number.)")
      .def_property_readonly(
          "uses_slope",
          [](const LineSearch& s) {
            return std::visit([]<class S>(const S&) { return S::uses_slope; }, s.how);
          },
          "Whether phi must give the slope; the one at the start is always needed.")
      .def("__eq__",
           [](const LineSearch& a, const py::object& b) {
             if (!py::isinstance<LineSearch>(b)) return false;
             const auto& o = b.cast<const LineSearch&>();
             return a.how.index() == o.how.index() && values(a).equal(values(o));
           })
      .def("__hash__",
           [](const LineSearch& s) {
             return py::hash(py::make_tuple(name_of(s), py::tuple(values(s).attr("values")())));
           })
      .def("__copy__", [](const py::object& self) { return self; })
      .def(
          "__deepcopy__", [](const py::object& self, const py::object&) { return self; },
          py::arg("memo"))
      .def("__reduce__",
           [](const LineSearch& s) -> py::tuple {
             return py::make_tuple(
                 py::module_::import("gradstep.line_searches").attr("_reconstruct"),
                 py::make_tuple(name_of(s), values(s)));
           })
      .def("__repr__", &repr);

  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind_search<S>(m), ...);
  }(std::type_identity<LineSearches>{});
}

}  // namespace gradstep::python
