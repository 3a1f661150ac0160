// The averages in the place of the parameters, for a while. Python raises for a signal such as
// Ctrl-C between two of its own instructions, so that what must not be torn apart is one call here.
#include <thread>
#include <utility>

#include "../module.hpp"
#include "engine.hpp"

namespace gradstep::python {
namespace {

// What `with opt.averaged():` enters: `may` is called first, and raises if it cannot be; `follow`
// is called whenever other values have been put into the parameters.
struct Averaged {
  py::object engine, may, follow;
};

// Whatever was done to the arrays inside, as long as their bytes are there; and also while another
// thread's step is just being refused.
void put_back(PyEngine& self) {
  for (;;) {
    try {
      const Turns::Turn turn(self.turns);
      self.params.check_bytes();
      if (self.engine.swapped()) self.engine.swap_average();
      return;
    } catch (const error& e) {
      if (e.reason != Reason::busy) throw;
    }
    const py::gil_scoped_release release;
    std::this_thread::yield();
  }
}

void hide(PyEngine& self, const py::object& follow) {
  put_back(self);
  follow();
}

void show(PyEngine& self, const py::object& follow) {
  {
    const Turns::Turn turn(self.turns);
    if (self.engine.swapped())
      throw error(Reason::none,
                  "the parameters hold their averages already; averaged() does not nest");
    self.params.check();
    self.engine.swap_average();
  }
  try {
    follow();
  } catch (py::error_already_set&) {
    hide(self, follow);
    throw;
  }
}

}  // namespace

void bind_averaged(py::module_& m, PyEngineClass& cls) {
  cls.def("show_averages", &show, py::arg("follow")).def("hide_averages", &hide, py::arg("follow"));
  py::class_<Averaged>(m, "Averaged",
                       "The context manager that Optimizer.averaged() returns; not for direct use.")
      .def(py::init([](py::object engine, py::object may, py::object follow) {
             return Averaged{std::move(engine), std::move(may), std::move(follow)};
           }),
           py::arg("engine"), py::arg("may"), py::arg("follow"))
      .def("__enter__",
           [](const Averaged& self) {
             self.may();
             show(self.engine.cast<PyEngine&>(), self.follow);
           })
      .def(
          "__exit__",
          [](const Averaged& self, const py::object&, const py::object&, const py::object&) {
            hide(self.engine.cast<PyEngine&>(), self.follow);
          },
          py::arg("kind"), py::arg("error"), py::arg("traceback"));
}

}  // namespace gradstep::python
