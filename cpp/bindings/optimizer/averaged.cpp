// The averages in the place of the parameters, for a while. To enter and to leave are one call each,
// so that Python raises for a signal before it or after it.
#include <new>
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

// Whatever was done to the arrays inside, as long as their bytes are there.
void hide(PyEngine& self, const py::object& follow) {
  const Turns::Turn turn(self.turns, Use::change);
  self.params.check_bytes();
  self.reserve.take();  // without it the parameters are put back all the same
  if (self.engine.swapped()) self.engine.swap_average();
  commit(self.reserve, [&] { follow(); });
}

void show(PyEngine& self, const py::object& follow) {
  const Turns::Turn turn(self.turns, Use::change);
  if (self.engine.swapped())
    throw error(Reason::none,
                "the parameters hold their averages already; averaged() does not nest");
  self.params.check();
  if (!self.reserve.take()) throw std::bad_alloc();
  self.engine.swap_average();
  try {
    commit(self.reserve, [&] { follow(); });
  } catch (...) {  // Python does not leave what it could not enter
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
