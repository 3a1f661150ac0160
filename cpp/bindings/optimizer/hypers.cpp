#include "hypers.hpp"

#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <gradstep/all_rules.hpp>
#include <gradstep/detail/schedule/node.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "../numbers.hpp"
#include "engine.hpp"

namespace gradstep::python {

double plain_number(std::string_view name, py::handle value, const char* kind) {
  if (const auto number = read_number(value)) return *number;
  refuse(std::string(name) + " must be " + kind + ", not " + no_number(value), name, value);
}

Hyper to_hyper(const Field& field, py::handle value) {
  if (value.is_none() && find_word(field.name)->optional) return field.initial;
  if (py::isinstance<Schedule>(value)) return value.cast<Schedule>();
  if (field.kind == Kind::flag && is_boolean(value)) return PyObject_IsTrue(value.ptr()) == 1;
  return plain_number(field.name, value, "a number or a schedule");
}

namespace {

std::size_t add_group(PyEngine& self, const std::string& name, const std::string& rule,
                      const py::dict& values) {
  for (const RuleType* type : all_rules()) {
    if (type->name != rule) continue;
    std::vector<Hyper> set;
    for (const Field& field : group_fields(*type)) {
      const py::str key = pystr(field.name);
      set.push_back(values.contains(key) ? to_hyper(field, values[key]) : Hyper(field.initial));
    }
    const std::size_t index =
        naming(self.engine, [&] { return self.engine.add_group(name, *type, std::move(set)); });
    auto layout = self.layout ? std::make_shared<Layout>(*self.layout) : std::make_shared<Layout>();
    layout->groups.emplace_back(name, self.engine.groups()[index].fields);
    self.layout = std::move(layout);
    return index;
  }
  throw error(Reason::hyper, "there is no rule '" + rule + "'");
}

py::dict values(const PyEngine& self, std::int64_t n) {
  return values_dict(*self.layout, naming(self.engine, [&] { return self.engine.values(n); }));
}

void set(PyEngine& self, std::size_t group, const py::dict& values) {
  Engine& engine = self.engine;
  std::vector<std::pair<std::size_t, Hyper>> fields;
  for (const auto& [name, value] : values) {
    const auto index = static_cast<std::size_t>(engine.field_index(group, text(name)));
    fields.emplace_back(index, to_hyper(engine.groups()[group].fields[index], value));
  }
  naming(engine, [&] { engine.set(group, fields); });
}

void observe(PyEngine& self, const py::object& metric) {
  const double x = plain_number("metric", metric);
  naming(self.engine, [&] { self.engine.observe(x); });
}

// {group: {name: array}} for what changes from step to step, of `steps` steps from n on.
py::dict preview(const PyEngine& self, std::int64_t n, std::int64_t steps) {
  const Engine& engine = self.engine;
  const std::vector<double> all = naming(engine, [&] { return engine.values(n, steps); });
  const std::size_t stride = steps > 0 ? all.size() / static_cast<std::size_t>(steps) : 0;
  py::dict out;
  std::size_t begin = 0;
  for (std::size_t g = 0; g < engine.groups().size(); ++g) {
    const Engine::Group& group = engine.groups()[g];
    const int scale = engine.field_index(g, "lr_scale");
    const bool scaled = scale >= 0 && group.set[static_cast<std::size_t>(scale)].scheduled();
    py::dict values;
    for (std::size_t f = 0; f < group.fields.size(); ++f) {
      const bool is_lr = static_cast<int>(f) == group.lr;
      if (!group.set[f].scheduled() && !(is_lr && scaled)) continue;
      py::array_t<double> array(static_cast<py::ssize_t>(steps));
      double* x = array.mutable_data();
      for (std::size_t i = 0; i < static_cast<std::size_t>(steps); ++i)
        x[i] = all[i * stride + begin + f];
      values[pystr(group.fields[f].name)] = array;
    }
    begin += group.fields.size();
    if (!values.empty()) out[py::str(group.name)] = values;
  }
  return out;
}

// {group: {name: [{"name": "ReduceOnPlateau", "counters": [...]} for each node that metrics move]}}
py::dict counters(const PyEngine& self) {
  py::dict out;
  for (const Engine::Group& group : self.engine.groups()) {
    py::dict values;
    for (std::size_t f = 0; f < group.fields.size(); ++f)
      if (const Schedule& s = group.set[f].schedule; s && s.observes()) {
        py::list all;
        for (const Schedule& node : detail::controllers(s)) {
          py::dict one;
          one["name"] = node.describe().name;
          one["counters"] = *node.node().counters();
          all.append(one);
        }
        values[pystr(group.fields[f].name)] = all;
      }
    if (!values.empty()) out[py::str(group.name)] = values;
  }
  return out;
}

void restore_counters(PyEngine& self, std::size_t group, const std::string& name,
                      const std::vector<std::vector<double>>& counters) {
  const auto field = static_cast<std::size_t>(self.engine.field_index(group, name));
  naming(self.engine, [&] { self.engine.restore_counters(group, field, counters); });
}

}  // namespace

void bind_hypers(PyEngineClass& cls) {
  cls.def("add_group", changes(&add_group), py::arg("name"), py::arg("rule"), py::arg("values"))
      .def("values", reads(&values), py::arg("n"))
      .def("set", changes(&set), py::arg("group"), py::arg("values"))
      .def("observe", changes(&observe), py::arg("metric"))
      .def("preview", reads(&preview), py::arg("n"), py::arg("steps"))
      .def("counters", reads(&counters))
      .def("restore_counters", changes(&restore_counters), py::arg("group"), py::arg("name"),
           py::arg("counters"));
}

}  // namespace gradstep::python
