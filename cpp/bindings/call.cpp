#include "call.hpp"

#include <gradstep/vocabulary.hpp>

#include <string_view>
#include <utility>

#include "python_side.hpp"
#include "values.hpp"

namespace gradstep::python {

std::string suggestion(const std::string& word, const py::list& known) {
  const py::list near = in_python::get_close_matches(word, known, 1, 0.5);
  return near.empty() ? std::string() : "; did you mean " + std::string(py::str(near[0])) + "?";
}

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
  const py::object parameter = in_python::inspect_parameter.get();
  py::list out;
  for (const Parameter& p : parameters) {
    const char* kind = p.keyword_only() ? "KEYWORD_ONLY" : "POSITIONAL_OR_KEYWORD";
    out.append(parameter(p.name, parameter.attr(kind),
                         py::arg("default") = p.initial ? p.initial : parameter.attr("empty")));
  }
  return in_python::inspect_signature(out);
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
      const std::string word = text(item.first);
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
