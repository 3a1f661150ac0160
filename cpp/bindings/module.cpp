// The contents page of the extension gradstep._core, and what is too small for a file of its own: the rules' reflection,
// information, the elementary functions.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>
#include <gradstep/all_rules.hpp>
#include <gradstep/math.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>

#include "docs.hpp"
#include "errors.hpp"
#include "minimize.hpp"
#include "optimizer.hpp"
#include "options.hpp"
#include "schedules.hpp"

namespace gradstep::python {

namespace {

// `own` of the fields are the rule's, the rest every rule has.
py::list describe_fields(std::span<const Field> fields, std::size_t own) {
  py::list out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Field& f = fields[i];
    const Word& word = *find_word(f.name);
    py::dict d;
    d["name"] = std::string(f.name);
    d["kind"] = f.kind == Kind::flag ? "flag" : "number";
    d["default"] = word.optional          ? py::object(py::none())
                   : f.kind == Kind::flag ? py::object(py::bool_(f.initial != 0))
                                          : py::object(py::float_(f.initial));
    d["meaning"] = std::string(word.meaning);
    d["low"] =
        word.low <= detail::smallest ? py::object(py::none()) : py::object(py::float_(word.low));
    d["high"] =
        word.high >= detail::largest ? py::object(py::none()) : py::object(py::float_(word.high));
    d["open_high"] = word.open_high;
    d["optional"] = word.optional;
    d["common"] = i >= own;
    out.append(d);
  }
  return out;
}

// The slots that start from a hyper-parameter, and its name.
py::dict starts(const RuleType& rule) {
  py::dict out;
  for (const SlotType& slot : rule.slots)
    if (slot.initial >= 0)
      out[py::str(std::string(slot.name))] =
          std::string(rule.fields[static_cast<std::size_t>(slot.initial)].name);
  return out;
}

py::dict describe_rule(const std::string& name) {
  for (const RuleType* rule : all_rules()) {
    if (rule->name != name) continue;
    const std::vector<Field> fields = group_fields(*rule);
    py::dict d;
    d["name"] = std::string(rule->name);
    d["doc"] = std::string(docs::of(rule->name));
    d["fields"] = describe_fields(fields, rule->fields.size());
    const auto names = [](const auto& items) {
      py::list list;
      for (const auto& item : items) list.append(std::string(item.name));
      return list;
    };
    d["slots"] = names(rule->slots);
    d["numbers"] = names(rule->numbers);
    d["inputs"] = names(rule->inputs);
    d["rowwise"] = rule->rowwise;
    d["increments"] = rule->increments;
    d["shared"] = rule->shared;
    d["uses_loss"] = rule->uses_loss;
    d["evaluates"] = rule->evaluates;
    d["measures"] = rule->sums > 0;
    d["finds_rate"] = rule->finds_rate;
    d["full_batch"] = rule->full_batch;
    d["search_lr"] = rule->search_lr;
    d["max_grad_norm"] = rule->max_grad_norm;
    d["grad_power"] = rule->grad_power;
    d["starts"] = starts(*rule);
    return d;
  }
  throw py::key_error(name);
}

py::list rule_names() {
  py::list out;
  for (const RuleType* rule : all_rules()) out.append(std::string(rule->name));
  return out;
}

py::dict info() {
  py::dict d;
  d["version"] = GRADSTEP_VERSION;
  d["isa"] = std::string(name(current_isa().isa));
  d["isa_why"] = current_isa().why;
  py::list isas;
  for (Isa isa : compiled_isas)
    if (runs(isa)) isas.append(std::string(name(isa)));
  d["isas"] = isas;
  const ThreadInfo threads = thread_info();
  d["threads"] = threads.threads;
  d["threads_why"] = threads.why;
#if defined(__clang__)
  d["compiler"] = "clang " __clang_version__;
#else
  d["compiler"] = "gcc " __VERSION__;
#endif
  return d;
}

// The elementary functions, for the tests that hold them against mpmath.

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

Array evaluate(const std::string& name, const Array& x, const std::optional<Array>& second,
               bool scalar) {
  const Array& y = second ? *second : x;
  if (y.size() != x.size()) throw py::value_error("x and y must have one size");
  Array out(x.size());
  const auto n = static_cast<std::size_t>(x.size());
  if (name == "ipow") {
    for (std::size_t i = 0; i < n; ++i)
      out.mutable_data()[i] = ipow(x.data()[i], static_cast<std::int64_t>(y.data()[i]));
    return out;
  }
  for (const elementary::Named& f : elementary_functions(current_isa().isa)) {
    if (f.name != name) continue;
    if (!scalar) f.array(x.data(), y.data(), out.mutable_data(), n);
    for (std::size_t i = 0; scalar && i < n; ++i)
      out.mutable_data()[i] = f.scalar(x.data()[i], y.data()[i]);
    return out;
  }
  throw py::value_error("no function " + name);
}

void bind_math(py::module_& m) {
  m.def(
      "_math",
      [](const std::string& f, const Array& x, const std::optional<Array>& y) {
        return evaluate(f, x, y, false);
      },
      py::arg("name"), py::arg("x"), py::arg("y") = py::none(),
      "An elementary function in registers, for the tests.");
  m.def(
      "_math_scalar",
      [](const std::string& f, const Array& x, const std::optional<Array>& y) {
        return evaluate(f, x, y, true);
      },
      py::arg("name"), py::arg("x"), py::arg("y") = py::none(), "The same one number at a time.");
}

}  // namespace
}  // namespace gradstep::python

PYBIND11_MODULE(_core, m, pybind11::mod_gil_not_used()) {
  using namespace gradstep::python;
  m.doc() = "The compiled part of gradstep; use the names of the package gradstep.";
  m.attr("__version__") = GRADSTEP_VERSION;
  register_errors();
  bind_schedules(m);
  bind_options(m);
  bind_optimizer(m);
  bind_math(m);
  bind_line_searches(m);
  bind_minimize(m);
  m.def("rule_names", rule_names, "The names of the rules, in the order of the list.");
  m.def("rule", describe_rule, pybind11::arg("name"), "Doc, hyper-parameters and state of a rule.");
  m.def("info", info, "Version, ISA and why, threads and why, compiler.");
  m.def("set_num_threads", gradstep::set_num_threads, pybind11::arg("n"));
  m.def("thread_override", gradstep::thread_override, pybind11::arg("n"));
}
