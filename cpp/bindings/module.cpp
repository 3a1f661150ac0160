// The contents page of the extension gradstep._core.
#include "module.hpp"

#include "errors.hpp"

namespace {

constexpr const char* not_main =
    "gradstep works in Python's main interpreter only, and this is a sub-interpreter; import it in "
    "the main one (in mod_wsgi: WSGIApplicationGroup %{GLOBAL})";

// Python's PyGILState functions, which pybind11 calls, know the main interpreter alone.
bool is_main() { return PyInterpreterState_Get() == PyInterpreterState_Main(); }

}  // namespace

PYBIND11_MODULE(_core_of_main, m, pybind11::mod_gil_not_used()) {
  using namespace gradstep::python;
  // Since Python 3.12 modules are made in the main interpreter, and only filled in others.
  if (!is_main()) throw pybind11::import_error(not_main);
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

// What Python calls. What the macro above has made would wait for ever in a sub-interpreter.
// NOLINTNEXTLINE(bugprone-reserved-identifier): Python chooses the name
extern "C" PYBIND11_EXPORT PyObject* PyInit__core() {
  if (is_main()) return PyInit__core_of_main();
  PyErr_SetString(PyExc_ImportError, not_main);
  return nullptr;
}
