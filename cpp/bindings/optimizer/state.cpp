// What an optimizer keeps beside its parameters, as Python sees it: views of the engine's memory,
// and numbers.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "../module.hpp"
#include "../python_side.hpp"
#include "../values.hpp"
#include "engine.hpp"

namespace gradstep::python {
namespace {

const RuleType& rule_of(const PyEngine& self, std::size_t i) {
  return *self.engine.groups()[self.engine.params()[i].group].rule;
}

// Arrays. Views keep the Python object of the engine alive.

using Axes = std::vector<py::ssize_t>;

Axes shape_of(const py::array& p) { return Axes(p.shape(), p.shape() + p.ndim()); }

// The strides of an array that lies as p does and has elements of so many bytes.
Axes strides_like(const py::array& p, py::ssize_t itemsize) {
  Axes out(p.strides(), p.strides() + p.ndim());
  for (auto& stride : out) stride = stride / p.itemsize() * itemsize;
  return out;
}

// An array over the engine's memory that lies as the parameter does. Reals of a complex parameter
// come in pairs, in a last axis of 2.
py::object view(PyEngine& self, std::size_t i, void* data, const py::dtype& dtype) {
  const py::array& p = self.params.array(i);
  if (data == nullptr) return py::none();
  const bool pairs = self.params.parts(i) == 2 && dtype.kind() != 'c';
  Axes shape = shape_of(p), strides = strides_like(p, dtype.itemsize() * (pairs ? 2 : 1));
  if (pairs) shape.push_back(2), strides.push_back(dtype.itemsize());
  return py::array(dtype, shape, strides, data,
                   py::cast(&self, py::return_value_policy::reference));
}

// The dtype in which state is shown: of codes, that of the codes.
py::dtype dtype_of(Storage type, std::size_t parts) {
  switch (type) {
    case Storage::f32: return py::dtype(parts == 2 ? "complex64" : "float32");
    case Storage::f64: return py::dtype(parts == 2 ? "complex128" : "float64");
    case Storage::f16:
    case Storage::f16_scaled:
    case Storage::f16_scaled_positive: return py::dtype("float16");
    case Storage::bf16: return in_python::shown_bfloat16().cast<py::dtype>();
    case Storage::q8: return py::dtype("int8");
    default: return py::dtype("uint8");
  }
}

// The arrays of a parameter's state by name: the rule's slots; "<slot>_scale" of those in codes,
// one number for each block in memory order; and what the rounding keeps.
py::dict state(PyEngine& self, std::size_t i) {
  const auto& param = self.engine.params()[i];
  const RuleType& rule = rule_of(self, i);
  const std::size_t parts = self.params.parts(i);
  py::dict out;
  for (std::size_t k = 0; k < rule.slots.size(); ++k) {
    if (param.state[k] == nullptr) continue;
    const Storage type = param.packing.state[k];
    const std::string name(rule.slots[k].name);
    out[py::str(name)] = view(self, i, param.state[k], dtype_of(type, parts));
    if (block_of(type) > 0)
      out[py::str(name + "_scale")] =
          py::array(py::dtype("float32"), {scale_count(type, param.size)}, {sizeof(float)},
                    stored(param.state[k], type, param.size).scales,
                    py::cast(&self, py::return_value_policy::reference));
  }
  if (void* const beside = param.packing.beside) switch (param.packing.rounding) {
      case Rounding::master: out["master"] = view(self, i, beside, py::dtype("float32")); break;
      case Rounding::kahan:
        out["compensation"] = view(self, i, beside, dtype_of(param.packing.p, 1));
        break;
      default: out["low_bits"] = view(self, i, beside, py::dtype("uint16"));
    }
  const std::size_t count = rule.numbers.size();
  for (std::size_t k = 0; rule.rowwise && k < count; ++k) {  // one per row
    const auto rows = static_cast<py::ssize_t>(param.own.rows);
    out[pystr(rule.numbers[k].name)] = py::array(
        py::dtype::of<double>(), Axes{rows}, Axes{static_cast<py::ssize_t>(count * sizeof(double))},
        self.engine.numbers(i).data() + k, py::cast(&self, py::return_value_policy::reference));
  }
  return out;
}

// Mechanic's two arrays of a parameter: where it started, and what the rule has added up since. {}
// without Mechanic.
py::dict mechanic_arrays(PyEngine& self, std::size_t i) {
  const Around& own = self.engine.params()[i].own;
  py::dict out;
  if (own.delta == nullptr) return out;
  out["start"] = view(self, i, own.start, self.params.computed(i));
  out["delta"] = view(self, i, own.delta, self.params.computed(i));
  return out;
}

// The sum of a parameter's gradients since the last update; None without accumulate.
py::object gradient_sum(PyEngine& self, std::size_t i) {
  return view(self, i, self.engine.params()[i].sum, self.params.computed(i));
}

// The calls since the last update, and which parameters they have given gradients; {} if there are
// none.
py::dict window(const PyEngine& self) {
  const Engine::Window& window = self.engine.window();
  py::dict out;
  if (window.calls == 0) return out;
  std::vector<bool> added;
  for (const auto& param : self.engine.params()) added.push_back(param.added);
  out["calls"] = window.calls;
  out["losses"] = window.losses;
  out["loss"] = window.loss;
  out["added"] = added;
  return out;
}

// The same read from Python; {} for none.
struct ReadWindow {
  Engine::Window window{};
  std::vector<bool> added;
};

ReadWindow read_window(const PyEngine& self, const py::dict& saved) {
  ReadWindow out{{}, std::vector<bool>(self.engine.params().size(), false)};
  if (saved.empty()) return out;
  out.window = {saved["calls"].cast<std::int64_t>(), saved["losses"].cast<std::int64_t>(),
                saved["loss"].cast<double>()};
  out.added = saved["added"].cast<std::vector<bool>>();
  return out;
}

void write_window(Engine& engine, const ReadWindow& saved) {
  engine.restore_window(saved.window);
  for (std::size_t i = 0; i < saved.added.size(); ++i) engine.restore_added(i, saved.added[i]);
}

// The parameter as it will be stepped again, while what was evaluated is in its place.
py::object set_aside(PyEngine& self, std::size_t i) {
  if (!self.engine.swapped() || !self.engine.evaluates(i)) return py::none();
  return view(self, i, self.engine.set_aside(i).data(), self.params.array(i).dtype());
}

// What the rule has found in place of the parameter, in a new array; None if it has nothing else.
py::object evaluated(const PyEngine& self, std::size_t i) {
  if (!self.engine.evaluates(i)) return py::none();
  self.params.check();
  const py::array& p = self.params.array(i);
  const py::dtype dtype = self.params.computed(i);
  py::array out(dtype, shape_of(p), strides_like(p, dtype.itemsize()));
  self.engine.evaluate(i, out.mutable_data());
  return out;
}

// What the parameter is within averaged(), in a new array that lies as it does.
py::array shown_parameter(const PyEngine& self, std::size_t i) {
  const auto& param = self.engine.params()[i];
  self.params.check();
  const py::array& p = self.params.array(i);
  py::array out(p.dtype(), shape_of(p), strides_like(p, p.itemsize()));
  std::vector<double> found(param.size);  // or twice as many floats
  self.engine.evaluate(i, found.data());
  conversions_of(self.engine.isa(), param.dtype)
      .encode({out.mutable_data(), param.packing.p}, 0, param.size, found.data());
  return out;
}

// Numbers.

// The count of updates, and the rule's numbers that are one per parameter.
py::dict scalars(PyEngine& self, std::size_t i) {
  const auto& param = self.engine.params()[i];
  const RuleType& rule = rule_of(self, i);
  py::dict out;
  out["t"] = param.t;
  for (std::size_t k = 0; !rule.rowwise && !rule.shared && k < rule.numbers.size(); ++k)
    out[pystr(rule.numbers[k].name)] = self.engine.numbers(i)[k];
  if (self.engine.options().mechanic) out["mechanic"] = param.own.scale;
  if (param.fresh && param.t > 0) out["fresh"] = true;
  if (param.frozen) out["frozen"] = true;
  return out;
}

// The same read from Python: what cannot be read throws before anything is written.
struct Scalars {
  std::int64_t t = 0;
  std::vector<double> numbers;
  double mechanic = 0;
  bool fresh = false, frozen = false;
};

[[noreturn]] void unsound(const std::string& where, const std::string& problem) {
  const py::object type = in_python::exception("CheckpointError").get();
  const std::string message =
      "not a sound state dict: of " + where + ", " + problem + "; load another checkpoint";
  PyErr_SetObject(type.ptr(), type(message, py::arg("name") = "saved").ptr());
  throw py::error_already_set();
}

// Numbers that no step of the rule can have made: of a run that has diverged they may be NaN, as
// arrays may be, but not where the rule says so.
void check_numbers(const RuleType& rule, const std::vector<double>& numbers,
                   const std::string& where) {
  if (numbers.empty() || rule.numbers.empty()) return;
  if (const char* problem = rule.numbers_problem(numbers.data())) unsound(where, problem);
}

Scalars read_scalars(PyEngine& self, std::size_t i, const py::dict& saved) {
  Scalars out;
  out.t = saved["t"].cast<std::int64_t>();
  const RuleType& rule = rule_of(self, i);
  for (std::size_t k = 0; !rule.rowwise && !rule.shared && k < rule.numbers.size(); ++k)
    out.numbers.push_back(saved[pystr(rule.numbers[k].name)].cast<double>());
  check_numbers(rule, out.numbers, "'" + self.params.path(i) + "'");
  if (self.engine.options().mechanic) out.mechanic = saved["mechanic"].cast<double>();
  out.fresh = out.t == 0 || (saved.contains("fresh") && saved["fresh"].cast<bool>());
  out.frozen = saved.contains("frozen") && saved["frozen"].cast<bool>();
  return out;
}

void write_scalars(Engine& engine, std::size_t i, const Scalars& saved) {
  engine.restore_count(i, saved.t, saved.fresh);
  std::copy(saved.numbers.begin(), saved.numbers.end(), engine.numbers(i).begin());
  if (engine.options().mechanic) engine.restore_scale(i, saved.mechanic);
  engine.freeze(i, saved.frozen);
}

void restore_scalars(PyEngine& self, std::size_t i, const py::dict& saved) {
  write_scalars(self.engine, i, read_scalars(self, i, saved));
}

constexpr std::pair<const char*, double Engine::Tuner::*> tuner_members[]{
    {"s", &Engine::Tuner::s},
    {"reward", &Engine::Tuner::reward},
    {"max_product", &Engine::Tuner::max_product},
    {"sum_squared_products", &Engine::Tuner::sum_squared_products}};

// {name: one number for each tuner}; {} without Mechanic.
py::dict tuners(PyEngine& self) {
  py::dict out;
  if (self.engine.tuners().empty()) return out;
  for (const auto& [name, member] : tuner_members) {
    py::list values;
    for (const Engine::Tuner& tuner : self.engine.tuners()) values.append(tuner.*member);
    out[name] = values;
  }
  return out;
}

std::vector<Engine::Tuner> read_tuners(PyEngine& self, const py::dict& saved) {
  std::vector<Engine::Tuner> out(self.engine.tuners().begin(), self.engine.tuners().end());
  for (const auto& [name, member] : tuner_members) {
    if (out.empty()) break;
    const auto values = saved[name].cast<std::vector<double>>();
    for (std::size_t k = 0; k < out.size(); ++k) {
      out[k].*member = values.at(k);
      if (values[k] < 0) unsound("mechanic", std::string(name) + " must be at least 0");
    }
  }
  return out;
}

// {rule: {"t": decisions, number: value}} of the rules that decide for all their arrays together.
py::dict shared(PyEngine& self) {
  py::dict out;
  for (const Engine::Shared& s : self.engine.shared()) {
    py::dict one;
    one["t"] = s.t;
    for (std::size_t k = 0; k < s.numbers.size(); ++k)
      one[pystr(s.rule->numbers[k].name)] = s.numbers[k];
    out[pystr(s.rule->name)] = one;
  }
  return out;
}

// The count and the numbers of each of them.
using SharedNumbers = std::vector<std::pair<std::int64_t, std::vector<double>>>;

SharedNumbers read_shared(PyEngine& self, const py::dict& saved) {
  SharedNumbers out;
  for (const Engine::Shared& s : self.engine.shared()) {
    const py::dict one = saved[pystr(s.rule->name)];
    auto& [t, numbers] = out.emplace_back(one["t"].cast<std::int64_t>(), std::vector<double>{});
    for (std::size_t k = 0; k < s.numbers.size(); ++k)
      numbers.push_back(one[pystr(s.rule->numbers[k].name)].cast<double>());
    check_numbers(*s.rule, numbers, std::string(s.rule->name));
  }
  return out;
}

void write_shared(Engine& engine, SharedNumbers saved) {
  for (std::size_t k = 0; k < saved.size(); ++k)
    std::tie(engine.shared()[k].t, engine.shared()[k].numbers) = std::move(saved[k]);
}

void restore_shared(PyEngine& self, const py::dict& saved) {
  write_shared(self.engine, read_shared(self, saved));
}

// All that state_dict() has, but for hyper-parameters: everything is read before the first write,
// and Python hears of no signal from there on. `arrays` are (view, saved array), which have the
// same form.
void load(PyEngine& self, const py::list& arrays, const py::list& scalars, const py::dict& shared,
          const py::dict& tuners, const py::dict& accumulated, std::int64_t averaged,
          std::int64_t steps, std::int64_t skipped) {
  self.params.check();
  Engine& engine = self.engine;
  std::vector<Scalars> numbers;
  for (std::size_t i = 0; i < engine.params().size(); ++i)
    numbers.push_back(read_scalars(self, i, scalars[i].cast<py::dict>()));
  SharedNumbers together = read_shared(self, shared);
  const std::vector<Engine::Tuner> found = read_tuners(self, tuners);
  const ReadWindow calls = read_window(self, accumulated);

  for (py::handle pair : arrays)
    if (PyObject_SetItem(PyTuple_GET_ITEM(pair.ptr(), 0), Py_Ellipsis,
                         PyTuple_GET_ITEM(pair.ptr(), 1)) != 0)
      throw py::error_already_set();
  for (std::size_t i = 0; i < numbers.size(); ++i) write_scalars(engine, i, numbers[i]);
  write_shared(engine, std::move(together));
  std::copy(found.begin(), found.end(), engine.tuners().begin());
  write_window(engine, calls);
  engine.restore_averaged(averaged);
  engine.restore(steps, skipped);
  self.last.reset();
}

// What says how to read the bytes of a state, besides the dtypes of its arrays.
py::dict storage(const PyEngine& self) {
  const Options& o = self.engine.options();
  py::dict out;
  out["state_dtype"] =
      o.state_dtype ? py::object(pystr(name(*o.state_dtype))) : py::object(py::none());
  out["rounding"] = pystr(name(o.rounding));
  return out;
}

}  // namespace

void bind_state(PyEngineClass& cls) {
  cls.def("state", reads(&state), py::arg("param"))
      .def("average", reads([](PyEngine& self, std::size_t i) {
             return view(self, i, self.engine.params()[i].own.average, self.params.computed(i));
           }),
           py::arg("param"))
      .def("slow", reads([](PyEngine& self, std::size_t i) {
             return view(self, i, self.engine.params()[i].own.slow, self.params.computed(i));
           }),
           py::arg("param"))
      .def("gradient_sum", reads(&gradient_sum), py::arg("param"))
      .def_property_readonly(
          "window", reads(&window),
          "The calls since the last update, and which parameters they have given gradients.")
      .def_property_readonly("accumulate", reads([](const PyEngine& self) {
                               return self.engine.options().accumulate;
                             }))
      .def_property_readonly("stepped", reads([](const PyEngine& self) {
                               std::vector<bool> out;
                               for (const auto& param : self.engine.params())
                                 out.push_back(param.grad != nullptr);
                               return out;
                             }),
                             "Which parameters the last step has stepped, if it was applied.")
      .def_property_readonly("calls",
                             reads([](const PyEngine& self) { return self.engine.window().calls; }))
      .def("mechanic_arrays", reads(&mechanic_arrays), py::arg("param"))
      .def("set_aside", reads(&set_aside), py::arg("param"))
      .def("evaluated", reads(&evaluated), py::arg("param"))
      .def("shown", reads(&shown_parameter), py::arg("param"))
      .def("scalars", reads(&scalars), py::arg("param"))
      .def("restore_scalars", changes(&restore_scalars), py::arg("param"), py::arg("saved"))
      .def("tuners", reads(&tuners))
      .def("load", changes(&load), py::arg("arrays"), py::arg("scalars"), py::arg("shared"),
           py::arg("tuners"), py::arg("accumulated"), py::arg("averaged"), py::arg("steps"),
           py::arg("skipped"))
      .def("shared", reads(&shared))
      .def("restore_shared", changes(&restore_shared), py::arg("saved"))
      .def_property_readonly("swapped",
                             reads([](const PyEngine& self) { return self.engine.swapped(); }))
      .def_property_readonly("averaged",
                             reads([](const PyEngine& self) { return self.engine.averaged(); }))
      .def_property_readonly(
          "storage", reads(&storage),
          "What says how to read the bytes of a state, besides the dtypes of its arrays.")
      .def("restore", changes([](PyEngine& self, std::int64_t steps, std::int64_t skipped) {
             self.engine.restore(steps, skipped);
           }),
           py::arg("steps"), py::arg("skipped"))
      .def_property_readonly("steps",
                             reads([](const PyEngine& self) { return self.engine.steps(); }))
      .def_property_readonly("skipped",
                             reads([](const PyEngine& self) { return self.engine.skipped(); }));
}

}  // namespace gradstep::python
