// The engine with the Python objects that it works on: the compiled half of gradstep.Optimizer.
#pragma once
#include <gradstep/gradstep.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "../commit.hpp"
#include "gradients.hpp"
#include "parameters.hpp"
#include "report.hpp"
#include "turns.hpp"
#include "watch.hpp"

namespace gradstep::python {

struct PyEngine {
  explicit PyEngine(const Options& options) : engine(options) {}

  Engine engine;
  Parameters params{engine};
  Gradients gradients{params};
  Watch watch;  // what holds the arrays
  Turns turns;
  std::shared_ptr<const Layout> layout;
  std::vector<std::pair<std::size_t, BoundArray>> copies;  // by parameter
  std::optional<ReportObject> last;                        // the newest
  Reserve reserve;             // for what follows a step, or a swap of averages
  std::optional<double> told;  // what a closure has said is the loss, of the step to come

  /// Throws if a parameter or a copy is no longer what was bound.
  void check_arrays() const {
    params.check();
    for (const auto& [i, copy] : copies)
      if (!copy.unchanged())
        throw error(Reason::stale, "the copy of '" + params.path(i) + "' " + copy.change(),
                    params.path(i));
  }
};

using PyEngineClass = py::class_<PyEngine>;

/// What Python calls has a turn while it runs: reads(f) and changes(f) are f with one.
template <Use use, class R, class Self, class... Args>
auto in_turn(R (*f)(Self&, Args...)) {
  return [f](PyEngine& self, Args... args) -> R {
    const Turns::Turn turn(self.turns, use);
    return f(self, std::forward<Args>(args)...);
  };
}
template <class F>
auto reads(F f) {
  return in_turn<Use::read>(+f);
}
template <class F>
auto changes(F f) {
  return in_turn<Use::change>(+f);
}

/// Adds what Python calls about groups and their hyper-parameters.
void bind_hypers(PyEngineClass& cls);
/// Adds what Python calls to see the averages in the parameters' place.
void bind_averaged(py::module_& m, PyEngineClass& cls);
/// Adds what Python calls to see and to restore the state.
void bind_state(PyEngineClass& cls);

}  // namespace gradstep::python
