#include "report.hpp"

#include <pybind11/stl.h>

#include "../values.hpp"

namespace gradstep::python {
namespace {

py::object to_python(const Field& field, double value) {
  if (find_word(field.name)->optional && value == field.initial) return py::none();
  return field.kind == Kind::flag ? py::object(py::bool_(value != 0))
                                  : py::object(py::float_(value));
}

// The report of the rule's own step, after a line search along it.
Report searched(const Report& r, double loss, std::int64_t evaluations, double length, double moved,
                const std::string& reason) {
  Report out = r;
  out.loss = loss, out.evaluations = evaluations, out.length = length;
  out.step.applied = length > 0, out.step.reason = reason;
  if (auto& norm = out.step.update_norm) {
    if (auto& ratio = out.step.update_ratio; ratio && *norm > 0) *ratio *= moved / *norm;
    norm = moved;
  }
  return out;
}

std::string repr(const Report& r) {
  std::string s = "StepReport(n=" + std::to_string(r.step.n) +
                  ", applied=" + (r.step.applied ? "True" : "False");
  const auto add = [&](const char* name, const std::optional<double>& x) {
    if (x) s += ", " + std::string(name) + "=" + detail::text(*x);
  };
  add("grad_norm", r.step.grad_norm);
  add("clip_factor", r.step.clip_factor);
  add("update_norm", r.step.update_norm);
  add("update_ratio", r.step.update_ratio);
  add("loss", r.loss ? r.loss : r.step.loss);
  add("length", r.length);
  if (r.evaluations > 0) s += ", evaluations=" + std::to_string(r.evaluations);
  if (!r.step.reason.empty()) s += ", reason=" + text(py::repr(py::str(r.step.reason)));
  return s + ")";
}

}  // namespace

py::dict values_dict(const Layout& layout, const std::vector<double>& values) {
  py::dict out;
  auto value = values.begin();
  for (const auto& [group, fields] : layout.groups) {
    py::dict inner;
    for (const Field& field : fields) inner[pystr(field.name)] = to_python(field, *value++);
    out[py::str(group)] = inner;
  }
  return out;
}

void bind_report(py::module_& m) {
  py::class_<Report>(
      m, "StepReport",
      R"(What a step did. True iff it was applied; immutable; what was not computed is None.)")
      .def("__bool__", [](const Report& r) { return r.step.applied; })
      .def_property_readonly(
          "n", [](const Report& r) { return r.step.n; }, "The 0-based number of the update.")
      .def_property_readonly(
          "applied", [](const Report& r) { return r.step.applied; },
          "Whether parameters and state were updated.")
      .def_property_readonly(
          "added", [](const Report& r) { return r.step.added; },
          "Whether the gradients were added to those of other calls, for an update by a later one "
          "(accumulate=).")
      .def_property_readonly(
          "values", [](const Report& r) { return values_dict(*r.layout, r.step.values); },
          "The hyper-parameters used, {group: {name: value}}; lr with its scales.")
      .def_property_readonly(
          "grad_norm", [](const Report& r) { return r.step.grad_norm; },
          "Euclidean norm of all gradients together, unscaled, before clipping.")
      .def_property_readonly(
          "clip_factor", [](const Report& r) { return r.step.clip_factor; },
          "min(1, clip_norm / (grad_norm + 1e-6)).")
      .def_property_readonly(
          "update_norm", [](const Report& r) { return r.step.update_norm; },
          "Euclidean norm of the change of all parameters (report=True).")
      .def_property_readonly(
          "update_ratio", [](const Report& r) { return r.step.update_ratio; },
          "update_norm over the norm of the parameters before (report=True).")
      .def_property_readonly(
          "loss", [](const Report& r) { return r.loss ? r.loss : r.step.loss; },
          "The loss that was given or that the closure said, with accumulate= the mean of those of "
          "an update; of a line search, where it ended.")
      .def_property_readonly(
          "evaluations", [](const Report& r) { return r.evaluations; }, "Calls of the closure.")
      .def_property_readonly(
          "length", [](const Report& r) { return r.length; },
          "What a line search multiplied the rule's own step by; 0.0 if nothing was accepted.")
      .def_property_readonly(
          "reason",
          [](const Report& r) {
            return r.step.reason.empty() ? py::object(py::none())
                                         : py::object(py::str(r.step.reason));
          },
          "Why the step was not applied; why a line search ended.")
      .def("_searched", &searched, py::arg("loss"), py::arg("evaluations"), py::arg("length"),
           py::arg("moved"), py::arg("reason"),
           "The report of the rule's own step, after a line search along it.")
      .def("__repr__", &repr);
}

}  // namespace gradstep::python
