// The arguments of a call from Python: what a class or function takes, and the errors of a call as
// Python words them.
#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

namespace gradstep::python {
namespace py = pybind11;

/// A parameter of a class or function in Python; `initial` is null if it must be given. Those that
/// need not be are keyword-only, unless `by_position`.
struct Parameter {
  std::string name, type;
  py::object initial{};
  bool by_position = false;
  bool named = false;  // keyword-only although it must be given
  bool keyword_only() const { return named || (initial && !by_position); }
};

/// "start, *, steps=None, end=0.0", with types if `typed`.
std::string signature(const std::vector<Parameter>& parameters, bool typed);
/// The same for inspect, which cannot read it off a class of pybind11.
py::object python_signature(const std::vector<Parameter>& parameters);

/// Throws the TypeErrors of a call as Python words them: too many positional arguments, an unknown
/// keyword, one given twice, one missing.
void check_call(const std::string& who, const std::vector<Parameter>& parameters,
                const py::args& args, const py::kwargs& kwargs);
/// The argument of a checked call; null if it was not given.
py::object argument(std::size_t index, const std::vector<Parameter>& parameters,
                    const py::args& args, const py::kwargs& kwargs);

/// "; did you mean ...?" or nothing.
std::string suggestion(const std::string& word, const py::list& known);

}  // namespace gradstep::python
