// The engine with the Python objects that it works on: the compiled half of gradstep.Optimizer.
#pragma once
#include <gradstep/gradstep.hpp>

#include <memory>
#include <utility>

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
  py::object copies;  // what the engine writes with the parameters
};

using PyEngineClass = py::class_<PyEngine>;

/// Adds what Python calls about groups and their hyper-parameters.
void bind_hypers(PyEngineClass& cls);
/// Adds what Python calls to see and to restore the state.
void bind_state(PyEngineClass& cls);

}  // namespace gradstep::python
