// What the rules say of themselves.
#include <pybind11/pybind11.h>
#include <gradstep/all_rules.hpp>

#include <span>
#include <string>
#include <vector>

#include "docs.hpp"
#include "module.hpp"
#include "values.hpp"

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
      out[pystr(slot.name)] = std::string(rule.fields[static_cast<std::size_t>(slot.initial)].name);
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

}  // namespace

void bind_rules(py::module_& m) {
  m.def("rule_names", rule_names, "The names of the rules, in the order of the list.");
  m.def("rule", describe_rule, py::arg("name"), "Doc, hyper-parameters and state of a rule.");
}

}  // namespace gradstep::python
