#include "schedule_arguments.hpp"

#include <utility>

#include "schedule_description.hpp"

namespace gradstep::python {
namespace {

/// What an argument of other libraries, or of another schedule, is called here.
constexpr std::pair<std::string_view, std::string_view> elsewhere[]{{"lr", "start"},
                                                                    {"lr", "peak"},
                                                                    {"max_lr", "peak"},
                                                                    {"start", "lr"},
                                                                    {"init_value", "start"},
                                                                    {"min_lr", "end"},
                                                                    {"eta_min", "end"},
                                                                    {"end_value", "end"},
                                                                    {"T_max", "steps"},
                                                                    {"T_0", "period"},
                                                                    {"total_iters", "steps"},
                                                                    {"decay_steps", "steps"},
                                                                    {"warmup_steps", "warmup"},
                                                                    {"decay", "cooldown"},
                                                                    {"milestones", "at"},
                                                                    {"boundaries", "at"},
                                                                    {"gamma", "factor"},
                                                                    {"mode", "maximize"},
                                                                    {"threshold", "rtol"},
                                                                    {"min", "lo"},
                                                                    {"max", "hi"}};

std::string hint(const std::string& word, const py::list& known) {
  for (const auto& [theirs, ours] : elsewhere)
    if (word == theirs && known.contains(pystr(ours))) return "; here it is " + std::string(ours);
  const std::string near = suggestion(word, known);
  return near.empty() ? "; it takes " + std::string(py::str(pystr(", ").attr("join")(known)))
                      : near;
}

}  // namespace

bool is_required(const Field& f) {
  return f.kind == Kind::count ? f.initial == static_cast<double>(std::int64_t{required})
                               : f.initial != f.initial;
}
bool is_open_length(const Field& f) { return f.kind == Kind::count && f.initial == open; }

const char* python_type(const Field& f) {
  if (is_open_length(f)) return "int | None";
  switch (f.kind) {
    case Kind::flag: return "bool";
    case Kind::count: return "int";
    case Kind::number: return "float";
    case Kind::numbers: return "collections.abc.Iterable[float]";
    case Kind::counts: return "collections.abc.Iterable[int]";
    case Kind::shape: return "str | tuple[str, float]";
  }
  return "";
}

std::vector<Parameter> parameters(std::span<const Field> fields, const Description& defaults) {
  std::vector<Parameter> out;
  for (std::size_t i = 0; i < fields.size(); ++i)
    out.push_back({std::string(fields[i].name), python_type(fields[i]),
                   is_required(fields[i]) ? py::object() : to_python(defaults.arguments[i].value)});
  return out;
}

std::string signature(const std::vector<Parameter>& parameters, bool typed) {
  std::string out;
  bool keyword_only = false;
  for (const Parameter& p : parameters) {
    if (p.keyword_only() && !keyword_only) out += out.empty() ? "*" : ", *", keyword_only = true;
    out += (out.empty() ? "" : ", ") + p.name;
    if (typed) out += ": " + p.type;
    if (p.initial) out += (typed ? " = " : "=") + std::string(py::repr(p.initial));
  }
  return out;
}

py::object python_signature(const std::vector<Parameter>& parameters) {
  const py::module_ inspect = py::module_::import("inspect");  // NumPy imports it anyway
  const py::object parameter = inspect.attr("Parameter");
  py::list out;
  for (const Parameter& p : parameters)
    if (p.initial)
      out.append(parameter(p.name, parameter.attr("KEYWORD_ONLY"), py::arg("default") = p.initial));
    else
      out.append(parameter(p.name, parameter.attr("POSITIONAL_OR_KEYWORD")));
  return inspect.attr("Signature")(out);
}

void check_call(const std::string& who, const std::vector<Parameter>& parameters,
                const py::args& args, const py::kwargs& kwargs) {
  std::size_t positional = 0;
  py::list known;
  for (const Parameter& p : parameters) {
    positional += !p.keyword_only();
    known.append(p.name);
  }
  if (args.size() > positional)
    throw py::type_error(
        who + "() takes " + std::to_string(positional) + " positional argument" +
        (positional == 1 ? "" : "s") + ", " + std::to_string(args.size()) + " were given" +
        (positional < parameters.size() ? "; write " + parameters[positional].name + "=" : ""));
  for (const auto& item : kwargs)
    if (!known.contains(item.first)) {
      const std::string word(py::str(item.first));
      throw py::type_error(who + "() has no argument " + word + hint(word, known));
    }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const std::string& name = parameters[i].name;
    const bool named = kwargs.contains(name.c_str());
    if (named && i < args.size()) throw py::type_error(who + "() got " + name + " twice");
    if (!named && i >= args.size() && !parameters[i].initial) {
      const Word* word = find_word(name);
      throw py::type_error(who + "() needs " + name +
                           (word ? " (" + std::string(word->meaning) + ")" : ""));
    }
  }
}

py::object argument(std::size_t index, const std::vector<Parameter>& parameters,
                    const py::args& args, const py::kwargs& kwargs) {
  if (index < args.size()) return args[index];
  const char* name = parameters[index].name.c_str();
  return kwargs.contains(name) ? py::object(kwargs[name]) : py::object();
}

}  // namespace gradstep::python
