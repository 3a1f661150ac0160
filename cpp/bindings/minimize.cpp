// The minimizers, driven by python/gradstep/_minimize/minimize.py.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <gradstep/minimize.hpp>

#include <algorithm>
#include <atomic>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "array.hpp"
#include "errors.hpp"
#include "line_search.hpp"
#include "module.hpp"
#include "numbers.hpp"
#include "values.hpp"

namespace gradstep::python {
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
    const py::handle loss = PyTuple_GET_ITEM(out.ptr(), 0);
    see_precision(loss);
    return to_loss(loss.ptr());
  }
  /// The coarsest precision of the losses and gradients so far.
  double epsilon() const { return epsilon_; }

 private:
  // Who computes in float may well return a float of Python's; the gradient then tells.
  void see_precision(py::handle x) {
    if (PyFloat_CheckExact(x.ptr())) return;
    const py::object dtype = py::getattr(x, "dtype", py::none());
    if (dtype.is_none() || dtype.is(dtype_)) return;
    dtype_ = dtype;  // its name is slow to find
    const std::string name = dtype_name(x);
    const auto seen = [&](const char* known, double epsilon) {
      if (name == known) epsilon_ = std::max(epsilon_, epsilon);
    };
    seen("float32", std::numeric_limits<float>::epsilon());
    seen("float16", 0x1p-10);
    seen("bfloat16", 0x1p-7);
  }
  static double to_loss(PyObject* value) {
    if (const auto loss = read_loss(value)) return *loss;
    throw error(Reason::gradient, "the loss must be one real number, not " + no_number(value));
  }
  void read_gradient(const py::object& value, std::span<T> g) {
    see_precision(value);
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
    if (!array)
      throw error(Reason::gradient,
                  "the gradient has dtype " + text(any.dtype()) + "; it must be of real numbers");
    std::copy_n(array.data(), g.size(), g.data());
  }

  py::object fun_, dtype_;
  py::array_t<T> x_;
  double epsilon_ = 0;
};

/// A minimization in float or double.
class PyMinimizer {
 public:
  virtual ~PyMinimizer() = default;
  bool start(const py::object& fun) { return alone(&PyMinimizer::run_start, fun); }
  bool iterate(const py::object& fun) { return alone(&PyMinimizer::run_iterate, fun); }
  virtual void stop() = 0;
  virtual bool resume() = 0;
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
  if (!array) throw py::value_error("it has something else in the place of an array");
  return {array.data(), array.data() + array.size()};
}

template <class T>
class MinimizerOf final : public PyMinimizer {
 public:
  template <class... Args>
  explicit MinimizerOf(const Args&... args) : core_(args...) {}
  void stop() override { core_.stop(); }
  bool resume() override { return core_.resume(); }
  Minimized result() const override { return core_.result(); }
  double loss() const override { return core_.loss(); }
  py::array x() const override { return to_array(core_.x()); }
  py::array best_x() const override { return to_array(core_.best_x()); }
  py::array best_gradient() const override { return to_array(core_.best_gradient()); }
  py::dict state() const override {
    const auto list = [](std::vector<std::vector<T>>& all) {
      py::list out;
      for (auto& v : all) {
        out.append(to_array<T>(v));
        std::vector<T>().swap(v);  // there are many
      }
      return out;
    };
    auto state = core_.state();
    py::dict out;
    out["x"] = to_array<T>(state.x), out["g"] = to_array<T>(state.g);
    out["d"] = to_array<T>(state.d);
    if (!state.free.empty()) out["free"] = to_array<T>(state.free);
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
                                       {},
                                       to_vector<double>(saved["numbers"])};
    if (saved.contains("free")) state.free = to_vector<T>(saved["free"]);
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
  std::string beta = "polak_ribiere";
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
      .def("resume", &PyMinimizer::resume,
           "Go on after the end, or from what restore() took; False if that is the end, too.")
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
