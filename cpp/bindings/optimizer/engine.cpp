// What an engine is bound to, and the step.
#include "engine.hpp"

#include <pybind11/stl.h>

#include <new>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "../module.hpp"
#include "../options.hpp"
#include "hypers.hpp"

namespace gradstep::python {
namespace {

// A step of fewer elements takes less time than handing the interpreter over and back can cost.
constexpr std::size_t release_gil_from = 4096;

// What is bound.

void add(PyEngine& self, const std::string& path, const py::object& array, std::size_t group) {
  self.params.add(path, array, group);
  self.gradients.forget();
}

void truncate(PyEngine& self, std::size_t params, std::size_t groups) {
  self.params.truncate(params, groups);
  self.gradients.forget();
  auto layout = std::make_shared<Layout>(*self.layout);
  layout->groups.resize(groups);
  self.layout = std::move(layout);
}

void rebind(PyEngine& self, const std::vector<py::array>& arrays) {
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

void bind_grads(PyEngine& self, const py::object& grads) { self.gradients.bind(grads); }

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

// What a step may be given besides gradients and scales.
struct More {
  py::object overrides = py::none(), inputs = py::none(), loss = py::none(), follow = py::none();
};

// `more` is None or (overrides, inputs, loss, follow), because pybind11 allocates memory from the
// seventh argument on. After the step, follow(grads, applied) is called to its end.
ReportObject step(PyEngine& self, const py::object& grads, const py::object& grad_scale,
                  const py::object& lr_scale, bool report, const py::object& more) {
  const Turns::Turn turn(self.turns, Use::step);
  if (!self.watch.fresh())
    throw error(
        Reason::stale,
        "a parameter or bound gradient in the containers is no longer the array that was bound");
  self.check_arrays();
  Gradients& given = self.gradients;
  given.take(grads);
  More with;
  if (!more.is_none())
    std::tie(with.overrides, with.inputs, with.loss, with.follow) =
        more.cast<std::tuple<py::object, py::object, py::object, py::object>>();
  const std::vector<Override> replaced = to_overrides(self.engine, with.overrides);
  given.take_inputs(with.inputs);
  const StepOptions options{plain_number("grad_scale", grad_scale),
                            plain_number("lr_scale", lr_scale),
                            report,
                            replaced,
                            given.inputs(),
                            given.types(),
                            with.loss.is_none() ? self.told : plain_number("loss", with.loss)};
  const auto run = [&] {
    return naming(self.engine,
                  [&] { return self.engine.step(given.pointers(), given.zeros(), options); });
  };
  // Before the step, so that memory cannot run out after it.
  ReportObject made = py::cast(Report{{}, self.layout});
  auto& out = made.cast<Report&>();
  const bool followed = !with.follow.is_none();
  if (followed && !self.reserve.take()) throw std::bad_alloc();
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
  if (self.told) out.evaluations = 1;
  if (out.step.index >= 0)
    out.step.reason = given.located(out.step.reason, out.step.path, out.step.index);
  self.last = made;
  given.finish();
  if (followed) commit(self.reserve, [&] { with.follow(grads, out.step.applied); });
  return made;
}

void use_isa(PyEngine& self, const std::string& wanted) {
  for (std::size_t i = 0; i < isa_names.size(); ++i)
    if (isa_names[i] == wanted) return self.engine.isa(static_cast<Isa>(i));
  throw error(Reason::environment,
              "there is no ISA '" + wanted + "'; this CPU runs " + detail::available_isas());
}

void freeze(PyEngine& self, const std::vector<std::size_t>& params, bool frozen) {
  for (const std::size_t i : params) self.engine.freeze(i, frozen);
}

void bind_binding(PyEngineClass& cls) {
  cls.def("add", changes(&add), py::arg("path"), py::arg("array"), py::arg("group"))
      .def("truncate", changes(&truncate), py::arg("params"), py::arg("groups"))
      .def("rebind", changes(&rebind), py::arg("arrays"))
      .def("copy_to", changes(&copy_to), py::arg("copies"))
      .def("bind_grads", changes(&bind_grads), py::arg("grads"))
      .def("bound", reads([](const PyEngine& self) { return self.gradients.bound(); }))
      .def("watch", changes([](PyEngine& self, const py::list& edges, const py::list& sizes) {
             self.watch.set(edges, sizes);
           }),
           py::arg("edges"), py::arg("sizes"))
      .def("fresh", reads([](const PyEngine& self) { return self.watch.fresh(); }))
      .def("freeze", changes(&freeze), py::arg("params"), py::arg("frozen"));
}

void bind_steps(PyEngineClass& cls) {
  cls.def("prepare", changes([](PyEngine& self) { self.engine.prepare(); }))
      .def("step", &step, py::arg("grads"), py::arg("grad_scale"), py::arg("lr_scale"),
           py::arg("report"), py::arg("more"))
      .def_property(
          "last", reads([](const PyEngine& self) { return self.last; }),
          changes([](PyEngine& self, const std::optional<ReportObject>& x) { self.last = x; }),
          "The newest report, or None.")
      .def_readwrite("told", &PyEngine::told,
                     "What a closure has said is the loss of the steps to come, for their reports.")
      .def_property(
          "isa", reads([](const PyEngine& self) { return std::string(name(self.engine.isa())); }),
          changes(&use_isa));
}

// Turns over several calls: `with engine.reading():`.

struct LongTurn {
  py::object engine;
  Use use;
  bool own = false;
};

template <Use use>
LongTurn long_turn(const py::object& engine) {
  return {engine, use};
}

void bind_turns(py::module_& m, PyEngineClass& cls) {
  py::class_<LongTurn>(m, "Turn", "A turn of an Engine over several calls; not for direct use.")
      .def("__enter__",
           [](LongTurn& self) { self.own = self.engine.cast<PyEngine&>().turns.begin(self.use); })
      .def(
          "__exit__",
          [](LongTurn& self, const py::object&, const py::object&, const py::object&) {
            auto& engine = self.engine.cast<PyEngine&>();
            if (self.use == Use::closure) engine.told.reset();
            if (self.own) engine.turns.end();
          },
          py::arg("kind"), py::arg("error"), py::arg("traceback"));
  cls.def("reading", &long_turn<Use::read>, "A turn in which nothing changes.")
      .def("changing", &long_turn<Use::change>, "A turn for changes that belong together.")
      .def("asking", &long_turn<Use::closure>, "A turn of a step that asks a closure.")
      .def(
          "ask", [](PyEngine& self, const py::object& closure) { return self.turns.ask(closure); },
          py::arg("closure"), "Call a closure, which may not change the optimizer.");
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
  bind_turns(m, cls);
}

}  // namespace gradstep::python
