#include "schedule-arguments.hpp"

namespace gradstep::python {
namespace {

py::object python_default(const Field& f) {
  if (is_open_length(f)) return py::none();
  if (f.kind == Kind::flag) return py::bool_(f.initial != 0);
  if (f.kind == Kind::count) return py::int_(static_cast<std::int64_t>(f.initial));
  return py::float_(f.initial);
}

}  // namespace

bool is_required(const Field& f) {
  return f.kind == Kind::count ? f.initial == static_cast<double>(std::int64_t{required})
                               : f.initial != f.initial;
}
bool is_open_length(const Field& f) { return f.kind == Kind::count && f.initial == open; }

std::size_t required_count(std::span<const Field> fields) {
  std::size_t n = 0;
  for (const Field& f : fields) n += is_required(f);
  return n;
}

const char* python_type(const Field& f) {
  if (is_open_length(f)) return "int | None";
  if (f.kind == Kind::flag) return "bool";
  return f.kind == Kind::count ? "int" : "float";
}

std::string signature(std::span<const Field> fields, bool typed) {
  std::string out;
  bool keyword_only = false;
  for (const Field& f : fields) {
    if (!is_required(f) && !keyword_only) out += out.empty() ? "*" : ", *", keyword_only = true;
    out += (out.empty() ? "" : ", ") + std::string(f.name);
    if (typed) out += std::string(": ") + python_type(f);
    if (!is_required(f)) out += (typed ? " = " : "=") + std::string(py::repr(python_default(f)));
  }
  return out;
}

py::object python_signature(std::span<const Field> fields) {
  const py::module_ inspect = py::module_::import("inspect");  // NumPy imports it anyway
  const py::object parameter = inspect.attr("Parameter");
  py::list parameters;
  for (const Field& f : fields) {
    if (is_required(f)) {
      parameters.append(parameter(pystr(f.name), parameter.attr("POSITIONAL_OR_KEYWORD")));
      continue;
    }
    parameters.append(parameter(pystr(f.name), parameter.attr("KEYWORD_ONLY"),
                                py::arg("default") = python_default(f)));
  }
  return inspect.attr("Signature")(parameters);
}

}  // namespace gradstep::python
