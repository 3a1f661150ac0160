// The contents page of the extension gradstep._core.
#include "module.hpp"

#include "errors.hpp"

PYBIND11_MODULE(_core, m, pybind11::mod_gil_not_used()) {
  using namespace gradstep::python;
  m.doc() = "The compiled part of gradstep; use the names of the package gradstep.";
  register_errors();
  bind_schedules(m);
  bind_options(m);
  bind_commit(m);
  bind_optimizer(m);
  bind_rules(m);
  bind_line_searches(m);
  bind_minimize(m);
  bind_numbers(m);
  bind_info(m);
  bind_elementary(m);
}
