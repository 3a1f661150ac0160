// The minimizers, driven by python/gradstep/_minimize.py.
#include "minimize.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <gradstep/minimize.hpp>
#include <gradstep/reflect.hpp>

#include <atomic>
#include <memory>
#include <string>
#include <variant>

#include "array.hpp"
#include "errors.hpp"

namespace gradstep::python {
namespace {

[[noreturn]] void refuse(const std::string& message, std::string_view name) {
  error e(Reason::hyper, message);
  e.name = name;
  throw e;
}

// The value of a class of gradstep.line_searches as one of those that a minimizer can run.
template <std::size_t I = 0>
LineSearch to_search(const py::object& value) {
  if constexpr (I == std::variant_size_v<LineSearch>) {
    refuse(
        "line_search must be a StrongWolfe, HagerZhang, Armijo or NonMonotone of "
        "gradstep.line_searches, not " +
            std::string(py::repr(value)),
        "line_search");
  } else {
    using S = std::variant_alternative_t<I, LineSearch>;
    if (text(py::type::of(value).attr("__name__")) != type_name<S>) return to_search<I + 1>(value);
    S s{};
    std::size_t k = 0;
    for_each_field(s, [&]<class M>(M& member) {
      member = value.attr(std::string(field_names<S>[k++]).c_str()).template cast<M>();
    });
    return s;
  }
}

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

template <class M>
void read(const py::dict& options, const char* name, M& member) {
  if (options.contains(name)) member = options[name].cast<M>();
}

class PyMinimizer {
 public:
  PyMinimizer(const py::array& x0, const std::string& method, const py::dict& options,
              const py::object& low, const py::object& high) {
    if (x0.dtype().kind() == 'f' && x0.itemsize() == 4)
      make<float>(x0, method, options, low, high);
    else
      make<double>(x0, method, options, low, high);
  }

  bool start(const py::object& fun) {
    return call(fun, [](auto& m, auto& f) { return m.start(f); });
  }
  bool iterate(const py::object& fun) {
    return call(fun, [](auto& m, auto& f) { return m.iterate(f); });
  }
  void stop() {
    std::visit([](auto& m) { m->stop(); }, core_);
  }
  Minimized result() const {
    return std::visit([](const auto& m) { return m->result(); }, core_);
  }
  double loss() const {
    return std::visit([](const auto& m) { return m->loss(); }, core_);
  }
  py::dict state() const {
    return std::visit(
        []<class T>(const std::unique_ptr<Minimizer<T>>& m) {
          const auto array = []<class U>(const std::vector<U>& v) {
            return py::array_t<U>(static_cast<py::ssize_t>(v.size()), v.data());
          };
          const auto list = [&](const std::vector<std::vector<T>>& all) {
            py::list out;
            for (const auto& v : all) out.append(array(v));
            return out;
          };
          const auto state = m->state();
          py::dict out;
          out["x"] = array(state.x), out["g"] = array(state.g), out["d"] = array(state.d);
          out["s"] = list(state.s), out["y"] = list(state.y);
          out["numbers"] = array(state.numbers);
          return out;
        },
        core_);
  }
  bool restore(const py::dict& saved) {
    return std::visit(
        [&]<class T>(std::unique_ptr<Minimizer<T>>& m) {
          using All = std::vector<std::vector<T>>;
          typename Minimizer<T>::State state{vector<T>(saved["x"]),
                                             vector<T>(saved["g"]),
                                             vector<T>(saved["d"]),
                                             All{},
                                             All{},
                                             vector<double>(saved["numbers"])};
          for (const py::handle v : saved["s"]) state.s.push_back(vector<T>(v));
          for (const py::handle v : saved["y"]) state.y.push_back(vector<T>(v));
          return m->restore(state);
        },
        core_);
  }
  // A copy: what the core has changes.
  template <class F>
  py::array get(F&& which) const {
    return std::visit(
        [&](const auto& m) -> py::array {
          const auto v = which(*m);
          return py::array_t<std::remove_cv_t<typename decltype(v)::element_type>>(
              static_cast<py::ssize_t>(v.size()), v.data());
        },
        core_);
  }

