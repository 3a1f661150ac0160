// What an engine is bound to, and the step.
#include "engine.hpp"

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "../module.hpp"
#include "../options.hpp"
#include "hypers.hpp"

namespace gradstep::python {
namespace {

using Turn = Turns::Turn;

// A step of fewer elements takes less time than handing the interpreter over and back can cost.
constexpr std::size_t release_gil_from = 4096;

// What is bound.

void add(PyEngine& self, const std::string& path, const py::object& array, std::size_t group) {
  const Turn turn(self.turns);
  self.params.add(path, array, group);
  self.gradients.forget();
}

void truncate(PyEngine& self, std::size_t params, std::size_t groups) {
  const Turn turn(self.turns);
  self.params.truncate(params, groups);
  self.gradients.forget();
  auto layout = std::make_shared<Layout>(*self.layout);
  layout->groups.resize(groups);
  self.layout = std::move(layout);
}

void rebind(PyEngine& self, const std::vector<py::array>& arrays) {
  const Turn turn(self.turns);
  self.params.rebind(arrays);
  self.gradients.forget();
}

// The type in which the kernels write this copy; none if they do not. They write copies that lie as
// the parameter does and are of a type that they round to.
std::optional<Storage> written_as(const Parameters& params, std::size_t i, const py::array& copy) {
  if (!aligned(copy) || !dense(copy) || memory_order(copy) != memory_order(params.array(i)))
    return {};
  const auto element = element_of(copy);
  if (!element || element->parts != params.parts(i) ||
      !converts(params.engine().params()[i].dtype, element->type))
    return {};
  return element->type;
}

// Takes one copy or None per parameter, and says which of them the kernels write.
std::vector<bool> copy_to(PyEngine& self, const py::list& copies) {
  const Turn turn(self.turns);
  std::vector<bool> taken(self.params.size(), false);
  self.params.check();
  self.copies.clear();
  for (std::size_t i = 0; i < self.params.size(); ++i) {
    Stored copy;
    if (!copies[i].is_none()) {
      const auto array = py::reinterpret_borrow<py::array>(copies[i]);
      self.copies.emplace_back(i, array);
      if (const auto storage = written_as(self.params, i, array))
        copy = {const_cast<void*>(array.data()), *storage, nullptr};
    }
    self.engine.copy_to(i, copy);
    taken[i] = copy.data != nullptr;
  }
  return taken;
}

void bind_grads(PyEngine& self, const py::object& grads) {
  const Turn turn(self.turns);
  self.gradients.bind(grads);
}

// The step.

// `overrides` are (group, name, value) of the hyper-parameters that differ in this step.
std::vector<Override> to_overrides(const Engine& engine, const py::object& overrides) {
  std::vector<Override> out;
  if (overrides.is_none()) return out;
  for (py::handle item : overrides) {
    const auto [group, field, value] =
        item.cast<std::tuple<std::size_t, std::string, py::object>>();
    const int index = engine.field_index(group, field);
    const Field& f = engine.groups()[group].fields[static_cast<std::size_t>(index)];
    const Hyper h = to_hyper(f, value);
    out.push_back({group, static_cast<std::size_t>(index), h.at(engine.steps())});
  }
  return out;
}

// `more` is None or (overrides, inputs, loss), because pybind11 allocates memory from the seventh
// argument on.
Report step(PyEngine& self, const py::object& grads, const py::object& grad_scale,
            const py::object& lr_scale, bool report, const py::object& more) {
  const Turn turn(self.turns);
  if (!self.watch.fresh())
    throw error(
        Reason::stale,
        "a parameter or bound gradient in the containers is no longer the array that was bound");
  self.check_arrays();
  Gradients& given = self.gradients;
  given.take(grads);
  py::object overrides = py::none(), inputs = py::none(), loss = py::none();
  if (!more.is_none())
    std::tie(overrides, inputs, loss) = more.cast<std::tuple<py::object, py::object, py::object>>();
  const std::vector<Override> replaced = to_overrides(self.engine, overrides);
  given.take_inputs(inputs);
  const StepOptions options{plain_number("grad_scale", grad_scale),
                            plain_number("lr_scale", lr_scale),
                            report,
                            replaced,
                            given.inputs(),
                            given.types(),
                            loss.is_none() ? std::optional<double>{} : plain_number("loss", loss)};
  const auto run = [&] {
    return naming(self.engine,
                  [&] { return self.engine.step(given.pointers(), given.zeros(), options); });
  };
  Report out;
  out.layout = self.layout;
  try {
    if (self.params.elements() < release_gil_from) {
      out.step = run();
    } else {
      const py::gil_scoped_release release;
      out.step = run();
    }
  } catch (const error& e) {
    if (e.reason == Reason::nonfinite && e.index >= 0) given.raise(e);
    throw;
  }
  if (out.step.index >= 0)
    out.step.reason = given.located(out.step.reason, out.step.path, out.step.index);
  given.finish();
  return out;
}

void use_isa(PyEngine& self, const std::string& wanted) {
  for (std::size_t i = 0; i < isa_names.size(); ++i)
    if (isa_names[i] == wanted) return self.engine.isa(static_cast<Isa>(i));
  throw error(Reason::environment,
              "there is no ISA '" + wanted + "'; this CPU runs " + detail::available_isas());
}

void bind_binding(PyEngineClass& cls) {
  cls.def("add", &add, py::arg("path"), py::arg("array"), py::arg("group"))
      .def("truncate", &truncate, py::arg("params"), py::arg("groups"))
      .def("rebind", &rebind, py::arg("arrays"))
      .def("copy_to", &copy_to, py::arg("copies"))
      .def("bind_grads", &bind_grads, py::arg("grads"))
      .def("bound", [](const PyEngine& self) { return self.gradients.bound(); })
      .def(
          "watch",
          [](PyEngine& self, const py::list& edges, const py::list& sizes) {
            self.watch.set(edges, sizes);
          },
          py::arg("edges"), py::arg("sizes"))
      .def("fresh", [](const PyEngine& self) { return self.watch.fresh(); });
}

void bind_steps(PyEngineClass& cls) {
  cls.def("prepare", [](PyEngine& self) { self.engine.prepare(); })
      .def("step", &step, py::arg("grads"), py::arg("grad_scale"), py::arg("lr_scale"),
           py::arg("report"), py::arg("more"))
      .def("hold", [](PyEngine& self) { self.turns.hold(); })
      .def("admit", [](PyEngine& self) { self.turns.admit(); })
      .def("release", [](PyEngine& self) { self.turns.release(); })
      .def_property(
          "isa", [](const PyEngine& self) { return std::string(name(self.engine.isa())); },
          &use_isa);
}

}  // namespace

void bind_optimizer(py::module_& m) {
  bind_report(m);
  PyEngineClass cls(m, "Engine", "The compiled half of gradstep.Optimizer; not for direct use.");
  cls.def(py::init([](const py::kwargs& options) {
            return std::make_unique<PyEngine>(to_options(options));
          }),
          "__init__(self, **options: typing.Any) -> None\n\nThe options are those of options().");
  bind_binding(cls);
  bind_hypers(cls);
  bind_steps(cls);
  bind_state(cls);
  bind_averaged(m, cls);
}

}  // namespace gradstep::python
