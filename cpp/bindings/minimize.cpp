// Line searches and minimizers; the latter are driven by python/gradstep/_minimize/minimize.py.
#include "minimize.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <gradstep/minimize.hpp>
#include <gradstep/reflect.hpp>

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "array.hpp"
#include "errors.hpp"
#include "schedule_arguments.hpp"
#include "values.hpp"

namespace gradstep::python {

// Line searches.

namespace {

template <class... S>
OneOf<S...> any_of(std::tuple<S...>);
/// The base class in Python.
using LineSearch = decltype(any_of(LineSearches{}));

struct Result {
  Searched found;
  bool satisfied() const { return found.why == SearchStop::satisfied; }
};

double to_double(py::handle x, const std::string& who, std::string_view name) {
  const double number = is_boolean(x) ? -1 : PyFloat_AsDouble(x.ptr());
  if (is_boolean(x) || (number == -1 && PyErr_Occurred())) {
    PyErr_Clear();
    refuse(who + ": " + std::string(name) + " must be a number, not " + shown(x), name);
  }
  return number;
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
           [](const py::object& self) -> py::tuple {
             const auto& s = self.cast<const SearchMemory&>();
             return py::make_tuple(
                 py::module_::import("gradstep.reconstruct").attr("value"),
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
          "Whether phi must give the slope; the one at the start is always needed.");
  bind_frozen<LineSearch>(base, true);

  [&]<class... S>(std::type_identity<std::tuple<S...>>) {
    (bind_value<S, Bound<S, LineSearch>, LineSearch>(m, search_vocabulary, false), ...);
  }(std::type_identity<LineSearches>{});
}

// Minimizers.

namespace {

/// The caller's fun(x) -> (loss, gradient) as the core calls it.
template <class T>
class Function {
 public:
  explicit Function(py::object fun) : fun_(std::move(fun)) {}
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;

  double operator()(std::span<const T> x, std::span<T> g) {
    const py::gil_scoped_acquire acquired;
    // The last one again, unless the caller has kept it, or a view of it.
    const auto size = static_cast<py::ssize_t>(x.size());
    if (x_.size() != size || x_.ref_count() > 1) x_ = py::array_t<T>(size);
    std::copy(x.begin(), x.end(), static_cast<T*>(x_.mutable_data()));
    const py::object out = fun_(x_);
    if (!PyTuple_Check(out.ptr()) || PyTuple_GET_SIZE(out.ptr()) != 2)
      throw error(Reason::gradient, "fun must return (loss, gradient), not " +
                                        std::string(py::repr(py::type::of(out))) +
                                        "; with the gradient as a function of its own give jac=");
    read_gradient(py::reinterpret_borrow<py::object>(PyTuple_GET_ITEM(out.ptr(), 1)), g);
    return to_loss(PyTuple_GET_ITEM(out.ptr(), 0));
  }

 private:
  static double to_loss(PyObject* value) {
    double loss = PyFloat_AsDouble(value);
    if (!PyErr_Occurred()) return loss;
    PyErr_Clear();
    const auto array = py::array_t<double, py::array::forcecast>::ensure(value);
    if (!array || array.size() != 1) {
      PyErr_Clear();
      throw error(Reason::gradient, "the loss must be one real number, not " +
                                        std::string(py::repr(py::handle(value))));
    }
    return *array.data();
  }
  static void read_gradient(const py::object& value, std::span<T> g) {
    const py::array any = py::array::ensure(value);
    if (!any || any.size() != static_cast<py::ssize_t>(g.size())) {
      PyErr_Clear();
      throw error(Reason::gradient, "the gradient has " +
                                        (any ? "shape " + shape_text(any) : "no shape") +
                                        "; x has " + std::to_string(g.size()) + " elements");
    }
    const char kind = any.dtype().kind();
    if (kind == 'c' || kind == 'O' || kind == 'S' || kind == 'U')
      throw error(Reason::gradient,
                  "the gradient has dtype " + text(any.dtype()) + "; it must be of real numbers");
    const auto array = py::array_t<T, py::array::c_style | py::array::forcecast>::ensure(any);
    if (!array) throw py::error_already_set();
    std::copy_n(array.data(), g.size(), g.data());
  }

  py::object fun_;
  py::array_t<T> x_;
};

/// A minimization in float or double.
class PyMinimizer {
 public:
  virtual ~PyMinimizer() = default;
  bool start(const py::object& fun) { return alone(&PyMinimizer::run_start, fun); }
  bool iterate(const py::object& fun) { return alone(&PyMinimizer::run_iterate, fun); }
  virtual void stop() = 0;
  virtual Minimized result() const = 0;
  virtual double loss() const = 0;
  virtual py::dict state() const = 0;
  virtual bool restore(const py::dict& saved) = 0;
  // Copies: what the core has changes.
  virtual py::array x() const = 0;
  virtual py::array best_x() const = 0;
  virtual py::array best_gradient() const = 0;

 private:
  virtual bool run_start(const py::object& fun) = 0;
  virtual bool run_iterate(const py::object& fun) = 0;

  bool alone(bool (PyMinimizer::*work)(const py::object&), const py::object& fun) {
    if (busy_.exchange(true))
      throw error(Reason::busy, "this minimizer is at work: fun must not call it");
    struct Release {
      std::atomic<bool>& busy;
      ~Release() { busy = false; }
    } release{busy_};
    return (this->*work)(fun);
  }

  std::atomic<bool> busy_{false};
};

template <class T>
py::array_t<T> to_array(std::span<const T> v) {
  return py::array_t<T>(static_cast<py::ssize_t>(v.size()), v.data());
}
template <class T>
std::vector<T> to_vector(py::handle x) {
  const auto array = py::array_t<T, py::array::c_style>::ensure(x);
  if (!array) throw py::error_already_set();
  return {array.data(), array.data() + array.size()};
}

template <class T>
class MinimizerOf final : public PyMinimizer {
 public:
  template <class... Args>
  explicit MinimizerOf(const Args&... args) : core_(args...) {}
  void stop() override { core_.stop(); }
  Minimized result() const override { return core_.result(); }
  double loss() const override { return core_.loss(); }
  py::array x() const override { return to_array(core_.x()); }
  py::array best_x() const override { return to_array(core_.best_x()); }
  py::array best_gradient() const override { return to_array(core_.best_gradient()); }
  py::dict state() const override {
    const auto list = [](const std::vector<std::vector<T>>& all) {
      py::list out;
      for (const auto& v : all) out.append(to_array<T>(v));
      return out;
    };
    const auto state = core_.state();
    py::dict out;
    out["x"] = to_array<T>(state.x), out["g"] = to_array<T>(state.g);
    out["d"] = to_array<T>(state.d);
    out["s"] = list(state.s), out["y"] = list(state.y);
    out["numbers"] = to_array<double>(state.numbers);
    return out;
  }
  bool restore(const py::dict& saved) override {
    typename Minimizer<T>::State state{to_vector<T>(saved["x"]),
                                       to_vector<T>(saved["g"]),
                                       to_vector<T>(saved["d"]),
                                       {},
                                       {},
                                       to_vector<double>(saved["numbers"])};
    for (const py::handle v : saved["s"]) state.s.push_back(to_vector<T>(v));
    for (const py::handle v : saved["y"]) state.y.push_back(to_vector<T>(v));
    return core_.restore(state);
  }

 private:
  bool run_start(const py::object& fun) override {
    Function<T> f(fun);
    const py::gil_scoped_release released;
    return core_.start(f);
  }
  bool run_iterate(const py::object& fun) override {
    Function<T> f(fun);
    const py::gil_scoped_release released;
    return core_.iterate(f);
  }

  Minimizer<T> core_;
};

// The value of a class of gradstep.line_searches as one of those that a minimizer can run.
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

template <class M>
void read(const py::dict& options, const char* name, M& member) {
  if (options.contains(name)) member = options[name].cast<M>();
}

template <class Method>
void read_common(const py::dict& options, Method& how) {
  read(options, "gtol", how.gtol);
  read(options, "ftol", how.ftol);
  read(options, "maxiter", how.maxiter);
  read(options, "max_evaluations", how.max_evaluations);
  if (options.contains("line_search")) how.search = to_search(options["line_search"]);
}

CG to_cg(const py::dict& options) {
  CG how;
  read_common(options, how);
  std::string beta = "hager_zhang";
  read(options, "beta", beta);
  if (beta != "hager_zhang" && beta != "polak_ribiere")
    refuse("beta must be 'hager_zhang' or 'polak_ribiere', not '" + beta + "'", "beta");
  how.beta = beta == "hager_zhang" ? CG::Beta::hager_zhang : CG::Beta::polak_ribiere;
  return how;
}

LBFGS to_lbfgs(const py::dict& options) {
  LBFGS how;
  read_common(options, how);
  read(options, "history", how.history);
  read(options, "cautious", how.cautious);
  read(options, "damped", how.damped);
  return how;
}

template <class T>
std::unique_ptr<PyMinimizer> make_minimizer_of(const py::array& x0, const std::string& method,
                                               const py::dict& options, const py::object& low,
                                               const py::object& high) {
  using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;
  const auto span = [](const Array& a) {
    return std::span<const T>(a.data(), static_cast<std::size_t>(a.size()));
  };
  const Array start(x0);
  if (method == "cg") return std::make_unique<MinimizerOf<T>>(span(start), to_cg(options));
  const LBFGS how = to_lbfgs(options);
  Array bounds[2];
  Bounds<T> both;
  if (!low.is_none()) bounds[0] = Array(low), both.low = span(bounds[0]);
  if (!high.is_none()) bounds[1] = Array(high), both.high = span(bounds[1]);
  return std::make_unique<MinimizerOf<T>>(span(start), how, both);
}

std::unique_ptr<PyMinimizer> make_minimizer(const py::array& x0, const std::string& method,
                                            const py::dict& options, const py::object& low,
                                            const py::object& high) {
  const bool single = x0.dtype().kind() == 'f' && x0.itemsize() == 4;
  return (single ? make_minimizer_of<float> : make_minimizer_of<double>)(x0, method, options, low,
                                                                         high);
}

}  // namespace

void bind_minimize(py::module_& m) {
  py::class_<PyMinimizer>(m, "Minimizer",
                          "One minimization, iteration by iteration; use gradstep.minimize.")
      .def(py::init(&make_minimizer), py::arg("x0"), py::arg("method"), py::arg("options"),
           py::arg("low") = py::none(), py::arg("high") = py::none())
      .def("start", &PyMinimizer::start, py::arg("fun"),
           "Evaluate the start; False if that is the end.")
      .def("iterate", &PyMinimizer::iterate, py::arg("fun"),
           "One iteration; False if it was the last.")
      .def("state", &PyMinimizer::state, "All that the next iteration depends on.")
      .def("restore", &PyMinimizer::restore, py::arg("saved"),
           "Take what state() gave; False if it does not fit.")
      .def("stop", &PyMinimizer::stop, "End it.")
      .def_property_readonly("x", &PyMinimizer::x, "A copy of the point.")
      .def_property_readonly("best_x", &PyMinimizer::best_x, "A copy of the best point.")
      .def_property_readonly("best_gradient", &PyMinimizer::best_gradient,
                             "A copy of the gradient there.")
      .def_property_readonly("loss", &PyMinimizer::loss)
      .def_property_readonly("best_loss", [](const PyMinimizer& p) { return p.result().loss; })
      .def_property_readonly("largest", [](const PyMinimizer& p) { return p.result().largest; })
      .def_property_readonly("iterations",
                             [](const PyMinimizer& p) { return p.result().iterations; })
      .def_property_readonly("evaluations",
                             [](const PyMinimizer& p) { return p.result().evaluations; })
      .def_property_readonly(
          "why", [](const PyMinimizer& p) { return std::string(name(p.result().why)); });
}

}  // namespace gradstep::python