 private:
  template <class T>
  static std::vector<T> vector(py::handle x) {
    const auto array = py::array_t<T, py::array::c_style>::ensure(x);
    if (!array) throw py::error_already_set();
    return {array.data(), array.data() + array.size()};
  }
  template <class T>
  void make(const py::array& x0, const std::string& method, const py::dict& options,
            const py::object& low, const py::object& high) {
    using Array = py::array_t<T, py::array::c_style | py::array::forcecast>;
    const auto fill = [&](auto& how) {
      read(options, "gtol", how.gtol);
      read(options, "ftol", how.ftol);
      read(options, "maxiter", how.maxiter);
      read(options, "max_evaluations", how.max_evaluations);
      if (options.contains("line_search")) how.search = to_search(options["line_search"]);
    };
    const Array start(x0);
    const auto span = [](const Array& a) {
      return std::span<const T>(a.data(), static_cast<std::size_t>(a.size()));
    };
    if (method == "cg") {
      CG how;
      fill(how);
      std::string beta = "hager_zhang";
      read(options, "beta", beta);
      if (beta != "hager_zhang" && beta != "polak_ribiere")
        refuse("beta must be 'hager_zhang' or 'polak_ribiere', not '" + beta + "'", "beta");
      how.beta = beta == "hager_zhang" ? CG::Beta::hager_zhang : CG::Beta::polak_ribiere;
      core_ = std::make_unique<Minimizer<T>>(span(start), how);
      return;
    }
    LBFGS how;
    fill(how);
    read(options, "history", how.history);
    read(options, "cautious", how.cautious);
    read(options, "damped", how.damped);
    Array bounds[2];
    Bounds<T> both;
    if (!low.is_none()) bounds[0] = Array(low), both.low = span(bounds[0]);
    if (!high.is_none()) bounds[1] = Array(high), both.high = span(bounds[1]);
    core_ = std::make_unique<Minimizer<T>>(span(start), how, both);
  }

  template <class F>
  bool call(const py::object& fun, F&& work) {
    if (busy_.exchange(true))
      throw error(Reason::busy, "this minimizer is at work: fun must not call it");
    struct Release {
      std::atomic<bool>& busy;
      ~Release() { busy = false; }
    } release{busy_};
    return std::visit(
        [&]<class T>(std::unique_ptr<Minimizer<T>>& m) {
          Function<T> f(fun);
          const py::gil_scoped_release released;
          return work(*m, f);
        },
        core_);
  }

  std::variant<std::unique_ptr<Minimizer<double>>, std::unique_ptr<Minimizer<float>>> core_;
  std::atomic<bool> busy_{false};
};

}  // namespace

void bind_minimize(py::module_& m) {
  py::class_<PyMinimizer>(m, "Minimizer",
                          "One minimization, iteration by iteration; use gradstep.minimize.")
      .def(py::init<const py::array&, const std::string&, const py::dict&, const py::object&,
                    const py::object&>(),
           py::arg("x0"), py::arg("method"), py::arg("options"), py::arg("low") = py::none(),
           py::arg("high") = py::none())
      .def("start", &PyMinimizer::start, py::arg("fun"),
           "Evaluate the start; False if that is the end.")
      .def("iterate", &PyMinimizer::iterate, py::arg("fun"),
           "One iteration; False if it was the last.")
      .def("state", &PyMinimizer::state, "All that the next iteration depends on.")
      .def("restore", &PyMinimizer::restore, py::arg("saved"),
           "Take what state() gave; False if it does not fit.")
      .def("stop", &PyMinimizer::stop, "End it.")
      .def_property_readonly(
          "x", [](const PyMinimizer& p) { return p.get([](const auto& c) { return c.x(); }); },
          "A copy of the point.")
      .def_property_readonly(
          "best_x",
          [](const PyMinimizer& p) { return p.get([](const auto& c) { return c.best_x(); }); },
          "A copy of the best point.")
      .def_property_readonly(
          "best_gradient",
          [](const PyMinimizer& p) {
            return p.get([](const auto& c) { return c.best_gradient(); });
          },
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
